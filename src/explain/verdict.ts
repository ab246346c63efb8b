import type { Explanation } from '../tree/explanation.js';

/** Where the max path lost the true class: the last gate on it from which a leaf of that class could be reached. */
export type Verdict =
  | { readonly kind: 'correct' }
  | { readonly kind: 'lostAt'; readonly step: number }
  /** No leaf of the whole tree answers the class. */
  | { readonly kind: 'neverReachable' };

/**
 * Whether a max path is right, and where it lost the true class if not.
 *
 * @param label index of the true class
 * @param reachable classes that can be answered at or below each node, as `reachableClasses` gives them
 */
export function judge(
  { maxPathClass, steps }: Pick<Explanation, 'maxPathClass' | 'steps'>,
  label: number,
  reachable: readonly (readonly number[])[],
): Verdict {
  if (maxPathClass === label) return { kind: 'correct' };
  const step = steps.findLastIndex(({ node }) => reachable[node]?.includes(label) === true);
  return step < 0 ? { kind: 'neverReachable' } : { kind: 'lostAt', step };
}
