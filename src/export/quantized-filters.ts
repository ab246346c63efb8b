import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';

/** Filters of 8 bits, a scale for each gate. */
export interface QuantizedFilters {
  /** `[innerNodes, featureCount]`, from -127 to 127. */
  readonly filters: Int8Array;
  /** Weight of a filter = 8-bit number times scale, `[innerNodes]`. */
  readonly scales: Float32Array;
}

/** The nearest of 255 evenly spaced weights of each filter, by its greatest one. */
export function quantizedFilters({
  parameters,
  innerNodeCount,
  featureCount,
}: SoftDecisionTree): QuantizedFilters {
  const scales = new Float32Array(innerNodeCount);
  const filters = new Int8Array(parameters.filters.length);
  for (let gate = 0; gate < innerNodeCount; gate++) {
    const own = parameters.filters.subarray(gate * featureCount, (gate + 1) * featureCount);
    const scale = Math.fround(own.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127);
    scales[gate] = scale;
    if (scale > 0)
      filters.set(
        Array.from(own, (weight) => Math.round(weight / scale)),
        gate * featureCount,
      );
  }
  return { filters, scales };
}
