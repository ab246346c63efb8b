/**
 * How sure the two answers of a tree are: their probabilities are raised to a power and normalized. A power above 1 makes an answer
 * surer, one below 1 less sure; its class stays. (Temperature scaling, Guo et al. 2017, for probabilities: a power is one over a
 * temperature of their logarithms.) A leaf that answers for itself may rule a class out that only the other leaves speak for: its
 * answer is mixed with an even distribution.
 */
export interface Calibration {
  /** For the distribution of a leaf, > 0. */
  readonly maxPath: number;
  /** Share of the even distribution over the classes in the answer of a leaf, behind the power, in [0, 1); default 0. */
  readonly doubt?: number | undefined;
  /** For the mixture of the leaves, whose own distributions are taken as they were fitted, > 0. */
  readonly mixture: number;
}

/** Probabilities as they were fitted. */
export const uncalibrated: Calibration = { maxPath: 1, mixture: 1 };

/**
 * A distribution raised to a power and normalized.
 *
 * @param probabilities `[classCount]`, not all 0
 */
export function toPower<T extends ArrayLike<number>>(probabilities: T, power: number): T | Float64Array {
  if (power === 1) return probabilities;
  const raised = new Float64Array(probabilities.length);
  writeToPower(probabilities, power, raised);
  return raised;
}

/** The same, written into `target` from `start` on. */
export function writeToPower(
  probabilities: ArrayLike<number>,
  power: number,
  target: Float32Array | Float64Array,
  start = 0,
): void {
  const count = probabilities.length;
  if (power === 1) {
    for (let index = 0; index < count; index++) target[start + index] = probabilities[index] ?? 0;
    return;
  }
  let greatest = 0;
  for (let index = 0; index < count; index++) {
    const probability = probabilities[index] ?? 0;
    if (probability > greatest) greatest = probability;
  }
  // In double precision whatever the target holds.
  const raised = new Array<number>(count);
  let sum = 0;
  for (let index = 0; index < count; index++) {
    const value = ((probabilities[index] ?? 0) / greatest) ** power;
    raised[index] = value;
    sum += value;
  }
  for (let index = 0; index < count; index++) target[start + index] = (raised[index] ?? 0) / sum;
}

/** The same for each row of `probabilities`, row-major `[rows, classCount]`. */
export function toPowerOfRows(probabilities: Float32Array, classCount: number, power: number): Float32Array {
  const raised = new Float32Array(probabilities.length);
  for (let start = 0; start < raised.length; start += classCount)
    writeToPower(probabilities.subarray(start, start + classCount), power, raised, start);
  return raised;
}
