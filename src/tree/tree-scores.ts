import { Type, type Static } from 'typebox';

const fraction = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

/** The scores of a tree as every document holds them; keys in this order. */
export const treeScores = Type.Object({
  maxPath: fraction('Accuracy by the leaf of greatest path probability.'),
  mixture: fraction('Accuracy by the mixture over all leaves.'),
  fidelity: fraction("Share of max-path answers that equal the teacher's."),
  mixtureFidelity: fraction("Share of mixture answers that equal the teacher's."),
  topPathProbability: fraction('Mean probability of the greatest path.'),
});

/** Accuracy of one tree on labelled rows, with a teacher to compare with; all numbers are fractions in [0, 1]. */
export type TreeScores = Readonly<Static<typeof treeScores>>;

/** The same where no teacher is at hand. */
export type TreeAccuracy = Omit<TreeScores, 'fidelity' | 'mixtureFidelity'>;
