import { encode } from 'fast-png';
import { negativeColor, positiveColor, type Rgb } from './colors.js';
import type { ImageShape } from './drawing.js';

/** Steps of each half of the diverging scale; few enough that a 28x28 filter takes about 1 kB, too many to see. */
const diverging = { steps: 31 } as const;
type PaletteEntry = [number, number, number, number];

/**
 * Weights of a gate, or evidence (pixel x weight), as a PNG data URI. One number for each pixel: orange for negative, blue for positive,
 * transparent at zero. Three: each color lighter (positive) or darker (negative) than mid gray.
 * @param weights as `drawnWeights` gives them, `[height, width]` or `[height, width, 3]`, row-major
 * @param scale weight drawn in full color; greater ones are clipped
 */
export function weightImage(
  weights: Float32Array,
  { height, width }: Pick<ImageShape, 'height' | 'width'>,
  scale: number,
): string {
  if (weights.length === 3 * height * width) {
    const data = Uint8Array.from(weights, (weight) => Math.round(127.5 + 127.5 * clip(weight / scale)));
    return dataUri({ width, height, data, channels: 3 });
  }
  const data = Uint8Array.from(weights, (weight) => paletteIndex(clip(weight / scale)));
  return dataUri({ width, height, data, channels: 1, palette: divergingPalette });
}

/**
 * A sample's features as a gray or color PNG data URI, black to white from 0 to 1; features outside [0, 1] are stretched
 * from their smallest to their greatest. Numbers of channels other than 1 and 3 are averaged.
 * @param isGray whether three channels are averaged, too
 */
export function sampleImage(features: Float32Array, shape: ImageShape, isGray = false): string {
  const { height, width, channels } = shape;
  let low = 0;
  let high = 1;
  for (const value of features) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const level = (value: number): number => Math.round((255 * (value - low)) / (high - low));
  if (channels === 3 && !isGray)
    return dataUri({ width, height, data: Uint8Array.from(features, level), channels: 3 });
  const data = new Uint8Array(height * width);
  for (let pixel = 0; pixel < data.length; pixel++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += features[pixel * channels + channel] ?? 0;
    data[pixel] = level(sum / channels);
  }
  return dataUri({ width, height, data, channels: 1 });
}

/** Opaque entries stand last: fast-png drops alpha 255 from the transparency table, which PNG reads in palette order. */
const divergingPalette: PaletteEntry[] = (() => {
  const half = (color: Rgb, step: number): PaletteEntry => [
    ...color,
    Math.round((255 * step) / diverging.steps),
  ];
  const entries: PaletteEntry[] = [half(positiveColor, 0)];
  for (let step = 1; step <= diverging.steps; step++)
    entries.push(half(positiveColor, step), half(negativeColor, step));
  return entries;
})();

function paletteIndex(value: number): number {
  const step = Math.round(Math.abs(value) * diverging.steps);
  if (step === 0) return 0;
  return value > 0 ? 2 * step - 1 : 2 * step;
}

function clip(value: number): number {
  return Math.min(1, Math.max(-1, value));
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  readonly channels: number;
  readonly palette?: PaletteEntry[];
}

function dataUri(pixels: Pixels): string {
  const bytes = encode({ ...pixels, depth: 8 }, { zlib: { level: 9 } });
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(binary)}`;
}
