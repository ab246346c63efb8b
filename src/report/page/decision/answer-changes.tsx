import { answerChanges, type TableDecision } from '../../../explain/explain-table.js';
import { changeText } from '../../../render/decision-words.js';
import { formatList } from '../../../render/list-text.js';
import type { SoftDecisionTree } from '../../../tree/soft-decision-tree.js';
import { useSearch } from '../in-pieces.js';
import type { PageModel } from '../model.js';
import type { Subject } from '../subject.js';
import { className } from '../text.js';

/** The smallest changes found that give another answer; looked for after the decision itself is shown, for that takes longer. */
export function AnswerChanges({
  model,
  tree,
  table,
  subject: { features, raw },
}: {
  readonly model: PageModel;
  readonly tree: SoftDecisionTree;
  readonly table: TableDecision;
  readonly subject: Subject;
}) {
  const { columns } = table;
  const changes = useSearch(
    () => answerChanges(tree, columns, { features, raw }),
    [tree, columns, features, raw],
  )?.found;
  if (columns.every(({ usual }) => usual === undefined)) return null;
  const told = [changes?.one, changes?.few].filter((change) => change !== undefined);
  return (
    <>
      <h4>What would change the answer of the max path</h4>
      <ul class="changes" aria-live="polite">
        {changes === undefined && <li>Looking ...</li>}
        {told.map((change, index) => (
          <li key={index} data-change>
            {formatList(
              change.changes.map((each) => changeText(columns, each)),
              'and',
            )}
            : then it is <b>{className(model.data, change.answer)}</b>
          </li>
        ))}
        {changes !== undefined && told.length === 0 && (
          <li>Nothing was found: no one, two or three values within those of the training rows.</li>
        )}
      </ul>
    </>
  );
}
