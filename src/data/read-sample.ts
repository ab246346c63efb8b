import { extname } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { applyPreparation } from './apply-preparation.js';
import { readNpy } from './array/npy.js';
import { imageKinds, isImagePath } from './image/image-file.js';
import type { ImageOptions } from './image/image-options.js';
import type { ImageRecord } from './image/image-record.js';
import { assertNotConstant, checkedImage, readImageSample } from './image/image-sample.js';
import { imageShapeOf } from './image/image-shape.js';
import type { Preparation } from './preparation.js';
import type { RawValues } from './raw-dataset.js';
import type { TableSchema } from './table/load-table.js';
import { isTablePath } from './table/table-file.js';
import type { TableOptions } from './table/table-options.js';
import { readNumbers, withRows } from './table/unlabelled-rows.js';

/** What a sample is for: a model's shape of inputs, its columns and its preparation. */
export interface SampleForm {
  /** `[height, width, channels]` or `[featureCount]`. */
  readonly inputShape: readonly number[];
  readonly table?: TableSchema | undefined;
  readonly preparation: Preparation;
  readonly image?: ImageRecord | undefined;
}

/** Which sample of a file is meant, and how it is to be read. */
export interface SampleChoice {
  /** Row of a table, counted from 0; needed where the file holds several. */
  readonly index?: number | undefined;
  readonly table?: TableOptions | undefined;
  /** How an image is to be read; default: as the images that the tree was trained on. */
  readonly image?: ImageOptions | undefined;
  /** Is given what the user may want to know, a line each. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/**
 * Reads one sample (an image file, a `.npy` array, a row of a table) as a tree takes it: raw values through the recorded
 * preparation. The pixels of an image file count as those of the training images.
 *
 * @returns `[featureCount]`
 * @throws {InvalidInputError} when the file is of another kind or size, holds several rows and none is named, or is an image
 * whose pixels are all alike
 */
export async function readSample(
  path: string,
  form: SampleForm,
  choice: SampleChoice = {},
): Promise<Float32Array> {
  const { values } = await readRawSample(path, form, choice);
  return applyPreparation(values, values.length, form.preparation);
}

/** A sample before its preparation. */
export interface RawSample {
  /** `[columns]`, or pixel by pixel. */
  readonly values: RawValues;
  /** Of a row of a table: the words of its categories as the file has them, by the columns of the schema; absent for others. */
  readonly words?: readonly (string | undefined)[] | undefined;
}

/** The same before its preparation. */
export async function readRawSample(
  path: string,
  form: SampleForm,
  choice: SampleChoice = {},
): Promise<RawSample> {
  const { image, onNote } = choice;
  if (form.table !== undefined && isTablePath(path)) return readRow(path, form.table, choice);
  const { inputShape, table } = form;
  const valueCount = table?.columns.length ?? inputShape.reduce((product, size) => product * size, 1);
  if (isImagePath(path)) {
    const sample = await readImageSample(path, form, image);
    assertNotConstant(sample, path);
    for (const note of sample.notes) onNote?.(`${path}: ${note}`);
    return { values: sample.values };
  }
  const raw = await readRaw(path);
  if (raw.length !== valueCount) {
    throw new InvalidInputError(
      `${path}: must hold ${valueCount} numbers (shape [${inputShape.join(', ')}]), found ${raw.length}`,
    );
  }
  if (table === undefined && imageShapeOf(form) !== undefined) {
    const sample = checkedImage(Float64Array.from(raw), form);
    assertNotConstant(sample, path);
    for (const note of sample.notes) onNote?.(`${path}: ${note}`);
  }
  return { values: raw };
}

async function readRow(
  path: string,
  schema: TableSchema,
  { index, table = {}, onNote }: SampleChoice,
): Promise<RawSample> {
  const width = schema.columns.length;
  return withRows(path, schema, { ...table, keepWords: true }, async ({ chunks, notes, wordColumns }) => {
    for (const note of notes) onNote?.(note);
    let done = 0;
    let wanted: RawSample | undefined;
    for await (const { rowCount, values, kept } of chunks) {
      const position = (index ?? 0) - done;
      if (position >= 0 && position < rowCount) {
        const words = new Map(wordColumns.map((column, place) => [column, kept[place]?.[position]]));
        wanted = {
          values: values.slice(position * width, (position + 1) * width),
          words: schema.columns.map((_, column) => words.get(column)),
        };
      }
      done += rowCount;
      if (wanted !== undefined && index !== undefined) break;
    }
    if (index === undefined && done > 1) {
      throw new InvalidInputError(
        `${path}: holds ${done} rows; say which with --index, from 0 to ${done - 1}`,
      );
    }
    if (wanted === undefined)
      throw new InvalidInputError(`${path}: has no row ${index ?? 0}; it holds ${done}`);
    return wanted;
  });
}

async function readRaw(path: string): Promise<RawValues> {
  if (isTablePath(path)) return (await readNumbers(path)).values;
  if (extname(path).toLowerCase() === '.npy') return (await readNpy(path)).values;
  throw new InvalidInputError(`${path}: a sample must be an image (${imageKinds}), a .npy array or a table`);
}
