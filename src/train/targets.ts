import { createHash } from 'node:crypto';
import type { Dataset } from '../data/dataset.js';
import type { AugmentedBatch } from './augmented-batches.js';

/** Gives the distributions that a tree is fitted to, one for each row of a batch. */
export interface TargetSource {
  /** What a tree file records: fitted to `hard` labels or to a teacher's `soft` targets. */
  readonly kind: 'hard' | 'soft';
  /** Tells these targets from others of the same rows; absent: they are made at each step. */
  readonly digest?: string;
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
    digest: digestOf(labels),
    writeTargets: ({ rows }, targets) => writeOneHot(labels, rows, classNames.length, targets),
  };
}

/** Of the numbers that targets come from. */
export function digestOf({ buffer, byteOffset, byteLength }: Uint16Array | Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');
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
