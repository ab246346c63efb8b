import type { ExperimentSettings } from '../settings/settings.js';
import { comparison, type PaperScores } from './comparison.js';
import {
  codeSpan,
  escapeMarkdown,
  markdownTable,
  numberColumn,
  textColumn,
  type MarkdownColumn,
} from './markdown-table.js';
import { olderRecipeText } from './older-recipe.js';
import { planExplanations, planPicture, planTitles } from './plan-pictures.js';
import type { PlanName } from './plans.js';
import type { SettingSource } from './preset-dependence.js';
import { percentSpread, plainSpread, pointsInterval, signedPoints } from './report-numbers.js';
import type { SearchSummary } from './search-log.js';
import { searchSection } from './search-section.js';
import type { PlanSummary, VariantSummary } from './summary.js';

export interface ReportFacts {
  readonly dataset: string;
  readonly version: string;
  readonly settings: ExperimentSettings;
  readonly settingSources: readonly SettingSource[];
  readonly plans: readonly PlanSummary[];
  readonly commands: Readonly<Partial<Record<PlanName, string>>>;
  readonly search: SearchSummary | undefined;
  /** Accuracies that a paper reports for this data set and depth. */
  readonly paper?: PaperScores | undefined;
}

/** A file of the report, by its name. */
export type ReportFiles = Readonly<Record<string, string>>;

/** `README.md` and the plots that it shows. The same trials give the same bytes. */
export function experimentReport(facts: ReportFacts): ReportFiles {
  const files: Record<string, string> = {};
  const sections = facts.plans.map((summary) => {
    const picture = planPicture(summary.plan, summary.variants, facts.paper);
    if (picture !== undefined) files[`${summary.plan}.svg`] = picture.svg;
    return section(summary, facts, picture?.title);
  });
  files['README.md'] = `${[
    `# Experiment on ${escapeMarkdown(facts.dataset)}`,
    introduction(facts),
    ...sections,
    searchSection(facts.search),
    recipeSection(facts),
  ].join('\n\n')}\n`;
  return files;
}

function introduction({ dataset, version, plans }: ReportFacts): string {
  const rows = plans[0]?.variants[0]?.records[0]?.rows;
  const counts =
    rows && [rows.train, rows.validation, rows.test].map((count) => count.toLocaleString('en-US'));
  const [train, validation, test] = counts ?? [];
  return [
    `Made by \`sdt experiment\`, version ${version}; every table names its command. The trials are in \`experiment.jsonl\`, one a line, and \`experiment.json\` sums them up.`,
    ...(counts === undefined
      ? []
      : [
          `Rows of ${escapeMarkdown(dataset)}: ${train ?? ''} for training, ${validation ?? ''} for validation, ${test ?? ''} for the test. The epoch whose weights are kept is chosen on the validation rows; the test rows are only measured, for the tables here.`,
        ]),
    [
      '- **Max path**: accuracy of the leaf with the greatest path probability, the answer that can be explained. **Mixture**: accuracy of all leaves, weighted by their path probabilities.',
      "- **Fidelity**: share of test rows where the tree's max-path answer is the teacher's. **Greatest path**: mean probability of the greatest path, how decisive the routes are.",
      '- `±` is one standard deviation over the seeds. **Gain** is the accuracy of the distilled tree minus that of the baseline in percentage points, with its 95 % interval: a paired bootstrap over seeds and test rows together (2,000 samples); with one seed, over test rows alone.',
      "- **Time** is that of training one tree, the teacher's answers not included, on the machine of the experiment.",
    ].join('\n'),
  ].join('\n\n');
}

function section(summary: PlanSummary, facts: ReportFacts, picture: string | undefined): string {
  const { plan, seeds } = summary;
  const command = facts.commands[plan];
  const older = olderRecipeText(summary.variants, ({ label }) => escapeMarkdown(label));
  return [
    `## ${planTitles[plan]}`,
    planExplanations[plan],
    ...(older === '' ? [] : [`**${older}**`]),
    planTable(summary, facts),
    ...(picture === undefined ? [] : [`![${picture}](${plan}.svg)`]),
    `${seeds === 1 ? 'One seed' : `${seeds} seeds`}${otherSeeds(summary)}. Command: ${codeSpan(command ?? '')}`,
  ].join('\n\n');
}

