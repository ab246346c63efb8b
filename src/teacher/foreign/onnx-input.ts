import type { OnnxValue, TensorValues } from '../../engine/onnx-model.js';
import type { ImageShape } from '../../data/image/image-shape.js';
import { InvalidInputError } from '../../errors.js';

/** How the numbers of a row lie in a model's input. */
export interface RowLayout {
  /** Sizes of the input behind the batch. */
  readonly shape: readonly number[];
  /** Whether all pixels of one channel come before those of the next. */
  readonly channelsFirst: boolean;
}

/** Reals and integers that a model may take. */
const numberTypes = ['float32', 'float64', 'int64', 'int32', 'uint8'] as const;
type NumberType = (typeof numberTypes)[number];

/** The one input of a model. */
export interface OnnxInput {
  readonly name: string;
  readonly type: NumberType;
  /** Sizes behind the batch, `undefined` for those that are open; `undefined` where nothing is declared. */
  readonly rowShape: readonly (number | undefined)[] | undefined;
  /** Rows that it takes at a time; `undefined`: any number. */
  readonly batch: number | undefined;
}

/** @throws {InvalidInputError} when the model has several inputs, or one that takes no numbers */
export function onnxInput(inputs: readonly OnnxValue[]): OnnxInput {
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0) {
    const found = inputs.length === 0 ? 'none' : inputs.map(declared).join(', ');
    throw new InvalidInputError(
      `a teacher must have one input, a tensor [rows, ...] of numbers, found ${found}`,
    );
  }
  const { name, shape } = input;
  const type = numberTypes.find((known) => known === input.type);
  if (type === undefined || shape.length === 1) {
    throw new InvalidInputError(
      `the input must be a tensor [rows, ...] of ${numberTypes.join(', ')}, found ${declared(input)}`,
    );
  }
  const [batch, ...rowShape] = shape.map((size) => (typeof size === 'number' ? size : undefined));
  return { name, type, batch, rowShape: shape.length === 0 ? undefined : rowShape };
}

/** `"X" (float32 [n, 4])` */
export function declared({ name, type, shape }: OnnxValue): string {
  const sizes = shape.map((size, index) => (size === '' ? (index === 0 ? 'n' : '?') : size));
  return `"${name}" (${type === undefined ? 'no tensor' : `${type} [${sizes.join(', ')}]`})`;
}

/**
 * Layouts of rows that fit a model's input: as a flat list; images also with their channels last or first.
 *
 * @param width numbers in each row
 */
export function fittingLayouts(
  { rowShape }: OnnxInput,
  width: number,
  image: ImageShape | undefined,
): RowLayout[] {
  if (image === undefined) {
    const shape = filled(rowShape ?? [undefined], width);
    return shape === undefined ? [] : [{ shape, channelsFirst: false }];
  }
  const [height, wide, channels] = image;
  const shapes: RowLayout[] = [
    { shape: [height, wide, channels], channelsFirst: false },
    { shape: [channels, height, wide], channelsFirst: true },
    { shape: [width], channelsFirst: false },
    ...(channels > 1
      ? [{ shape: [width], channelsFirst: true }]
      : [{ shape: [height, wide], channelsFirst: false }]),
  ];
  return shapes.filter(
    ({ shape }) =>
      rowShape === undefined ||
      (rowShape.length === shape.length &&
        rowShape.every((size, index) => size === undefined || size === shape[index])),
  );
}

/** The sizes with one that is open filled in, so that a row has `width` numbers. */
function filled(sizes: readonly (number | undefined)[], width: number): number[] | undefined {
  const known = sizes.reduce<number>((product, size) => product * (size ?? 1), 1);
  const open = sizes.filter((size) => size === undefined).length;
  const fits = open === 0 ? known === width : width % known === 0;
  if (!fits) return undefined;
  let rest = width / known;
  return sizes.map((size) => {
    if (size !== undefined) return size;
    const here = rest;
    rest = 1;
    return here;
  });
}

/** Images with their channels first, of images with their channels last. */
export function withChannelsFirst(values: Float64Array, [height, width, channels]: ImageShape): Float64Array {
  const pixels = height * width;
  const size = pixels * channels;
  const moved = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += size) {
    for (let at = 0; at < size; at++) {
      moved[start + (at % channels) * pixels + Math.floor(at / channels)] = values[start + at] ?? 0;
    }
  }
  return moved;
}

const integerRanges = {
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint8: [0, 255],
} as const;

/**
 * Numbers in the type that a model takes; brightness is rounded to whole numbers where it takes such.
 *
 * @param columns of a table, for messages; absent for images
 * @throws {InvalidInputError} when a table's number is not whole, or missing, and the model takes whole ones
 */
export function castTo(
  type: NumberType,
  values: Float64Array,
  columns: readonly { readonly name: string }[] | undefined,
): TensorValues {
  if (type === 'float32') return Float32Array.from(values);
  if (type === 'float64') return values;
  const [least, greatest] = integerRanges[type];
  if (columns !== undefined) {
    const bad = values.findIndex(
      (value) => !(Number.isInteger(value) && value >= least && value <= greatest),
    );
    if (bad >= 0) {
      const found = Number.isNaN(values[bad]) ? 'a missing value' : values[bad];
      throw new InvalidInputError(
        `the model takes whole numbers (${type}), found ${found} in column "${columns[bad % columns.length]?.name}"`,
      );
    }
  }
  const rounded = values.map((value) => Math.min(greatest, Math.max(least, Math.round(value))));
  if (type === 'int64') return BigInt64Array.from(rounded, BigInt);
  return type === 'int32' ? Int32Array.from(rounded) : Uint8Array.from(rounded);
}
