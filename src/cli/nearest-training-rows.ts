import type { TreeDocument } from '../file/tree-document.js';
import { nearRowsHeading, nearRowText } from '../render/near-row-words.js';
import type { CommandOutput } from './command-output.js';
import { dataSourceOf, loadTrainedSplits } from './data-source.js';
import type { ExplainedDecision, ExplainedSample, NearestRow } from './explained-decision.js';
import type { OutlineItem } from './outline.js';
import type { SampleOptions } from './sample-source.js';

/**
 * The training rows that `--nearest` asks for.
 * @throws {InvalidInputError} when the data is not what the tree was trained on
 */
export async function nearestTrainingRows(
  document: TreeDocument,
  { features }: ExplainedSample,
  options: SampleOptions,
  output: CommandOutput,
): Promise<NearestRow[] | undefined> {
  if (options.nearest === undefined) return undefined;
  const { rowOrigin, rowOriginText } = await import('../data/row-origin.js');
  const [{ nearestRows }, { columnsOf }, { cellValue }, { predictOne }] = await Promise.all([
    import('../explain/nearest-rows.js'),
    import('../explain/explain-table.js'),
    import('../explain/table-columns.js'),
    import('../tree/predictor.js'),
  ]);
  const { train } = await loadTrainedSplits(document, dataSourceOf(document, options), options, output);
  const { tree } = document;
  const columns = columnsOf(document);
  return nearestRows(tree, features, train.features, options.nearest).map(({ row, distance }) => {
    const own = train.features.subarray(row * tree.featureCount, (row + 1) * tree.featureCount);
    const raw = train.sourceRows && train.rawTable?.valuesOf(train.sourceRows.slice(row, row + 1));
    return {
      name: rowOriginText(rowOrigin(train, row)) || `row ${row + 1} of the data, counting from 1`,
      distance,
      label: train.labels[row] ?? 0,
      answer: predictOne(tree, own),
      values: columns?.map((column, index) => cellValue(column, index, own, raw)),
    };
  });
}

/** The training rows in words. */
export function nearestItems({ document, explanation, table, nearest }: ExplainedDecision): OutlineItem[] {
  if (nearest === undefined) return [];
  const name = (index: number) => `"${document.classNames[index] ?? String(index)}"`;
  return [
    { kind: 'heading', text: nearRowsHeading },
    ...nearest.map((row): OutlineItem => ({
      kind: 'text',
      tone: row.label === explanation.maxPathClass ? undefined : 'doubtful',
      text: nearRowText(row, table, explanation.maxPathClass, name),
    })),
  ];
}
