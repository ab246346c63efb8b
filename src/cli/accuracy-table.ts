import { areUnequal, type ClassBalance } from '../data/class-balance.js';
import type { AnswerQuality, TreeQuality, TreeScores } from '../tree/tree-scores.js';
import type { Colors } from './colors.js';
import { formatPercent } from './number-format.js';
import { paperResultsFor, type paperResults } from '../data/paper-results.js';
import { accuracyText, lostClassesWarning, manyRows, mostFrequentText } from './quality-text.js';
import { formatTable, type TableColumn } from './text-table.js';

/** The scores of one run that the closing table shows. */
export interface AccuracySummary extends ClassBalance {
  readonly dataset: string;
  readonly depth: number;
  readonly preset: string;
  readonly rows: { readonly test: number };
  /** Without scores where it does not know the test rows. */
  readonly teacher: {
    readonly accuracy?: number | undefined;
    readonly quality?: AnswerQuality | undefined;
  };
  readonly baseline: TreeSummary;
  readonly distilled: TreeSummary;
}

type TreeSummary = Pick<TreeScores, 'maxPath' | 'mixture'> & {
  readonly fidelity?: number | undefined;
  readonly quality: TreeQuality;
};

/**
 * Accuracies of teacher, distilled and baseline tree, beside the paper's where it measured the same data set.
 *
 * @param width places of a line
 */
export function accuracyTable(summary: AccuracySummary, colors: Colors, width = Infinity): string[] {
  const { teacher, baseline, distilled } = summary;
  const { test } = summary.rows;
  const paper = paperResultsFor(summary.dataset);
  const unequal = areUnequal(summary.classes);
  const balanced = (quality: AnswerQuality | undefined) =>
    unequal ? [quality === undefined ? '-' : formatPercent(quality.balancedAccuracy)] : [];
  const { accuracy, quality } = teacher;
  const columns: TableColumn[] = [
    { title: '', align: 'left' },
    { title: 'Accuracy', align: 'right' },
    ...(unequal ? [{ title: 'Balanced', align: 'right' } as const] : []),
    { title: 'Mixture', align: 'right' },
    { title: 'Fidelity', align: 'right' },
    ...(paper === undefined ? [] : [{ title: 'Paper', align: 'right' } as const]),
  ];
  const treeRow = (title: string, scores: TreeSummary, printed: number | undefined) => [
    title,
    accuracyText(scores.maxPath, scores.quality.maxPath, test),
    ...balanced(scores.quality.maxPath),
    accuracyText(scores.mixture, scores.quality.mixture, test),
    scores.fidelity === undefined ? '-' : formatPercent(scores.fidelity),
    ...(printed === undefined ? [] : [formatPercent(printed)]),
  ];
  const rows = [
    [
      'Teacher',
      accuracy === undefined || quality === undefined ? '-' : accuracyText(accuracy, quality, test),
      ...balanced(quality),
      '-',
      '-',
      ...(paper ? [formatPercent(paper.teacher)] : []),
    ],
    treeRow('Distilled tree', distilled, paper?.distilled),
    treeRow('Baseline tree', baseline, paper?.baseline),
  ];
  const notes = [
    `${mostFrequentText(summary)}; who always answers it is right that often.`,
    'Accuracy of a tree: the leaf of greatest path probability answers (max path).',
    'Mixture: all leaves answer, each weighted by its path probability.',
    "Fidelity: share of test rows where the tree's max-path answer is the teacher's.",
    ...(unequal
      ? ['Balanced: mean recall of the classes, by max path for a tree; the classes are unequal.']
      : []),
    ...(test < manyRows
      ? [`In brackets: 95 % interval of the accuracy (Wilson), for ${test} test rows are few.`]
      : []),
    ...(paper === undefined ? [] : [paperNote(summary, paper)]),
  ];
  const warnings = [
    ...(quality === undefined ? [] : lostClassesWarning('the teacher', quality, summary)),
    ...lostClassesWarning('the distilled tree', distilled.quality.maxPath, summary),
    ...lostClassesWarning('the baseline tree', baseline.quality.maxPath, summary),
  ];
  const lines = formatTable(columns, rows, '', width);
  const rule = lines.findIndex((line) => /^-[- ]+$/.test(line));
  return [
    ...lines.map((line, index) =>
      index < rule ? colors.bold(line) : index === rule ? colors.dim(line) : line,
    ),
    '',
    ...notes.map((note) => colors.dim(note)),
    ...warnings,
  ];
}

/** Where the paper's numbers come from, and whether this run is of their kind. */
function paperNote({ depth, preset }: AccuracySummary, paper: typeof paperResults): string {
  const source = `Paper: ${paper.source}, depth ${paper.depth}; it does not say which inference.`;
  if (preset === 'smoke') return `${source} A smoke run trains on a part of the data and is no match for it.`;
  return depth === paper.depth ? source : `${source} These trees have depth ${depth}.`;
}
