import type { Explanation } from '../../../tree/explanation.js';
import { nearestRows, type NearRow } from '../../../explain/nearest-rows.js';
import type { SearchInPieces } from '../../../explain/search-in-pieces.js';
import { cellValue } from '../../../explain/table-columns.js';
import type { TableDecision } from '../../../explain/explain-table.js';
import { nearRowsHeading, nearRowText } from '../../../render/near-row-words.js';
import { predictOne } from '../../../tree/predictor.js';
import type { SoftDecisionTree } from '../../../tree/soft-decision-tree.js';
import { useSearch } from '../in-pieces.js';
import type { PageModel, TrainingRows } from '../model.js';
import type { Subject } from '../subject.js';
import { className } from '../text.js';

const shownRows = 3;

/** The training rows that a tree sees most like the followed row, or a line that says why there are none. */
export function NearRows({
  model,
  tree,
  table,
  explanation,
  subject: { features },
}: {
  readonly model: PageModel;
  readonly tree: SoftDecisionTree;
  readonly table: TableDecision | undefined;
  readonly explanation: Explanation;
  readonly subject: Subject;
}) {
  const { training, data } = model;
  const near = useSearch(() => nearSearch(tree, features, training), [tree, features, training])?.found;
  const isOfImages = model.shape !== undefined;
  return (
    <>
      <h4>{isOfImages ? nearRowsHeading.replace('rows', 'images') : nearRowsHeading}</h4>
      {training === undefined ? (
        <p class="note" data-no-training-rows>
          {isOfImages ? 'Training images are' : 'This report was made without the training rows, so they are'}{' '}
          not in this page; <code>sdt explain</code> with <code>--nearest {shownRows}</code> finds them.
        </p>
      ) : (
        <ul class="changes" aria-live="polite">
          {near === undefined && <li>Looking ...</li>}
          {near?.map(({ row }) => (
            <li key={row} data-near-row={row}>
              {nearRowText(nearFacts(training, tree, table, row), table, explanation.maxPathClass, (index) =>
                className(data, index),
              )}
            </li>
          ))}
        </ul>
      )}
      {training !== undefined && training.facts.rows.length < training.facts.total && (
        <p class="note">
          Of {training.facts.rows.length.toLocaleString('en-US')} training rows that this page carries, spread
          over all {training.facts.total.toLocaleString('en-US')}.
        </p>
      )}
    </>
  );
}

function* nearSearch(
  tree: SoftDecisionTree,
  features: Float32Array,
  training: TrainingRows | undefined,
): SearchInPieces<readonly NearRow[]> {
  yield;
  return training === undefined ? [] : nearestRows(tree, features, training.features, shownRows);
}

function nearFacts(
  { facts, features, raw }: TrainingRows,
  tree: SoftDecisionTree,
  table: TableDecision | undefined,
  row: number,
) {
  const { featureCount } = tree;
  const own = features.subarray(row * featureCount, (row + 1) * featureCount);
  const columns = table?.columns ?? [];
  const ownRaw = raw?.subarray(row * columns.length, (row + 1) * columns.length);
  const id = facts.ids?.texts[row];
  return {
    name:
      id === undefined
        ? `row ${facts.fileRows?.[row] ?? (facts.rows[row] ?? row) + 1}`
        : `${facts.ids?.column ?? 'row'} ${id}`,
    label: facts.labels[row] ?? 0,
    answer: predictOne(tree, own),
    values: columns.map((column, index) => cellValue(column, index, own, ownRaw)),
  };
}
