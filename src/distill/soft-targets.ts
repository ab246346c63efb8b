import type { Dataset } from '../data/dataset.js';
import { gatherRows } from '../data/features.js';
import { InvalidInputError } from '../errors.js';
import type { DistillationSettings } from '../settings/settings.js';
import { assertSoftening } from '../settings/settings-ranges.js';
import { assertSameClasses } from '../teacher/checks/class-count.js';
import type { LogitSource } from '../teacher/logit-source.js';
import { digestOf, type TargetSource } from '../train/targets.js';

/** How logits become targets. */
export type Softening = Pick<DistillationSettings, 'temperature' | 'hardWeight'>;

/**
 * A teacher's softened answers, one for each row: the target of a row is the same however training deforms its image.
 *
 * @param logits the teacher's, at temperature 1, row-major `[rows, classCount]`; see `ask`. Rows behind those that have a label get
 * no hard weight
 * @throws {InvalidInputError} when a setting is out of range.
 */
export function softTargets(
  logits: Float32Array,
  { labels, classNames }: Pick<Dataset, 'labels' | 'classNames'>,
  settings: Softening,
): TargetSource {
  assertSoftening(settings);
  const rowTargets = softened(logits, labels, classNames.length, settings);
  return {
    kind: 'soft',
    digest: digestOf(rowTargets),
    writeTargets: ({ rows }, targets) => gatherRows(rowTargets, classNames.length, rows, targets),
  };
}

/**
 * The same for any part of the labelled rows that the teacher was asked about, `rows` being their indices, and all rows without a
 * label behind them.
 *
 * @param logits of `labelled` rows, then of rows without a label; default: all have one
 */
export function softTargetsOf(logits: Float32Array, settings: Softening, labelled = Infinity) {
  return (part: Dataset, rows?: Int32Array): TargetSource => {
    if (rows === undefined) return softTargets(logits, part, settings);
    const classCount = part.classNames.length;
    const others = logits.subarray(Math.min(logits.length, labelled * classCount));
    const ofRows = new Float32Array(rows.length * classCount + others.length);
    gatherRows(logits, classCount, rows, ofRows);
    ofRows.set(others, rows.length * classCount);
    return softTargets(ofRows, part, settings);
  };
}

/**
 * The teacher's softened answers about every image as training deforms it: it is asked at each step, so that it costs a forward
 * pass of the teacher for every row of every epoch. (Beyer et al. 2022, "a good teacher is patient and consistent".)
 *
 * @throws {InvalidInputError} when a setting is out of range, or the teacher knows its own images alone or other classes.
 */
export function liveSoftTargets(teacher: LogitSource, train: Dataset, settings: Softening): TargetSource {
  assertSoftening(settings);
  assertSameClasses(teacher, train);
  if (!teacher.answersAnyInput) {
    throw new InvalidInputError(
      `the teacher (${teacher.description}) knows the images themselves alone: it cannot be asked while images are deformed`,
    );
  }
  return {
    kind: 'soft',
    async writeTargets({ rows, features }, targets) {
      // Images come deformed, rows of tables as they are.
      const { sourceRows } = train.rawTable === undefined ? {} : train;
      const asked = sourceRows && rows.map((row) => sourceRows[row] ?? 0);
      const logits = await teacher.logits(features, rows.length, asked);
      const labels = Uint16Array.from(rows, (row) => train.labels[row] ?? 0);
      targets.set(softened(logits, labels, train.classNames.length, settings));
    },
  };
}

/** Soft targets `[rows, classCount]` of logits of the same shape. */
function softened(
  logits: Float32Array,
  labels: Uint16Array,
  classCount: number,
  settings: Softening,
): Float32Array {
  const targets = new Float32Array(logits.length);
  for (let row = 0; row < logits.length / classCount; row++) {
    const [start, end] = [row * classCount, (row + 1) * classCount];
    writeSoftTargets(logits.subarray(start, end), labels[row], settings, targets.subarray(start, end));
  }
  return targets;
}

/**
 * Distribution over the classes that a tree is fitted to: `(1 - h) softmax(logits / T) + h onehot(label)`, with
 * temperature T and hard weight h (Hinton, Vinyals & Dean 2015). The greatest logit is subtracted first, so that nothing
 * overflows.
 *
 * @param logits of one row at temperature 1, `[classCount]`
 * @param label of the row; without one there is no hard weight
 * @param targets written, `[classCount]`; may be `logits` itself
 */
export function writeSoftTargets(
  logits: Float32Array,
  label: number | undefined,
  { temperature, hardWeight }: Softening,
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
  const softShare = (label === undefined ? 1 : 1 - hardWeight) / sum;
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
