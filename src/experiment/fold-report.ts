import { codeSpan, escapeMarkdown, markdownTable, numberColumn, textColumn } from './markdown-table.js';
import { differenceOf, type Inference } from './paired-trials.js';
import type { PlanName } from './plans.js';
import { percentSpread, pointsInterval } from './report-numbers.js';
import { rowSamplesByCount, type Interval, type RowSamples } from './statistics.js';
import type { PlanSummary, VariantSummary } from './summary.js';

export interface FoldFacts {
  readonly dataset: string;
  readonly version: string;
  readonly folds: number;
  readonly plans: readonly PlanSummary[];
  readonly commands: Readonly<Partial<Record<PlanName, string>>>;
}

/** `folds.md`: every configuration that was tried on folds, against the first of its plan. The same trials give the same bytes. */
export function foldReport({ dataset, version, folds, plans, commands }: FoldFacts): string {
  const samplesOf = rowSamplesByCount();
  return `${[
    `# Choices on held-out rows of ${escapeMarkdown(dataset)}`,
    `Made by \`sdt experiment --folds\`, version ${version}. Each of ${folds} folds of the labelled rows is held out in turn: teacher and trees learn from the others, validation rows among them, and are measured on it. The test rows are not measured. Every configuration that was tried is here, and in \`folds.jsonl\`, one trial a line.`,
    '`±` is one standard deviation over the folds. **Change** is the accuracy of the distilled tree minus that of the first row of the table, and **gain** minus that of the baseline, in percentage points with 95 % intervals: a paired bootstrap over the held-out rows of all folds (2,000 samples). The highest of many accuracies is a little lucky.',
    ...plans.flatMap((summary) => [
      `## ${summary.plan}`,
      foldTable(summary, samplesOf),
      `Command: ${codeSpan(commands[summary.plan] ?? '')}`,
    ]),
  ].join('\n\n')}\n`;
}

function foldTable({ variants }: PlanSummary, samplesOf: (rows: number) => RowSamples): string {
  const [first] = variants;
  return markdownTable(
    [
      textColumn('Configuration'),
      numberColumn('Folds'),
      numberColumn('Teacher'),
      numberColumn('Distilled, max path'),
      numberColumn('Mixture'),
      numberColumn('Change, max path'),
      numberColumn('Change, mixture'),
      numberColumn('Gain, max path'),
      numberColumn('Gain, mixture'),
    ],
    variants.map((variant) => [
      escapeMarkdown(variant.label),
      String(variant.records.length),
      percentSpread(variant.teacher),
      percentSpread(variant.distilled.maxPath),
      percentSpread(variant.distilled.mixture),
      ...(['maxPath', 'mixture'] as const).map((inference) => {
        const change =
          first === variant || !first ? undefined : changeOf(first, variant, inference, samplesOf);
        return change === undefined ? '' : pointsInterval(change);
      }),
      pointsInterval(variant.gain.maxPath),
      pointsInterval(variant.gain.mixture),
    ]),
  );
}

/** On the folds that both have. */
function changeOf(
  first: VariantSummary,
  variant: VariantSummary,
  inference: Inference,
  samplesOf: (rows: number) => RowSamples,
): Interval | undefined {
  const trials = variant.records.flatMap(({ fold, rows, distilled }) => {
    const partner = first.records.find((record) => record.fold?.number === fold?.number);
    if (partner === undefined) return [];
    return [
      {
        fold,
        rows: rows.test,
        first: partner.distilled.correct[inference],
        second: distilled.correct[inference],
      },
    ];
  });
  return trials.length === 0 ? undefined : differenceOf(trials, samplesOf);
}
