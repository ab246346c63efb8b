import { explainPath, type Explanation, type ExplanationStep } from '../tree/explanation.js';
import { leafClasses } from '../tree/leaf-distributions.js';
import { pathProbabilities } from '../tree/routing.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { suretyOf } from './surety.js';

/** The path of second greatest probability. */
export interface RunnerUp {
  /** Its leaf, counted from 0, and what that answers. */
  readonly leaf: number;
  readonly class: number;
  readonly pathProbability: number;
  /** Index of the gate of the max path at which it leaves that. */
  readonly leavesAt: number;
  readonly steps: readonly ExplanationStep[];
  /** Whether a reader should know of it: it is at least half as likely, or the gate where it leaves is not sure. */
  readonly matters: boolean;
}

/** @returns `undefined` for a tree of one leaf, and where no other path has any probability, as in a hard tree */
export function runnerUp(
  tree: SoftDecisionTree,
  features: Float32Array,
  { leaf: best, steps, pathProbability }: Explanation,
): RunnerUp | undefined {
  const paths = pathProbabilities(tree, features, 1);
  let leaf = -1;
  for (const [other, probability] of paths.entries())
    if (other !== best && probability > (paths[leaf] ?? 0)) leaf = other;
  if (leaf < 0) return undefined;
  const others = explainPath(tree, features, leaf);
  const second = others.at(-1)?.pathProbability ?? 0;
  const leavesAt = others.findIndex(({ side }, index) => side !== steps[index]?.side);
  const fork = steps[leavesAt]?.sideProbability ?? 1;
  return {
    leaf,
    class: leafClasses(tree)[leaf] ?? 0,
    pathProbability: second,
    leavesAt,
    steps: others,
    matters: second >= pathProbability / 2 || suretyOf(fork) !== 'sure',
  };
}
