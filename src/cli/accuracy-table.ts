import type { TreeScores } from '../tree/tree-scores.js';
import type { Colors } from './colors.js';
import { formatPercent } from './number-format.js';
import { paperResultsFor, type paperResults } from '../data/paper-results.js';
import { formatTable, type TableColumn } from './text-table.js';

/** The scores of one run that the closing table shows. */
export interface AccuracySummary {
  readonly dataset: string;
  readonly depth: number;
  readonly preset: string;
  readonly teacher: { readonly accuracy: number };
  readonly baseline: Pick<TreeScores, 'maxPath' | 'mixture' | 'fidelity'>;
  readonly distilled: Pick<TreeScores, 'maxPath' | 'mixture' | 'fidelity'>;
}

/** Accuracies of teacher, distilled and baseline tree, beside the paper's where it measured the same data set. */
export function accuracyTable(summary: AccuracySummary, colors: Colors): string[] {
  const paper = paperResultsFor(summary.dataset);
  const columns: TableColumn[] = [
    { title: '', align: 'left' },
    { title: 'Accuracy', align: 'right' },
    { title: 'Mixture', align: 'right' },
    { title: 'Fidelity', align: 'right' },
    ...(paper === undefined ? [] : [{ title: 'Paper', align: 'right' } as const]),
  ];
  const treeRow = (title: string, scores: AccuracySummary['baseline'], printed: number | undefined) => [
    title,
    formatPercent(scores.maxPath),
    formatPercent(scores.mixture),
    formatPercent(scores.fidelity),
    ...(printed === undefined ? [] : [formatPercent(printed)]),
  ];
  const rows = [
    [
      'Teacher',
      formatPercent(summary.teacher.accuracy),
      '-',
      '-',
      ...(paper ? [formatPercent(paper.teacher)] : []),
    ],
    treeRow('Distilled tree', summary.distilled, paper?.distilled),
    treeRow('Baseline tree', summary.baseline, paper?.baseline),
  ];
  const notes = [
    'Accuracy of a tree: the leaf of greatest path probability answers (max path).',
    'Mixture: all leaves answer, each weighted by its path probability.',
    "Fidelity: share of test rows where the tree's max-path answer is the teacher's.",
    ...(paper === undefined ? [] : [paperNote(summary, paper)]),
  ];
  const [titles = '', rule = '', ...body] = formatTable(columns, rows);
  return [colors.bold(titles), colors.dim(rule), ...body, '', ...notes.map((note) => colors.dim(note))];
}

/** Where the paper's numbers come from, and whether this run is of their kind. */
function paperNote({ depth, preset }: AccuracySummary, paper: typeof paperResults): string {
  const source = `Paper: ${paper.source}, depth ${paper.depth}; it does not say which inference.`;
  if (preset === 'smoke') return `${source} A smoke run trains on a part of the data and is no match for it.`;
  return depth === paper.depth ? source : `${source} These trees have depth ${depth}.`;
}
