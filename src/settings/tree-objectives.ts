/** Losses that fit the leaves to the targets; `src/objective/tree-objective.ts` has their programs. */
export const treeObjectives = ['expected-cross-entropy', 'mixture-nll', 'mixture-to-paths'] as const;
/** Name of a loss. */
export type TreeObjective = (typeof treeObjectives)[number];
