import { csvCell } from '../../../data/table/csv-cell.js';
import { cellValue, type CellValue } from '../../../explain/table-columns.js';
import type { PageModel, PageTree } from '../model.js';
import { sampleNoun, sampleTag } from '../sample-names.js';
import { className } from '../text.js';

/** The test rows whose max path passes a node. */
export interface RowsAtNode {
  /** Those that the page carries, by their position among its samples. */
  readonly samples: readonly number[];
  /** All of them. */
  readonly total: number;
}

export function rowsAtNode({ tree, report, sampleLeaves }: PageTree, node: number): RowsAtNode {
  const { topology } = tree;
  const passes = Uint8Array.from({ length: tree.leafCount }, (_, leaf) => {
    let at = topology.nodeOfLeaf(leaf);
    while (at > node) at = topology.parent(at);
    return Number(at === node);
  });
  return {
    samples: Array.from(sampleLeaves ?? [], (leaf, sample) => (passes[leaf] === 1 ? sample : -1)).filter(
      (sample) => sample >= 0,
    ),
    total: report.leafRows.reduce((sum, rows, leaf) => sum + (passes[leaf] === 1 ? rows : 0), 0),
  };
}

/** What a sample holds in a column of its table. */
export function sampleValue(model: PageModel, sample: number, column: number): CellValue {
  const of = model.columns?.[column];
  return of === undefined ? null : cellValue(of, column, model.features(sample), model.raw(sample));
}

/** The rows as CSV: what they are called, their classes and answers, and every column in the units of the data. */
export function rowsCsv(
  model: PageModel,
  { report, sampleLeaves, tree }: PageTree,
  samples: readonly number[],
): string {
  const { data, columns = [] } = model;
  const name = (index: number | undefined) => (index === undefined ? '' : className(data, index));
  const header = [
    sampleNoun(data),
    'row of the test part',
    'true class',
    'max path',
    'mixture',
    'ends at node',
    ...columns.map(({ input }) => input.name),
  ];
  const lines = samples.map((sample) => [
    sampleTag(data, sample),
    data.samples.rows[sample] ?? '',
    name(data.samples.labels[sample]),
    name(report.answers.maxPath[sample]),
    name(report.answers.mixture[sample]),
    sampleLeaves === undefined ? '' : tree.topology.nodeOfLeaf(sampleLeaves[sample] ?? 0),
    ...columns.map((_, column) => {
      const value = sampleValue(model, sample, column);
      return typeof value === 'boolean' ? String(value) : (value ?? '');
    }),
  ]);
  return [header, ...lines].map((cells) => `${cells.map(csvCell).join(',')}\n`).join('');
}
