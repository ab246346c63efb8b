/** Filters as bytes: `(byte - 128) * scale`, with a scale of each gate that makes its greatest weight 127. */
export interface RoundedFilters {
  /** `[gates, featureCount]` */
  readonly bytes: Uint8Array;
  /** `[gates]` */
  readonly scales: Float32Array;
}

const zero = 128;
const greatest = 127;

/** @param filters row-major `[gates, featureCount]` */
export function roundFilters(filters: Float32Array, gates: number): RoundedFilters {
  const featureCount = filters.length / Math.max(gates, 1);
  const bytes = new Uint8Array(filters.length);
  const scales = new Float32Array(gates);
  for (let gate = 0; gate < gates; gate++) {
    const own = filters.subarray(gate * featureCount, (gate + 1) * featureCount);
    const scale = Math.fround(own.reduce((size, weight) => Math.max(size, Math.abs(weight)), 0) / greatest);
    scales[gate] = scale;
    const inverse = scale === 0 ? 0 : 1 / scale;
    own.forEach((weight, feature) => {
      bytes[gate * featureCount + feature] = zero + Math.round(weight * inverse);
    });
  }
  return { bytes, scales };
}

/** The filters that {@link RoundedFilters} stand for, `[gates, featureCount]`. */
export function roundedWeights({ bytes, scales }: RoundedFilters): Float32Array {
  const featureCount = bytes.length / Math.max(scales.length, 1);
  const filters = new Float32Array(bytes.length);
  scales.forEach((scale, gate) => {
    for (let index = gate * featureCount; index < (gate + 1) * featureCount; index++)
      filters[index] = ((bytes[index] ?? zero) - zero) * scale;
  });
  return filters;
}
