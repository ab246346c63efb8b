import { gatherRows } from '../data/batches.js';
import type { Dataset } from '../data/dataset.js';
import { InvalidInputError } from '../errors.js';
import type { LogitSource } from '../teacher/logit-source.js';
import type { TargetSource } from '../train/targets.js';
import { computeMeanLogits } from './mean-logits.js';
import type { DistillationSettings } from '../settings/settings.js';
import { assertDistillation } from '../settings/settings-ranges.js';
import { writeSoftTargets } from './soft-targets.js';

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
  assertSameClasses(teacher, train);
  const { teacherDeformations, meanLogits = computeMeanLogits } = options;
  const logits = await meanLogits(teacher, train, teacherDeformations, options);
  const classCount = train.classNames.length;
  const rowTargets = softened(logits, train.labels, options);
  return {
    kind: 'soft',
    writeTargets: ({ rows }, targets) => gatherRows(rowTargets, classCount, rows, targets),
  };
}

/**
 * The teacher's softened answers about every image as training deforms it: it is asked at each step, so that it costs a forward
 * pass of the teacher for every row of every epoch. (Beyer et al. 2022, "a good teacher is patient and consistent".)
 *
 * @throws {InvalidInputError} when a setting is out of range, or the teacher knows its own images alone or other classes.
 */
export function liveSoftTargets(
  teacher: LogitSource,
  train: Dataset,
  settings: Pick<DistillationSettings, 'temperature' | 'hardWeight'>,
): TargetSource {
  assertDistillation({ ...settings, teacherDeformations: 1 });
  assertSameClasses(teacher, train);
  if (!teacher.answersAnyInput) {
    throw new InvalidInputError(
      `the teacher (${teacher.description}) knows the images themselves alone: it cannot be asked while images are deformed`,
    );
  }
  return {
    kind: 'soft',
    async writeTargets({ rows, features }, targets) {
      const logits = await teacher.logits(features, rows.length);
      const labels = Uint8Array.from(rows, (row) => train.labels[row] ?? 0);
      targets.set(softened(logits, labels, settings));
    },
  };
}

function assertSameClasses({ classCount, description }: LogitSource, { name, classNames }: Dataset): void {
  if (classCount === classNames.length) return;
  throw new InvalidInputError(
    `the teacher (${description}) must know the ${classNames.length} classes of ${name}, found ${classCount}`,
  );
}

/** Soft targets `[rows, classCount]` of logits of the same shape. */
function softened(
  logits: Float32Array,
  labels: Uint8Array,
  settings: Pick<DistillationSettings, 'temperature' | 'hardWeight'>,
): Float32Array {
  const classCount = logits.length / labels.length;
  const targets = new Float32Array(logits.length);
  for (const [row, label] of labels.entries()) {
    const [start, end] = [row * classCount, (row + 1) * classCount];
    writeSoftTargets(logits.subarray(start, end), label, settings, targets.subarray(start, end));
  }
  return targets;
}