/** Says which rows have another number of seeds than most. */
function otherSeeds({ seeds, variants }: PlanSummary): string {
  const others = variants.filter(({ records }) => records.length !== seeds);
  if (others.length === 0) return '';
  return ` (other rows: ${others.map(({ label, records }) => `${escapeMarkdown(label)}: ${records.length}`).join('; ')})`;
}

function planTable(summary: PlanSummary, facts: ReportFacts): string {
  switch (summary.plan) {
    case 'main':
    case 'plain':
      return summary.variants.map((variant) => comparison(variant, facts.paper)).join('\n\n');
    case 'ablation':
    case 'recipe':
      return ablationTable(summary.variants);
    case 'labels':
      return sweepTable(summary.variants, textColumn('Labelled rows'), [
        [numberColumn('Teacher'), ({ teacher }) => percentSpread(teacher)],
        [numberColumn('Depth'), ({ depth }) => String(depth)],
      ]);
    case 'noise':
      return sweepTable(summary.variants, textColumn('Wrong labels'), [
        [numberColumn('Teacher'), ({ teacher }) => percentSpread({ mean: teacher.mean, count: 1 })],
      ]);
    case 'temperature':
      return sweepTable(summary.variants, textColumn('Temperature'), []);
    case 'depth':
      return sweepTable(summary.variants, textColumn('Depth'), [
        [numberColumn('Parameters'), ({ distilled }) => distilled.parameterCount.toLocaleString('en-US')],
        [numberColumn('Leaves'), ({ depth }) => (2 ** depth).toLocaleString('en-US')],
        [numberColumn('Used, distilled'), ({ distilled }) => plainSpread(distilled.leavesUsed, 1)],
        [numberColumn('Used, baseline'), ({ baseline }) => plainSpread(baseline.leavesUsed, 1)],
      ]);
  }
}

function ablationTable(variants: readonly VariantSummary[]): string {
  const whole = variants[0];
  return sweepTable(variants, textColumn('Recipe'), [
    [
      numberColumn('Change'),
      (variant) =>
        whole === undefined || variant === whole
          ? ''
          : signedPoints(variant.distilled.maxPath.mean - whole.distilled.maxPath.mean),
    ],
    [numberColumn('Greatest path'), ({ distilled }) => plainSpread(distilled.topPathProbability, 3)],
  ]);
}

type ExtraColumn = readonly [column: MarkdownColumn, cell: (variant: VariantSummary) => string];

function sweepTable(
  variants: readonly VariantSummary[],
  first: MarkdownColumn,
  extra: readonly ExtraColumn[],
): string {
  return markdownTable(
    [
      first,
      ...extra.map(([column]) => column),
      numberColumn('Distilled, max path'),
      numberColumn('Mixture'),
      numberColumn('Baseline, max path'),
      numberColumn('Mixture'),
      numberColumn('Gain, max path'),
      numberColumn('Gain, mixture'),
    ],
    variants.map((variant) => [
      variant.label,
      ...extra.map(([, cell]) => cell(variant)),
      percentSpread(variant.distilled.maxPath),
      percentSpread(variant.distilled.mixture),
      percentSpread(variant.baseline.maxPath),
      percentSpread(variant.baseline.mixture),
      pointsInterval(variant.gain.maxPath),
      pointsInterval(variant.gain.mixture),
    ]),
  );
}

function recipeSection({ settings, settingSources }: ReportFacts): string {
  return [
    '## The recipe',
    `Settings of the preset \`${settings.preset}\` for this data, and what of the data decides each; the others are the same for all data.`,
    markdownTable(
      [textColumn('Setting'), numberColumn('Value'), textColumn('Derived from')],
      settingSources.map(({ name, value, derivedFrom }) => [name, value, derivedFrom.join(', ')]),
    ),
  ].join('\n\n');
}
