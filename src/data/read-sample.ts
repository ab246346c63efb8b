import { extname } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { readNpy } from './array/npy.js';
import { byteScale, readPng, withChannels } from './image/png-image.js';
import { imageShapeOf } from './image/image-shape.js';
import { applyPreparation, type Preparation } from './preparation.js';
import type { TableSchema } from './table/load-table.js';
import { isTablePath } from './table/table-file.js';
import { readNumbers, withRows } from './table/unlabelled-rows.js';

/** What a sample is for: a model's shape of inputs, its columns and its preparation. */
export interface SampleForm {
  /** `[height, width, channels]` or `[featureCount]`. */
  readonly inputShape: readonly number[];
  readonly table?: TableSchema | undefined;
  readonly preparation: Preparation;
}

/**
 * Reads one sample (an image as `.png`, a `.npy` array, a row of a table) as a tree takes it: raw values through the recorded
 * preparation. A PNG's pixels count from 0 to 255.
 *
 * @param index row of a table, counted from 0; needed where the file holds several
 * @returns `[featureCount]`
 * @throws {InvalidInputError} when the file is of another kind or size, or holds several rows and none is named
 */
export async function readSample(path: string, form: SampleForm, index?: number): Promise<Float32Array> {
  if (form.table !== undefined && isTablePath(path)) return readRow(path, form, form.table, index);
  const { inputShape, preparation, table } = form;
  const valueCount = table?.columns.length ?? inputShape.reduce((product, size) => product * size, 1);
  const raw = await readRaw(path, inputShape);
  if (raw.length !== valueCount) {
    throw new InvalidInputError(
      `${path}: must hold ${valueCount} numbers (shape [${inputShape.join(', ')}]), found ${raw.length}`,
    );
  }
  return applyPreparation(raw, valueCount, preparation);
}

async function readRow(
  path: string,
  { preparation }: SampleForm,
  schema: TableSchema,
  index: number | undefined,
): Promise<Float32Array> {
  const width = schema.columns.length;
  return withRows(path, schema, {}, async ({ chunks }) => {
    let done = 0;
    let wanted: Float64Array | undefined;
    for await (const { rowCount, values } of chunks) {
      const position = (index ?? 0) - done;
      if (position >= 0 && position < rowCount)
        wanted = values.slice(position * width, (position + 1) * width);
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
    return applyPreparation(wanted, width, preparation);
  });
}

async function readRaw(path: string, inputShape: readonly number[]): Promise<Float64Array | Uint8Array> {
  if (isTablePath(path)) return (await readNumbers(path)).values;
  switch (extname(path).toLowerCase()) {
    case '.npy':
      return (await readNpy(path)).values;
    case '.png': {
      const shape = imageShapeOf({ inputShape });
      const image = await readPng(path);
      const [height, width, channels] = shape ?? [];
      if (channels === undefined || image.height !== height || image.width !== width) {
        throw new InvalidInputError(
          `${path}: must be ${channels === undefined ? 'a row of a table' : `${width} x ${height} pixels`}, found an image of ${image.width} x ${image.height} pixels`,
        );
      }
      return byteScale(withChannels(image, channels));
    }
    default:
      throw new InvalidInputError(`${path}: a sample must be a .png, .npy or .csv file`);
  }
}
