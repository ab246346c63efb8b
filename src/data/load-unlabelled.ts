import { stat } from 'node:fs/promises';
import { InvalidInputError } from '../errors.js';
import { readNpy } from './array/npy.js';
import { fitImageRecord } from './image/image-record.js';
import { imageShapeOf } from './image/image-shape.js';
import { unlabelledImages } from './image/unlabelled-images.js';
import type { LoadOptions } from './load-raw-data.js';
import { assertFits } from './memory-limit.js';
import { fitPreparation } from './preparation.js';
import type { RawDataset, UnlabelledRows } from './raw-dataset.js';
import { isTablePath } from './table/table-file.js';
import { withRows } from './table/unlabelled-rows.js';

/**
 * Loads rows without labels that belong to labelled ones: a table with the same columns, found by their names, a folder of images or
 * an image, or a NumPy array. Labels that it holds are not looked at.
 *
 * @param train the labelled rows
 * @throws {InvalidInputError} naming the source, when it cannot be read or has other columns or images of another shape
 */
export async function loadUnlabelled(
  source: string,
  train: RawDataset,
  options: LoadOptions = {},
): Promise<{ readonly rows: UnlabelledRows; readonly notes: readonly string[] }> {
  const { name, columnCount, classNames, columns, labelName, inputShape, fullScale } = train;
  const notes: string[] = [];
  const values = await valuesOf(source, train, options, (note) => notes.push(note));
  const rowCount = values.length / columnCount;
  if (rowCount === 0) throw new InvalidInputError(`${source}: holds no rows`);
  const rows: UnlabelledRows = {
    name,
    // Bytes stay bytes, as those of the labelled images.
    values: train.values instanceof Uint8Array ? Uint8Array.from(values, Math.round) : values,
    columnCount,
    rowCount,
    classNames,
    columns,
    labelName,
    inputShape,
    fullScale,
  };
  return { rows, notes: [...notes, `${source}: ${rowCount} rows without a label`] };
}

async function valuesOf(
  source: string,
  train: RawDataset,
  { image, table }: LoadOptions,
  onNote: (note: string) => void,
): Promise<Float64Array> {
  if ((await stat(source).catch(() => undefined)) === undefined)
    throw new InvalidInputError(`${source}: no such file or folder of unlabelled rows`);
  const { columns, labelName, idName, weightName, missing, inputShape, columnCount } = train;
  const isImage = columns === undefined && imageShapeOf(train) !== undefined;
  if (isImage && !isTablePath(source)) {
    const preparation = fitPreparation(train, new Int32Array(0));
    const form = { inputShape, preparation, image: fitImageRecord(train) };
    return joined(source, unlabelledImages(source, form, { image, onNote }));
  }
  if (/\.npy$/i.test(source)) {
    const { shape, values } = await readNpy(source);
    if (shape.length === 2 && shape[1] === columnCount) return Float64Array.from(values);
    throw new InvalidInputError(
      `${source}: must hold rows of ${columnCount} values, found an array [${shape.join(', ')}]`,
    );
  }
  if (columns === undefined || !isTablePath(source)) {
    throw new InvalidInputError(
      `${source}: unlabelled rows must be ${isImage ? 'a folder of images or a .npy array, as the labelled rows are images' : 'a table (.csv, .tsv, .csv.gz, .parquet, .jsonl) or a .npy array, as the labelled rows are those of a table'}`,
    );
  }
  const schema = { label: labelName, id: idName, weight: weightName, columns, missing };
  return withRows(source, schema, table ?? {}, ({ chunks, notes }) => {
    for (const note of notes) onNote(note);
    return joined(source, chunks);
  });
}

async function joined(
  source: string,
  chunks: AsyncIterable<{ readonly values: Float64Array }>,
): Promise<Float64Array> {
  const parts: Float64Array[] = [];
  let length = 0;
  for await (const { values } of chunks) {
    parts.push(values);
    length += values.length;
    assertFits(8 * length, `${source}: ${length} values`);
  }
  const all = new Float64Array(length);
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all;
}
