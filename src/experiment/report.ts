import type { ExperimentSettings } from '../settings/settings.js';
import { accuracyPlot, treeCurves, type AccuracyPlot } from './accuracy-plot.js';
import { comparison, type PaperScores } from './comparison.js';
import { fewLabelCurves } from './few-label-curves.js';
import {
  codeSpan,
  escapeMarkdown,
  markdownTable,
  numberColumn,
  textColumn,
  type MarkdownColumn,
} from './markdown-table.js';
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
    const plot = plots[summary.plan];
    const hasPlot = plot !== undefined && summary.variants.length > 1;
    const curves = summary.plan === 'labels' ? fewLabelCurves(facts.paper) : treeCurves;
    if (hasPlot) files[`${summary.plan}.svg`] = accuracyPlot(summary.variants, { ...plot, curves });
    return section(summary, facts, hasPlot);
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

const plots: Partial<Record<PlanName, Omit<AccuracyPlot, 'curves'>>> = {
  labels: {
    title: 'Test accuracy against labelled rows',
    axisTitle: 'Labelled rows',
    logarithmic: true,
    wideRange: true,
  },
  noise: {
    title: 'Test accuracy against wrong labels',
    axisTitle: 'Share of wrong labels',
    logarithmic: false,
    wideRange: true,
  },
  temperature: {
    title: 'Test accuracy against temperature',
    axisTitle: 'Temperature',
    logarithmic: true,
    wideRange: false,
  },
  depth: {
    title: 'Test accuracy against depth',
    axisTitle: 'Depth',
    logarithmic: false,
    wideRange: true,
  },
};

const titles: Readonly<Record<PlanName, string>> = {
  main: 'Teacher, baseline and distilled tree',
  plain: "The paper's plain setting",
  recipe: 'Other recipes',
  ablation: 'What each ingredient of the recipe does',
  labels: 'Fewer labels',
  noise: 'Wrong labels',
  temperature: 'Temperature',
  depth: 'Depth',
};

const explanations: Readonly<Record<PlanName, string>> = {
  main: 'The whole recipe. Baseline and distilled tree have the same start weights, order of rows, augmentation and number of steps; the baseline learns from the true labels, the distilled tree from the soft targets of the teacher.',
  plain:
    'The loss of the paper, a constant balance penalty, no augmentation and nothing else of the recipe; the teacher is the same.',
  ablation:
    'One ingredient is switched off in each row, for both trees; "change" is what that does to the max path of the distilled tree, in percentage points.',
  recipe: 'One difference from the recipe in each row, for both trees.',
  labels:
    'Teacher and trees know the labels of these rows alone, and a fifth of them are validation rows. In every second row the other rows are there without their labels: the teacher learns from its own answers to them (self-training), and the distilled tree from the answers of that teacher to all rows; the baseline knows the labelled rows alone. What the recipe derives from the number of rows (depth, epochs, batch size) follows it. Each seed has labelled rows and a teacher of its own; the last row, with all labels, is the recipe itself.',
  noise:
    'So many training and validation labels are wrong, each a random other class; those of the test rows are right. One set of wrong labels and one teacher for each row; the seeds differ in the trees.',
  temperature: 'Softens the teacher for the distilled tree; the baseline is the same tree in every row.',
  depth: 'Trees of other depths, otherwise the same recipe.',
};

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

function section(summary: PlanSummary, facts: ReportFacts, hasPlot: boolean): string {
  const { plan, seeds } = summary;
  const command = facts.commands[plan];
  return [
    `## ${titles[plan]}`,
    explanations[plan],
    planTable(summary, facts),
    ...(hasPlot ? [`![${plots[plan]?.title ?? ''}](${plan}.svg)`] : []),
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
