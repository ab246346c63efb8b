import type { Dataset } from '../data/dataset.js';
import { wholeNeighbors } from '../data/subpixel-shift.js';
import { InvalidInputError } from '../errors.js';
import type { LogitSource } from '../teacher/logit-source.js';
import { writeOneHot } from '../teacher/train-teacher.js';
import { imageShapeOf, type AugmentedBatch } from './augmented-batches.js';
import type { DistillationSettings } from './settings.js';
import { computeShiftedLogits, shiftCount, type ShiftedLogits } from './shifted-logits.js';
import { assertDistillation } from './settings-ranges.js';
import { writeSoftTargets } from './soft-targets.js';

/** Gives the distributions that a tree is fitted to, one for each row of a batch. */
export interface TargetSource {
  /** What a tree file records: fitted to `hard` labels or to a teacher's `soft` targets. */
  readonly kind: 'hard' | 'soft';
  /** @param targets written, row-major `[batch, classCount]` */
  writeTargets(batch: AugmentedBatch, targets: Float32Array): void | Promise<void>;
}

/** All weight on the label: what the baseline tree is fitted to. */
export function hardTargets({ labels, classNames }: Dataset): TargetSource {
  return {
    kind: 'hard',
    writeTargets: ({ rows }, targets) => writeOneHot(labels, rows, classNames.length, targets),
  };
}

export interface SoftTargetOptions extends DistillationSettings {
  /** Largest move of an image in pixels, as in training. */
  readonly shift: number;
  /** Epochs of training: decides whether it is cheaper to ask the teacher beforehand or at each step. */
  readonly epochs: number;
  /** Asks the teacher beforehand; replaced by who fits several trees to one teacher and keeps its answers. */
  readonly shiftedLogits?: typeof computeShiftedLogits;
  readonly signal?: AbortSignal;
  /** Called while the teacher is asked beforehand. */
  readonly onStart?: (totalRows: number) => void;
  readonly onProgress?: (doneRows: number) => void;
}

/**
 * The teacher's softened answers. It is asked beforehand, once for each image moved by each whole number of pixels, and
 * its logits are interpolated between them exactly as the pixels are. Where that would take more passes than the
 * training itself (many moves, few epochs), it is asked about each batch as it comes.
 *
 * @throws {InvalidInputError} when a setting is out of range, or the teacher cannot answer what training would ask.
 * @throws {InterruptedError} when `signal` is aborted meanwhile.
 */
export async function softTargets(
  teacher: LogitSource,
  train: Dataset,
  options: SoftTargetOptions,
): Promise<TargetSource> {
  assertDistillation(options);
  const classCount = train.classNames.length;
  if (teacher.classCount !== classCount) {
    throw new InvalidInputError(
      `the teacher (${teacher.description}) must know the ${classCount} classes of ${train.name}, found ${teacher.classCount}`,
    );
  }
  const shift = imageShapeOf(train) === undefined ? 0 : Math.ceil(options.shift);
  if (shift > 0 && !teacher.answersAnyInput) {
    throw new InvalidInputError(
      `the teacher (${teacher.description}) knows unmoved images alone: shift must be 0, found ${options.shift}`,
    );
  }
  if (shiftCount(shift) > options.epochs) return liveTargets(teacher, train.labels, options);
  const { shiftedLogits = computeShiftedLogits } = options;
  const cache = await shiftedLogits(teacher, train, shift, options);
  return cachedTargets(cache, train.labels, options);
}

function cachedTargets(
  cache: ShiftedLogits,
  labels: Uint8Array,
  settings: DistillationSettings,
): TargetSource {
  const { classCount } = cache;
  return {
    kind: 'soft',
    writeTargets({ rows, down, right }, targets) {
      for (const [position, row] of rows.entries()) {
        const target = targets.subarray(position * classCount, (position + 1) * classCount).fill(0);
        for (const vertical of wholeNeighbors(down[position] ?? 0)) {
          for (const horizontal of wholeNeighbors(right[position] ?? 0)) {
            const weight = vertical.weight * horizontal.weight;
            const logits = cache.logits(row, vertical.move, horizontal.move);
            for (let index = 0; index < classCount; index++) {
              target[index] = (target[index] ?? 0) + weight * (logits[index] ?? 0);
            }
          }
        }
        writeSoftTargets(target, labels[row] ?? 0, settings, target);
      }
    },
  };
}

function liveTargets(teacher: LogitSource, labels: Uint8Array, settings: DistillationSettings): TargetSource {
  const { classCount } = teacher;
  return {
    kind: 'soft',
    async writeTargets({ rows, features }, targets) {
      const logits = await teacher.logits(features, rows.length);
      for (const [position, row] of rows.entries()) {
        const [start, end] = [position * classCount, (position + 1) * classCount];
        writeSoftTargets(
          logits.subarray(start, end),
          labels[row] ?? 0,
          settings,
          targets.subarray(start, end),
        );
      }
    },
  };
}
