import { lane, type PooledConvolution } from '../../compile/pooled-convolutions.js';
import type { MemoryLayout } from '../../optimizer/memory-layout.js';

export const floatBytes = Float32Array.BYTES_PER_ELEMENT;
/** Vectors that the kernels sum up at a time. */
const blockVectors = 5;

/** Sizes of a pooled convolution, and where in memory its arrays lie, in bytes. */
export type BlockLayout = ReturnType<typeof layOut>;

/**
 * Reserves what the gradients of a pooled convolution need.
 *
 * @param rows images
 */
export function layOut(memory: MemoryLayout, description: PooledConvolution, rows: number) {
  const { input, filterSize, padding, outputs, poolSize } = description;
  const [height, width, channels] = input;
  const [top, left, bottom, right] = padding;
  const pixelBytes = channels * floatBytes;
  const lineBytes = (width + left + right) * pixelBytes;
  const inputBytes = (height + top + bottom) * lineBytes;
  const outputHeight = height + top + bottom - filterSize[0] + 1;
  const outputWidth = width + left + right - filterSize[1] + 1;
  const [cellsDown, cellsAcross] = [outputHeight / poolSize[0], outputWidth / poolSize[1]];
  const cells = cellsDown * cellsAcross;
  const places = poolSize[0] * poolSize[1];
  const filterLine = Math.ceil((filterSize[1] * channels) / lane);
  const vectors = blockVectors * Math.ceil((filterSize[0] * filterLine) / blockVectors);
  const reserve = (numbers: number): number => memory.reserve(numbers).address;
  // Behind the last image there may be read as much again: see `vectorOffsets`.
  const imageNumbers = inputBytes / floatBytes;
  return {
    ...description,
    pixelBytes,
    lineBytes,
    inputBytes,
    /** Of an image's first pixel, behind the padding. */
    firstPixel: top * lineBytes + left * pixelBytes,
    outputHeight,
    outputWidth,
    cellsDown,
    cellsAcross,
    cells,
    places,
    filterLine,
    vectors,
    /** f32 `[outputs, outputHeight, outputWidth, rows]` */
    convolution: reserve(outputs * outputHeight * outputWidth * rows),
    /** Padded images, f32 `[rows, inputBytes / 4]` and some more */
    inputs: reserve((rows + 1) * imageNumbers + lane * lane),
    /** Gradient by one padded image. */
    inputGradient: reserve(2 * imageNumbers + lane * lane),
    /** u8 `[cells, outputs, rows]` */
    winners: reserve((cells * outputs * rows) / floatBytes),
    /** i32 `[cells, places + 1]` */
    windows: reserve(cells * (places + 1)),
    /** i32 `[vectors]` */
    offsets: reserve(vectors),
    /** Pairs `[outputs, cells]`, i32 `[outputs]` */
    ofChannels: reserve(2 * (outputs * cells + 1)),
    channelCounts: reserve(outputs),
    /** Pairs `[cells, places + 1, outputs]`, i32 `[cells, places + 1]` */
    ofPlaces: reserve(2 * cells * (places + 1) * outputs),
    placeCounts: reserve(cells * (places + 1)),
    /** Filters, f32 `[outputs, vectors, 4]` */
    filterVectors: reserve(outputs * vectors * lane),
    /** Sums, f32 `[outputs, vectors, 4]` and `[outputs]` */
    filterSums: reserve(outputs * vectors * lane),
    biasSums: reserve(outputs),
  };
}

/** Byte offset in a padded image of what the filter meets at each place of each cell, `[cells, places + 1]`; 0 behind the places. */
export function windowOffsets({
  cellsDown,
  cellsAcross,
  poolSize,
  places,
  lineBytes,
  pixelBytes,
}: BlockLayout): Int32Array {
  const offsets = new Int32Array(cellsDown * cellsAcross * (places + 1));
  let index = 0;
  for (let cellY = 0; cellY < cellsDown; cellY++)
    for (let cellX = 0; cellX < cellsAcross; cellX++) {
      for (let y = 0; y < poolSize[0]; y++)
        for (let x = 0; x < poolSize[1]; x++)
          offsets[index++] = (cellY * poolSize[0] + y) * lineBytes + (cellX * poolSize[1] + x) * pixelBytes;
      index++;
    }
  return offsets;
}

/** Byte offset of each vector of a window from the window's first byte; those that fill up the last block lie behind the image. */
export function vectorOffsets({
  filterSize,
  filterLine,
  vectors,
  lineBytes,
  inputBytes,
}: BlockLayout): Int32Array {
  const offsets = new Int32Array(vectors).fill(inputBytes);
  for (let y = 0; y < filterSize[0]; y++)
    for (let vector = 0; vector < filterLine; vector++)
      offsets[y * filterLine + vector] = y * lineBytes + vector * lane * floatBytes;
  return offsets;
}

/**
 * Where a filter's numbers are among its vectors: `visit` is shown each number's index in the parameter
 * `[height, width, channels, outputs]` for output 0, and its place in `[vectors, 4]`.
 */
export function eachWeight(
  { filterSize, input: [, , channels], outputs, filterLine }: BlockLayout,
  visit: (weight: number, place: number) => void,
): void {
  const line = filterSize[1] * channels;
  for (let y = 0; y < filterSize[0]; y++)
    for (let index = 0; index < line; index++)
      visit((y * line + index) * outputs, y * filterLine * lane + index);
}
