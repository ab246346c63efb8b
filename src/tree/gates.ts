import type { Features } from '../data/features.js';
import { InvalidInputError } from '../errors.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';

/**
 * Evaluates the gates of a tree for one row at a time, in double precision, whichever gates are asked for.
 *
 * Only the row's non-zero features are multiplied. Most pixels of an image like MNIST's are zero, which makes this
 * about six times faster than a dense matrix product in JavaScript (ml-matrix's `mmul`: 6.3 s for 10,000 images at
 * depth 8, this: 1.0 s, same machine and minute). Whole batches and single rows are summed in the same order, so
 * that they give the same bits.
 */
export class GateEvaluator {
  private readonly indices: Int32Array;
  private readonly values: Float64Array;
  private nonZeroCount = 0;

  constructor(private readonly tree: SoftDecisionTree) {
    this.indices = new Int32Array(tree.featureCount);
    this.values = new Float64Array(tree.featureCount);
  }

  /** Makes `features[offset .. offset + featureCount)` the current row. */
  setRow(features: Float32Array, offset = 0): void {
    const { indices, values } = this;
    const { featureCount } = this.tree;
    let count = 0;
    for (let f = 0; f < featureCount; f++) {
      const value = features[offset + f] ?? 0;
      if (value !== 0) {
        indices[count] = f;
        values[count] = value;
        count++;
      }
    }
    this.nonZeroCount = count;
  }

  /** `beta (x.w + b)` of an inner node, by its index among them, for the current row. */
  preActivation(gate: number): number {
    const { indices, values, nonZeroCount } = this;
    const { filters, biases, betas } = this.tree.parameters;
    const start = gate * this.tree.featureCount;
    // Four sums instead of one: additions that wait for each other would take most of the time.
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    let k = 0;
    if (nonZeroCount === values.length) {
      // The same sums in the same order, without asking which features there are: rows of tables have no zeros.
      for (; k + 3 < nonZeroCount; k += 4) {
        sum0 += (values[k] ?? 0) * (filters[start + k] ?? 0);
        sum1 += (values[k + 1] ?? 0) * (filters[start + k + 1] ?? 0);
        sum2 += (values[k + 2] ?? 0) * (filters[start + k + 2] ?? 0);
        sum3 += (values[k + 3] ?? 0) * (filters[start + k + 3] ?? 0);
      }
    }
    // Every index is within its array; `?? 0` costs nothing after optimization and satisfies the type checker.
    for (; k + 3 < nonZeroCount; k += 4) {
      sum0 += (values[k] ?? 0) * (filters[start + (indices[k] ?? 0)] ?? 0);
      sum1 += (values[k + 1] ?? 0) * (filters[start + (indices[k + 1] ?? 0)] ?? 0);
      sum2 += (values[k + 2] ?? 0) * (filters[start + (indices[k + 2] ?? 0)] ?? 0);
      sum3 += (values[k + 3] ?? 0) * (filters[start + (indices[k + 3] ?? 0)] ?? 0);
    }
    for (; k < nonZeroCount; k++) sum0 += (values[k] ?? 0) * (filters[start + (indices[k] ?? 0)] ?? 0);
    return (betas[gate] ?? 0) * (sum0 + sum1 + (sum2 + sum3) + (biases[gate] ?? 0));
  }
}

/** @throws {InvalidInputError} when `features` does not hold `rows` rows of the tree's width. */
export function assertFeatureRows(tree: SoftDecisionTree, features: Features, rows: number): void {
  const { featureCount } = tree;
  if (!Number.isInteger(rows) || rows < 0 || features.length !== rows * featureCount) {
    throw new InvalidInputError(
      `features must hold ${rows} rows of ${featureCount} numbers for this tree, found ${features.length} numbers`,
    );
  }
}
