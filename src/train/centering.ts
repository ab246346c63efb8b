import type { UnlabelledDataset } from '../data/dataset.js';
import { rowWriterOf } from '../data/features.js';
import type { TreeParameters } from '../tree/soft-decision-tree.js';

/** Mean of each feature over the rows, each counted by its weight, `[featureCount]`. */
export function columnMeans({ features, featureCount, rowCount, weights }: UnlabelledDataset): Float32Array {
  const sums = new Float64Array(featureCount);
  const writeRow = rowWriterOf(features, featureCount);
  const values = new Float32Array(featureCount);
  for (let row = 0; row < rowCount; row++) {
    writeRow(row, values, 0);
    const weight = weights?.[row] ?? 1;
    for (let index = 0; index < featureCount; index++) {
      sums[index] = (sums[index] ?? 0) + weight * (values[index] ?? 0);
    }
  }
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? rowCount;
  return Float32Array.from(sums, (sum) => sum / total);
}

/**
 * The same tree for features as they are, from one that was trained on centered features: `(x - m).w + b` is
 * `x.w + (b - m.w)`. Centered features make each gate's two branches equally likely at the start, and its weights and
 * bias independent of each other for the optimizer.
 */
export function uncenter(parameters: TreeParameters, means: Float32Array): TreeParameters {
  const { filters } = parameters;
  const biases = parameters.biases.map((bias, node) => {
    const filter = filters.subarray(node * means.length, (node + 1) * means.length);
    return bias - filter.reduce((sum, weight, index) => sum + weight * (means[index] ?? 0), 0);
  });
  return { ...parameters, biases };
}
