import type { Dataset } from '../data/dataset.js';
import { InvalidInputError } from '../errors.js';
import type { LogitSource } from '../teacher/logit-source.js';
import { writeOneHot } from '../teacher/train-teacher.js';
import type { AugmentedBatch } from './augmented-batches.js';
import { imageShapeOf } from './deformed-images.js';
import { computeMeanLogits } from './mean-logits.js';
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
  /** Asks the teacher; replaced by who fits several trees to one teacher and keeps its answers. */
  readonly meanLogits?: typeof computeMeanLogits;
  readonly signal?: AbortSignal;
  /** Called while the teacher is asked. */
  readonly onStart?: (totalRows: number) => void;
  readonly onProgress?: (doneRows: number) => void;
}

/**
 * The teacher's softened answers, one for each row: it is asked beforehand, about some deformations of each image, and the
 * target is the same however training deforms the image.
 *
 * @throws {InvalidInputError} when a setting is out of range, or the teacher cannot answer what it would be asked.
 * @throws {InterruptedError} when `signal` is aborted meanwhile.
 */
export async function softTargets(
  teacher: LogitSource,
  train: Dataset,
  options: SoftTargetOptions,
): Promise<TargetSource> {
  assertDistillation(options);
  const { teacherDeformations, meanLogits = computeMeanLogits } = options;
  const classCount = train.classNames.length;
  if (teacher.classCount !== classCount) {
    throw new InvalidInputError(
      `the teacher (${teacher.description}) must know the ${classCount} classes of ${train.name}, found ${teacher.classCount}`,
    );
  }
  if (imageShapeOf(train) !== undefined && teacherDeformations > 1 && !teacher.answersAnyInput) {
    throw new InvalidInputError(
      `the teacher (${teacher.description}) knows the images themselves alone: teacherDeformations must be 1, found ${teacherDeformations}`,
    );
  }
  const logits = await meanLogits(teacher, train, teacherDeformations, options);
  return {
    kind: 'soft',
    writeTargets({ rows }, targets) {
      for (const [position, row] of rows.entries()) {
        const answer = logits.subarray(row * classCount, (row + 1) * classCount);
        const target = targets.subarray(position * classCount, (position + 1) * classCount);
        writeSoftTargets(answer, train.labels[row] ?? 0, options, target);
      }
    },
  };
}
