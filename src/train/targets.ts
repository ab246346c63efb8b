import type { Dataset } from '../data/dataset.js';
import type { AugmentedBatch } from './augmented-batches.js';

/** Gives the distributions that a tree is fitted to, one for each row of a batch. */
export interface TargetSource {
  /** What a tree file records: fitted to `hard` labels or to a teacher's `soft` targets. */
  readonly kind: 'hard' | 'soft';
  /**
   * Writes the targets of one batch.
   *
   * @param targets written, row-major `[batch, classCount]`
   */
  writeTargets(batch: AugmentedBatch, targets: Float32Array): void | Promise<void>;
}

/** Targets of training rows and of all without a label; `rows` are their indices in the whole training part, absent for all of them. */
export type TargetsOf = (part: Dataset, rows?: Int32Array) => TargetSource;

/** All weight on the label: what the baseline tree is fitted to. */
export function hardTargets({ labels, classNames }: Dataset): TargetSource {
  return {
    kind: 'hard',
    writeTargets: ({ rows }, targets) => writeOneHot(labels, rows, classNames.length, targets),
  };
}

/** Multiplies the targets `[rows, classCount]` of each row by its weight: what weighted losses take. */
export function weighTargets(targets: Float32Array, rows: ArrayLike<number>, weights: Float32Array): void {
  const classCount = targets.length / rows.length;
  for (let index = 0; index < targets.length; index++) {
    const row = rows[Math.floor(index / classCount)] ?? 0;
    targets[index] = (targets[index] ?? 0) * (weights[row] ?? 1);
  }
}

/** Targets `[rows, classCount]` with all weight on each row's label. */
export function writeOneHot(
  labels: Uint16Array,
  rows: ArrayLike<number>,
  classCount: number,
  targets: Float32Array,
): void {
  targets.fill(0);
  for (let position = 0; position < rows.length; position++) {
    targets[position * classCount + (labels[rows[position] ?? 0] ?? 0)] = 1;
  }
}
