import type { DistillationSettings } from '../settings/settings.js';

/**
 * Distribution over the classes that a tree is fitted to: `(1 - h) softmax(logits / T) + h onehot(label)`, with
 * temperature T and hard weight h (Hinton, Vinyals & Dean 2015). The greatest logit is subtracted first, so that nothing
 * overflows.
 *
 * @param logits of one row at temperature 1, `[classCount]`
 * @param targets written, `[classCount]`; may be `logits` itself
 */
export function writeSoftTargets(
  logits: Float32Array,
  label: number,
  { temperature, hardWeight }: Pick<DistillationSettings, 'temperature' | 'hardWeight'>,
  targets: Float32Array,
): void {
  let greatest = -Infinity;
  for (const logit of logits) greatest = Math.max(greatest, logit);
  let sum = 0;
  for (let index = 0; index < logits.length; index++) {
    const weight = Math.exp(((logits[index] ?? 0) - greatest) / temperature);
    targets[index] = weight;
    sum += weight;
  }
  const softShare = (1 - hardWeight) / sum;
  for (let index = 0; index < logits.length; index++) {
    targets[index] = (targets[index] ?? 0) * softShare + (index === label ? hardWeight : 0);
  }
}

/** Softmax of each row at temperature 1, row-major `[rows, classCount]`. */
export function probabilitiesOf(logits: Float32Array, classCount: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classCount) {
    const row = logits.subarray(start, start + classCount);
    const target = probabilities.subarray(start, start + classCount);
    writeSoftTargets(row, 0, { temperature: 1, hardWeight: 0 }, target);
  }
  return probabilities;
}
