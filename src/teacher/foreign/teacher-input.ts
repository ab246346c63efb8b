import type { Dataset, RawTable } from '../../data/dataset.js';
import { rowWriterOf } from '../../data/features.js';
import { imageShapeOf } from '../../data/image/image-shape.js';
import { onlyAffineStep } from '../../data/preparation.js';
import { InvalidInputError } from '../../errors.js';
import type { TeacherInput } from '../input-names.js';

/**
 * Makes what a teacher takes of prepared rows, `[rows, width]`, images with their channels last.
 *
 * @throws {InvalidInputError} when raw rows of a table are wanted, and these are not known by their place in it
 */
export type InputConversion = (
  features: Float32Array,
  sourceRows: Int32Array | undefined,
) => Float32Array | Float64Array;

/** Inputs that rows of this kind can become. */
function possibleInputs(data: Dataset): readonly TeacherInput[] {
  if (imageShapeOf(data) !== undefined) return ['0..1', '0..255', '-1..1', 'standardized', 'raw'];
  return data.rawTable === undefined ? ['standardized'] : ['raw', 'standardized'];
}

/** What a model of another program may take, the likeliest first; of images, what is raw is most often one of the others. */
export function usualInputs(data: Dataset): readonly TeacherInput[] {
  const { black, white } = data.origin?.image ?? { black: 0, white: 1 };
  const isUsual = black === 0 && (white === 1 || white === 255);
  return possibleInputs(data).filter(
    (input) => input !== 'raw' || imageShapeOf(data) === undefined || !isUsual,
  );
}

/**
 * Numbers in each row of an input. A table's columns that are the same in every row are none of the tree's, but a model of another
 * program may have learned with them.
 */
export function inputWidths(input: TeacherInput, { rawTable, featureCount }: Dataset): number[] {
  if (input !== 'raw' || rawTable === undefined) return [featureCount];
  const { columns, constants } = rawTable;
  return constants.length === 0 ? [columns.length] : [columns.length + constants.length, columns.length];
}

/**
 * @param data training rows: what is measured for `standardized` images is measured on them
 * @param width numbers in each row, where more than one is possible
 * @throws {InvalidInputError} when such rows cannot become that input
 */
export function inputConversion(
  input: TeacherInput,
  data: Dataset,
  width = inputWidths(input, data)[0],
): InputConversion {
  if (!possibleInputs(data).includes(input)) {
    throw new InvalidInputError(
      `the teacher's input must be ${possibleInputs(data).join(' or ')} for this data, found ${input}`,
    );
  }
  if (imageShapeOf(data) !== undefined) return imageConversion(input, data);
  const { rawTable } = data;
  if (input !== 'raw' || rawTable === undefined) return (features) => features;
  const words = rawTable.columns.filter(({ type }) => type === 'category').map(({ name }) => `"${name}"`);
  if (words.length > 0) {
    throw new InvalidInputError(
      `the teacher takes the table's columns as numbers, but these hold words: ${words.join(', ')}; a teacher for them takes the ${data.featureCount} prepared features (--teacher-input standardized)`,
    );
  }
  return (_, sourceRows) => {
    if (sourceRows === undefined)
      throw new InvalidInputError('the teacher takes raw rows, and knows those of its data alone');
    const values = rawTable.valuesOf(sourceRows);
    return width === rawTable.columns.length ? values : withConstants(values, rawTable);
  };
}

/** Raw rows with the columns that were left out, each in its place. */
function withConstants(values: Float64Array, { columns, constants }: RawTable): Float64Array {
  const width = columns.length + constants.length;
  const rows = new Float64Array((values.length / columns.length) * width);
  for (let row = 0, from = 0; row < rows.length; row += width, from += columns.length) {
    let [to, read] = [row, 0];
    for (const { value, before } of constants) {
      while (read < before) rows[to++] = values[from + read++] ?? NaN;
      rows[to++] = value;
    }
    while (read < columns.length) rows[to++] = values[from + read++] ?? NaN;
  }
  return rows;
}

/** `feature * factor + shift`, one of each for each channel. */
interface ChannelMap {
  readonly factor: number;
  readonly shift: number;
}

function imageConversion(input: TeacherInput, data: Dataset): InputConversion {
  const channels = data.inputShape[2] ?? 1;
  const maps = Array.from({ length: channels }, (_, channel) => channelMap(input, data, channel));
  return (features) =>
    features.map((feature, index) => {
      const { factor, shift } = maps[index % channels] ?? { factor: 1, shift: 0 };
      return feature * factor + shift;
    });
}

function channelMap(input: TeacherInput, data: Dataset, channel: number): ChannelMap {
  const { offset, scale } = onlyAffineStep(data.preparation) ?? { offset: 0, scale: 1 };
  const raw = { factor: 1 / Number(scale), shift: Number(offset) };
  const { black, white } = data.origin?.image ?? { black: raw.shift, white: raw.shift + raw.factor };
  const range = white - black;
  const unit = { factor: raw.factor / range, shift: (raw.shift - black) / range };
  switch (input) {
    case 'raw':
      return raw;
    case '0..1':
      return unit;
    case '0..255':
      return { factor: unit.factor * 255, shift: unit.shift * 255 };
    case '-1..1':
      return { factor: unit.factor * 2, shift: unit.shift * 2 - 1 };
    case 'standardized': {
      const { mean, deviation } = momentsOf(data, channel);
      return { factor: 1 / deviation, shift: -mean / deviation };
    }
  }
}

/** Mean and standard deviation of a channel over all images, as features. */
function momentsOf({ features, featureCount, rowCount, inputShape }: Dataset, channel: number) {
  const channels = inputShape[2] ?? 1;
  const writeRow = rowWriterOf(features, featureCount);
  const values = new Float32Array(featureCount);
  let [sum, squares] = [0, 0];
  for (let row = 0; row < rowCount; row++) {
    writeRow(row, values, 0);
    for (let index = channel; index < featureCount; index += channels) {
      const value = values[index] ?? 0;
      sum += value;
      squares += value * value;
    }
  }
  const count = features.length / channels;
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(squares / count - mean * mean, 0)) || 1 };
}
