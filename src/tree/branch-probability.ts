import type { Side } from './topology.js';

/**
 * Logistic function `1 / (1 + exp(-z))`, by the exponential that is at most 1: as accurate near 0 as near 1, which are its exact
 * limits for great |z|; never NaN for a finite `z`.
 */
export function sigmoid(z: number): number {
  const small = Math.exp(-Math.abs(z));
  return (z < 0 ? small : 1) / (1 + small);
}

/**
 * How a tree sends rows down: `soft`, both ways at every gate, by the logistic function of its pre-activation; `hard`, one way, to the
 * right where the pre-activation is above 0: what a soft tree becomes as all its betas grow without bounds.
 */
export type Routing = 'soft' | 'hard';

/** Probability of a branch where a gate has the pre-activation `z`. */
export function branchProbability(z: number, side: Side, routing: Routing): number {
  if (routing === 'hard') return z > 0 === (side === 'right') ? 1 : 0;
  return sigmoid(side === 'right' ? z : -z);
}
