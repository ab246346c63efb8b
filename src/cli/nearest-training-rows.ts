import type { ExplainedColumn } from '../explain/table-columns.js';
import type { TreeDocument } from '../file/tree-document.js';
import { columnTitle, valueText } from '../render/decision-words.js';
import type { CommandOutput } from './command-output.js';
import { dataSourceOf, loadTrainedSplits } from './data-source.js';
import type { ExplainedDecision, ExplainedSample, NearestRow } from './explained-decision.js';
import { formatList } from '../render/list-text.js';
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

/** Columns that are told of a row: those that push most on the way. */
const shownColumns = 4;

/** The training rows in words. */
export function nearestItems({ document, explanation, table, nearest }: ExplainedDecision): OutlineItem[] {
  if (nearest === undefined) return [];
  const name = (index: number) => `"${document.classNames[index] ?? String(index)}"`;
  const told = strongestColumns(table);
  return [
    {
      kind: 'heading',
      text: 'Training rows that the gates on this path see most alike',
    },
    ...nearest.map(({ name: row, label, answer, values }): OutlineItem => {
      const texts = told.flatMap((index) => {
        const column: ExplainedColumn | undefined = table?.columns[index];
        return column === undefined
          ? []
          : [`${columnTitle(column)} ${valueText(column, values?.[index] ?? null)}`];
      });
      const other = answer === explanation.maxPathClass ? '' : `, answered ${name(answer)}`;
      const holds = texts.length === 0 ? '' : `: ${formatList(texts, 'and')}`;
      return {
        kind: 'text',
        tone: label === explanation.maxPathClass ? undefined : 'doubtful',
        text: `${row}, labelled ${name(label)}${other}${holds}`,
      };
    }),
  ];
}

function strongestColumns(table: ExplainedDecision['table']): number[] {
  const sizes = new Map<number, number>();
  for (const { pushes } of table?.gates ?? [])
    for (const { column, push } of pushes) sizes.set(column, (sizes.get(column) ?? 0) + Math.abs(push));
  return [...sizes]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, shownColumns)
    .map(([column]) => column);
}
