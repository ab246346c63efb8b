/**
 * How a tree is fitted to the targets: by the expected cross entropy of single paths, by the mixture's negative log likelihood, or
 * by a blend that moves from the mixture to the paths. `src/train/loss-schedule.ts` has the path share that each stands for.
 */
export const treeObjectives = ['expected-cross-entropy', 'mixture-nll', 'mixture-to-paths'] as const;
/** Name of a loss. */
export type TreeObjective = (typeof treeObjectives)[number];
