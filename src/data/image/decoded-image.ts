/** Pixels of an image file, row-major `[height, width, channels]`, from 0 (black) to 1. */
export interface DecodedImage {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly pixels: Float32Array;
  /** How much of each pixel is there, `[height, width]`, from 0 to 1; absent where nothing shines through. */
  readonly alpha?: Float32Array | undefined;
  /** Whether the file has another size. */
  readonly isResized: boolean;
}

/** The image laid over a ground of one brightness in [0, 1]. */
export function overBackground(image: DecodedImage, background: number): DecodedImage {
  const { channels, pixels, alpha } = image;
  if (alpha === undefined) return image;
  const laid = pixels.map((value, index) => {
    const share = alpha[Math.floor(index / channels)] ?? 1;
    return share * value + (1 - share) * background;
  });
  return { ...image, pixels: laid, alpha: undefined };
}

/**
 * The image in another number of channels: gray is repeated, colors become their luminance (Rec. 601).
 */
export function withChannels(
  image: Pick<DecodedImage, 'channels' | 'pixels'>,
  channels: number,
): Float32Array {
  if (image.channels === channels) return image.pixels;
  const count = image.pixels.length / image.channels;
  const pixels = new Float32Array(count * channels);
  for (let pixel = 0; pixel < count; pixel++) {
    const start = pixel * image.channels;
    const gray = image.channels === 1 ? (image.pixels[start] ?? 0) : luminance(image.pixels, start);
    pixels.fill(gray, pixel * channels, (pixel + 1) * channels);
  }
  return pixels;
}

/** Whether all pixels are alike; a single pixel is alike to itself and may be all there is. */
export function isConstant(values: Float32Array | Float64Array, channels: number): boolean {
  return values.length > channels && values.every((value, index) => value === values[index % channels]);
}

/** Of the color whose red stands at `start` (Rec. 601). */
export function luminance(values: ArrayLike<number>, start: number): number {
  const [red = 0, green = 0, blue = 0] = [values[start], values[start + 1], values[start + 2]];
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
