import { innerNodeCount, leafCount, nodeCount, type CompleteTreeShape } from '../../tree/complete-tree.js';

/**
 * The kernels take four rows of a batch, or four terms, at a time. A batch is filled up with rows of zeros; terms beyond the count
 * are not looked at.
 */
export function paddedCount(count: number): number {
  return 4 * Math.ceil(count / 4);
}

/** Rows of `terms`, and columns of `sums` and `coefficients`. */
export interface TermLayout {
  /** The first of the targets, where single paths count. */
  readonly targetColumn: number;
  /** The first of the slopes of the mixture's likelihood, where it counts; may be the targets' own. */
  readonly mixtureColumn: number;
  readonly count: number;
  /** The count, padded. */
  readonly stride: number;
}

/** What is summed over the batch, weighted by paths: the rows' weights, then what the two parts of the loss need. */
export function termLayout(classCount: number, hasPaths: boolean, hasMixture: boolean): TermLayout {
  const count = 1 + classCount * (Number(hasPaths) + Number(hasMixture));
  return {
    targetColumn: 1,
    mixtureColumn: hasPaths ? 1 + classCount : 1,
    count,
    stride: paddedCount(count),
  };
}

/**
 * Numbers in each buffer of a step besides parameters, gradients and moments. Matrices have the batch last, `[.., rows]`, but for
 * features and targets, `[rows, ..]`.
 *
 * @param rows of a batch, padded
 */
export function bufferLengths({ depth, featureCount, classCount }: CompleteTreeShape, rows: number) {
  const [inner, leaves] = [innerNodeCount(depth), leafCount(depth)];
  const { stride } = termLayout(classCount, true, true);
  return {
    features: rows * featureCount,
    featureMeans: featureCount,
    targets: rows * classCount,
    penalty: 1,
    pathShare: 1,
    crossEntropy: 1,
    balancePenalty: 1,
    childMass: 2 * inner,
    massWeight: 2 * inner,
    products: inner * rows,
    gates: inner * rows,
    paths: nodeCount(depth) * rows,
    terms: stride * rows,
    mixture: classCount * rows,
    probabilities: leaves * classCount,
    logProbabilities: leaves * classCount,
    sums: leaves * stride,
    coefficients: leaves * stride,
  };
}

export type BufferName = keyof ReturnType<typeof bufferLengths>;
