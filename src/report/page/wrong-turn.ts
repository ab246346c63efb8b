import type { Explanation } from '../../tree/explanation.js';
import type { NodeSummary } from '../../render/node-summary.js';

/** Where the greatest path lost the true class: the last node on it from which a leaf of that class could be reached. */
export type Verdict =
  | { readonly kind: 'correct' }
  | { readonly kind: 'lostAt'; readonly step: number }
  /** No leaf of the whole tree answers the class. */
  | { readonly kind: 'neverReachable' };

/** @param summaries of all nodes */
export function judge(explanation: Explanation, label: number, summaries: readonly NodeSummary[]): Verdict {
  if (explanation.maxPathClass === label) return { kind: 'correct' };
  const step = explanation.steps.findLastIndex(
    ({ node }) => summaries[node]?.reachable.includes(label) === true,
  );
  return step < 0 ? { kind: 'neverReachable' } : { kind: 'lostAt', step };
}
