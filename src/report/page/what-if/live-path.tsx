import { useMemo } from 'preact/hooks';

import { gateQuestion } from '../../../explain/gate-question.js';
import type { ExplainedColumn } from '../../../explain/table-columns.js';
import { questionText } from '../../../render/decision-words.js';
import type { Explanation } from '../../../tree/explanation.js';
import type { PageTree } from '../model.js';
import { percent } from '../text.js';

/** The gates of the max path with what they ask, and where the path leaves the one of the row as it was. */
export function LivePath({
  pageTree: { tree },
  columns,
  explanation,
  before,
  onShowNode,
}: {
  readonly pageTree: PageTree;
  readonly columns: readonly ExplainedColumn[];
  readonly explanation: Explanation;
  /** Of the row as it was. */
  readonly before: Explanation;
  readonly onShowNode: (node: number) => void;
}) {
  const questions = useMemo(() => new Map<number, string>(), [tree, columns]);
  const question = (node: number): string => {
    const text = questions.get(node) ?? questionText(columns, gateQuestion(tree, node, columns));
    questions.set(node, text);
    return text;
  };
  return (
    <ol class="live-path" aria-label="The max path, gate by gate">
      {explanation.steps.map(({ node, side, sideProbability, gateProbability }, index) => {
        const old = before.steps[index];
        const isTurned = old?.node === node && old.side !== side;
        return (
          <li key={index} class={`goes-${side} ${isTurned ? 'is-turned' : ''}`} data-node={node}>
            <span class="live-gate">
              <button type="button" class="node-link" onClick={() => onShowNode(node)}>
                Node {node}
              </button>
              <span class="turn">
                {side === 'left' ? '← left' : 'right →'}{' '}
                <b data-side-probability>{percent(sideProbability)}</b>
              </span>
              {isTurned && (
                <span class="turned">
                  turned, was {percent(old.sideProbability)} {old.side}
                </span>
              )}
            </span>
            <span class="gate-bar" aria-hidden="true">
              <span class="side-left" style={{ width: `${100 * (1 - gateProbability)}%` }} />
              <span class="side-right" style={{ width: `${100 * gateProbability}%` }} />
            </span>
            <span class="note">{question(node)}</span>
          </li>
        );
      })}
    </ol>
  );
}
