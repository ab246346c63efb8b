/** Accuracy of one tree on the test set; all numbers are fractions in [0, 1]. */
export interface TreeScores {
  /** Accuracy by the leaf of greatest path probability. */
  readonly maxPath: number;
  /** Accuracy by the mixture over all leaves. */
  readonly mixture: number;
  /** Share of rows where the max-path answer equals the teacher's. */
  readonly fidelity: number;
  /** Share of rows where the mixture's answer equals the teacher's. */
  readonly mixtureFidelity: number;
  /** Mean probability of the greatest path: how decisive the routes are. */
  readonly topPathProbability: number;
}
