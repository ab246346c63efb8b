import type { RawDataset, RawValues } from '../raw-dataset.js';
import { imageShapeOf, type ImageShape } from './image-shape.js';

/** What a model must know of the images that it was trained on, to take an image file as one of them. */
export interface ImageRecord {
  /** Raw value of a black pixel. */
  readonly black: number;
  /** Raw value of a white pixel. */
  readonly white: number;
  /** Whether black and white of the files changed places. */
  readonly inverted: boolean;
  /** Whether images were brought to the model's size. */
  readonly resized: boolean;
  /** Brightness behind transparent pixels of the files, in [0, 1]. */
  readonly background: number;
  /** Mean brightness of the border less that of the middle over the training images, in [-1, 1]. */
  readonly borderContrast: number;
}

/** More images than this say no more about borders. */
const mostImages = 1000;

/** What is recorded of images; `undefined` for tables. */
export function fitImageRecord(train: RawDataset): ImageRecord | undefined {
  const shape = imageShapeOf(train);
  if (shape === undefined || train.columns !== undefined) return undefined;
  const { rowCount, columnCount, values, image } = train;
  const { black, white } = rawRange(train);
  const step = Math.max(1, Math.ceil(rowCount / mostImages));
  const images: RawValues[] = [];
  for (let row = 0; row < rowCount; row += step)
    images.push(values.subarray(row * columnCount, (row + 1) * columnCount));
  const border = (medianBorder(images, shape) - black) / (white - black);
  const inverted = image?.inverted ?? false;
  return {
    black,
    white,
    inverted,
    resized: image?.resized ?? false,
    background: image?.background ?? (inverted ? 1 - border : border),
    borderContrast: borderContrast(images, shape, { black, white }),
  };
}

/** Raw values of black and white: 0 and 255 for bytes, 0 and 1 for what lies between them, else the least and the greatest. */
export function rawRange({
  fullScale,
  values,
}: Pick<RawDataset, 'fullScale' | 'values'>): Pick<ImageRecord, 'black' | 'white'> {
  if (fullScale !== undefined) return { black: 0, white: fullScale };
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  if (least >= 0 && greatest <= 1) return { black: 0, white: 1 };
  return { black: least, white: greatest > least ? greatest : least + 1 };
}

/** The usual value of the outermost pixels. */
export function medianBorder(images: readonly ArrayLike<number>[], shape: ImageShape): number {
  const { border } = placesOf(shape);
  const sorted = Float64Array.from(
    images.flatMap((pixels) => border.map((place) => pixels[place] ?? 0)),
  ).sort();
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Mean brightness of the outermost pixels less that of the middle, half as high and wide as the images. */
export function borderContrast(
  images: readonly ArrayLike<number>[],
  shape: ImageShape,
  { black, white }: Pick<ImageRecord, 'black' | 'white'>,
): number {
  const { border, middle } = placesOf(shape);
  if (middle.length === 0 || images.length === 0) return 0;
  const mean = (pixels: ArrayLike<number>, places: readonly number[]): number =>
    places.reduce((sum, place) => sum + (pixels[place] ?? 0), 0) / places.length;
  const sum = images.reduce((total, pixels) => total + mean(pixels, border) - mean(pixels, middle), 0);
  return sum / images.length / (white - black);
}

interface Places {
  readonly border: readonly number[];
  readonly middle: readonly number[];
}

function placesOf([height, width, channels]: ImageShape): Places {
  const border: number[] = [];
  const middle: number[] = [];
  const isMiddle = (at: number, length: number): boolean => at >= length / 4 && at < (3 * length) / 4;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isBorder = y === 0 || x === 0 || y === height - 1 || x === width - 1;
      const list = isBorder ? border : isMiddle(y, height) && isMiddle(x, width) ? middle : undefined;
      for (let channel = 0; channel < channels; channel++) list?.push((y * width + x) * channels + channel);
    }
  }
  return { border, middle };
}
