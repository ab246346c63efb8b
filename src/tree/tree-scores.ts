/** Accuracy of one tree on labelled rows; all numbers are fractions in [0, 1]. */
export interface TreeAccuracy {
  /** Accuracy by the leaf of greatest path probability. */
  readonly maxPath: number;
  /** Accuracy by the mixture over all leaves. */
  readonly mixture: number;
  /** Mean probability of the greatest path: how decisive the routes are. */
  readonly topPathProbability: number;
}

/** The same with a teacher to compare with. */
export interface TreeScores extends TreeAccuracy {
  /** Share of rows where the max-path answer equals the teacher's. */
  readonly fidelity: number;
  /** Share of rows where the mixture's answer equals the teacher's. */
  readonly mixtureFidelity: number;
}

/** The scores alone, of what holds more. */
export function scoresOf({
  maxPath,
  mixture,
  fidelity,
  mixtureFidelity,
  topPathProbability,
}: TreeScores): TreeScores {
  return { maxPath, mixture, fidelity, mixtureFidelity, topPathProbability };
}
