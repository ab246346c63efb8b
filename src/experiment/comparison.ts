import { escapeMarkdown, markdownTable, numberColumn, textColumn } from './markdown-table.js';
import { qualityTable } from './quality-table.js';
import { percentSpread, plainSpread, pointsInterval, signedPoints } from './report-numbers.js';
import type { Interval } from './statistics.js';
import type { TreeSummary, VariantSummary } from './summary.js';

/** Accuracies that a paper reports for a data set. */
export interface PaperScores {
  readonly source: string;
  readonly depth: number;
  readonly teacher: number;
  readonly distilled: number;
  readonly baseline: number;
}

/** Teacher and both trees below each other, with the gain. */
export function comparison(variant: VariantSummary, paper?: PaperScores): string {
  const { teacher, baseline, distilled, gain, depth, records } = variant;
  const printed = paper?.depth === depth ? paper : undefined;
  const paperCell = (value: number | undefined) =>
    value === undefined ? [] : [percentSpread({ mean: value, count: 1 })];
  const treeRow = (title: string, tree: TreeSummary, reported: number | undefined) => [
    title,
    percentSpread(tree.maxPath),
    percentSpread(tree.mixture),
    percentSpread(tree.fidelity),
    plainSpread(tree.topPathProbability, 3),
    `${plainSpread(tree.seconds, tree.seconds.mean < 10 ? 1 : 0)} s`,
    ...paperCell(reported),
  ];
  const teacherSeconds = records[0]?.teacher.seconds ?? 0;
  const table = markdownTable(
    [
      textColumn(''),
      numberColumn('Max path'),
      numberColumn('Mixture'),
      numberColumn('Fidelity'),
      numberColumn('Greatest path'),
      numberColumn('Time'),
      ...(printed === undefined ? [] : [numberColumn('Paper')]),
    ],
    [
      [
        'Teacher',
        percentSpread({ mean: teacher.mean, count: 1 }),
        '',
        '',
        '',
        `${teacherSeconds.toFixed(0)} s`,
        ...paperCell(printed?.teacher),
      ],
      treeRow('Distilled tree', distilled, printed?.distilled),
      treeRow('Baseline tree', baseline, printed?.baseline),
      [
        'Gain',
        pointsInterval(gain.maxPath),
        pointsInterval(gain.mixture),
        '',
        '',
        '',
        ...(printed === undefined ? [] : [signedPoints(printed.distilled - printed.baseline)]),
      ],
    ],
  );
  const asked = Math.max(...records.map((record) => record.distilled.softTargetSeconds));
  const quality = qualityTable(records);
  return [
    table,
    verdict(gain),
    ...(quality === undefined ? [] : [quality]),
    `Trees of depth ${depth}. Asking the teacher about the training rows took ${asked.toFixed(0)} s; the answers serve all trees of a process.${
      printed === undefined
        ? ''
        : ` Paper: ${escapeMarkdown(printed.source)}; it does not say which inference.`
    }`,
  ].join('\n\n');
}

/** What the intervals of the gain allow to say. */
function verdict({ maxPath, mixture }: { readonly maxPath: Interval; readonly mixture: Interval }): string {
  const answers = [
    ['max path', maxPath],
    ['the mixture', mixture],
  ] as const;
  const isClear = ([, { low, high }]: (typeof answers)[number]): boolean => low > 0 || high < 0;
  const names = (list: readonly (typeof answers)[number][]) => list.map(([name]) => name).join(' and ');
  const [clear, open] = [answers.filter(isClear), answers.filter((answer) => !isClear(answer))];
  if (open.length === 0) return 'The intervals of the gain exclude zero on both answers.';
  const unclear = `The interval of the gain includes zero on ${names(open)}: there, no gain of distillation over the true labels is established.`;
  return clear.length === 0 ? unclear : `${unclear} It excludes zero on ${names(clear)}.`;
}
