/**
 * How sure a gate is of the side that the path takes: `nearly even` below a probability of 0.6, `unsure` below 0.8, `sure` from
 * there on; `against` where the other side is the likelier one.
 */
export type Surety = 'against' | 'nearly even' | 'unsure' | 'sure';

/**
 * How sure a gate is.
 *
 * @param sideProbability of the branch that the path takes, in [0, 1]
 */
export function suretyOf(sideProbability: number): Surety {
  if (sideProbability < 0.5) return 'against';
  if (sideProbability < 0.6) return 'nearly even';
  return sideProbability < 0.8 ? 'unsure' : 'sure';
}
