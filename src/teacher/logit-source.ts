import { argmaxOfRows } from '../data/argmax.js';
import type { Dataset, UnlabelledDataset } from '../data/dataset.js';
import { copyRows } from '../data/features.js';
import type { OutputKind } from './foreign/output-kind.js';

/** Anything that answers inputs with logits, and that a tree can learn from. */
export interface LogitSource {
  /** One line for people: what answers. */
  readonly description: string;
  readonly classCount: number;
  /** Number of trained values; absent when only the answers are known. */
  readonly parameterCount?: number;
  /** What it answers with by itself, as soon as that is known. */
  readonly answersWith?: OutputKind | undefined;
  /** `false` when it knows the answers for a fixed set of rows alone, so that it cannot be asked about augmented images. */
  readonly answersAnyInput: boolean;
  /** Whether it knows the answers to all of these rows; absent where it answers any input. */
  knows?(sourceRows: Int32Array | undefined): boolean;
  /**
   * Logits at temperature 1, row-major `[rows, classCount]`; softmax gives the probabilities. One call at a time.
   *
   * @param features row-major `[rows, featureCount]`, prepared as the tree's
   * @param sourceRows number of each row in its source (`Dataset.sourceRows`), where these are rows of the data as they are
   */
  logits(features: Float32Array, rows: number, sourceRows?: Int32Array): Promise<Float32Array>;
}

/** A teacher that holds an engine's memory until it is disposed of. */
export interface OpenTeacher extends LogitSource {
  /** Class of each of its outputs, where it names them itself. */
  readonly outputClasses?: readonly string[] | undefined;
  /** What was found out about it rather than said, a line each, for people. */
  readonly notes: readonly string[];
  /** Frees what the teacher holds. */
  dispose(): Promise<void>;
}

/** Rows asked about at a time: enough for any teacher's batches, few enough for their features to stay small. */
export const askedRows = 1000;

/** Logits for all rows of a data set, `[rowCount, classCount]`. */
export async function datasetLogits(
  teacher: LogitSource,
  { features, featureCount, rowCount, sourceRows }: Dataset,
): Promise<Float32Array> {
  const logits = new Float32Array(rowCount * teacher.classCount);
  const chunk = new Float32Array(Math.min(askedRows, rowCount) * featureCount);
  for (let first = 0; first < rowCount; first += askedRows) {
    const rows = Math.min(askedRows, rowCount - first);
    copyRows(features, featureCount, first, rows, chunk);
    const asked = sourceRows?.subarray(first, first + rows);
    const answers = await teacher.logits(chunk.subarray(0, rows * featureCount), rows, asked);
    logits.set(answers, first * teacher.classCount);
  }
  return logits;
}

/** Whether a teacher can answer all rows of a data set. */
export function knowsRows(
  teacher: LogitSource,
  { sourceRows }: Pick<UnlabelledDataset, 'sourceRows'>,
): boolean {
  return teacher.knows?.(sourceRows) ?? true;
}

/** Class of the greatest logit of each row, the first of equals, `[rows]`. */
export function logitClasses(logits: Float32Array, classCount: number): Uint16Array {
  return argmaxOfRows(logits, classCount);
}
