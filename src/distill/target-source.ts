import type { Dataset } from '../data/dataset.js';
import { InvalidInputError } from '../errors.js';
import type { LogitSource } from '../teacher/logit-source.js';
import { writeOneHot } from '../teacher/train-teacher.js';
import type { AugmentedBatch } from './augmented-batches.js';
import { computeCopyLogits, type CopyLogits } from './copy-logits.js';
import { ImageCopies } from './image-copies.js';
import type { DistillationSettings } from './settings.js';
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
  /** Copies of each image that training draws from, as in training. */
  readonly copies: number;
  /** Epochs of training: decides whether it is cheaper to ask the teacher beforehand or at each step. */
  readonly epochs: number;
  /** Asks the teacher beforehand; replaced by who fits several trees to one teacher and keeps its answers. */
  readonly copyLogits?: typeof computeCopyLogits;
  readonly signal?: AbortSignal;
  /** Called while the teacher is asked beforehand. */
  readonly onStart?: (totalRows: number) => void;
  readonly onProgress?: (doneRows: number) => void;
}

/**
 * The teacher's softened answers. It is asked beforehand, once about each copy of each image; where there are more copies
 * than epochs, it is asked about each batch as it comes.
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
  const images = new ImageCopies(train, options.copies);
  if (images.count > 1 && !teacher.answersAnyInput) {
    throw new InvalidInputError(
      `the teacher (${teacher.description}) knows the images themselves alone: copies must be 1, found ${options.copies}`,
    );
  }
  if (images.count > options.epochs) return liveTargets(teacher, train.labels, options);
  const { copyLogits = computeCopyLogits } = options;
  return cachedTargets(await copyLogits(teacher, images, options), train.labels, options);
}

function cachedTargets(cache: CopyLogits, labels: Uint8Array, settings: DistillationSettings): TargetSource {
  const { classCount } = cache;
  return {
    kind: 'soft',
    writeTargets({ rows, copies }, targets) {
      for (const [position, row] of rows.entries()) {
        const target = targets.subarray(position * classCount, (position + 1) * classCount);
        writeSoftTargets(cache.logits(row, copies[position] ?? 0), labels[row] ?? 0, settings, target);
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
