import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { readImage } from '../../../src/data/image/image-file.js';
import { InvalidInputError } from '../../../src/errors.js';
import { folderWith } from '../files.js';

interface BmpParts {
  readonly width: number;
  readonly bits: number;
  /** Bytes of each line from top to bottom, without what fills it up to four. */
  readonly lines: readonly (readonly number[])[];
  /** Red, green and blue of each color. */
  readonly palette?: readonly (readonly [number, number, number])[];
  /** Bytes between header and pixels. */
  readonly gap?: number;
  readonly compression?: number;
  readonly isTopDown?: boolean;
}

/** Bytes of a Windows bitmap, put together by the specification (BITMAPINFOHEADER). */
function bmpBytes({
  width,
  bits,
  lines,
  palette = [],
  gap = 0,
  compression = 0,
  isTopDown,
}: BmpParts): Buffer {
  const header = Buffer.alloc(54);
  const colors = Buffer.from(palette.flatMap(([red, green, blue]) => [blue, green, red, 0]));
  const filled = lines.map((line) => Buffer.from([...line, ...new Uint8Array((4 - (line.length % 4)) % 4)]));
  const pixels = Buffer.concat(isTopDown === true ? filled : filled.reverse());
  const offset = header.length + colors.length + gap;
  header.write('BM');
  header.writeUInt32LE(offset + pixels.length, 2);
  header.writeUInt32LE(offset, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(isTopDown === true ? -lines.length : lines.length, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(compression, 30);
  header.writeUInt32LE(palette.length, 46);
  return Buffer.concat([header, colors, Buffer.alloc(gap, 99), pixels]);
}

const grays = [
  [0, 0, 0],
  [51, 51, 51],
  [255, 255, 255],
] as const;
const colors = [
  [255, 0, 0],
  [0, 51, 0],
  [0, 0, 102],
] as const;
const threeIndices = [
  [0, 1, 2],
  [2, 1, 0],
];
const rgb = {
  width: 2,
  bits: 24,
  lines: [
    [1, 2, 3, 4, 5, 6],
    [7, 8, 9, 10, 11, 12],
  ],
};
const rgbValues = [3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10];

async function fileWith(parts: BmpParts): Promise<string> {
  return join(await folderWith({ 'a.bmp': bmpBytes(parts) }), 'a.bmp');
}

describe('BMP files', () => {
  test.each([
    [
      '8 bits with a gray palette',
      { width: 3, bits: 8, palette: grays, lines: threeIndices },
      1,
      [0, 51, 255, 255, 51, 0],
    ],
    [
      '8 bits with colors',
      { width: 3, bits: 8, palette: colors, lines: threeIndices },
      3,
      [255, 0, 0, 0, 51, 0, 0, 0, 102, 0, 0, 102, 0, 51, 0, 255, 0, 0],
    ],
    ['4 bits', { width: 2, bits: 4, palette: grays, lines: [[0x01], [0x21]] }, 1, [0, 51, 255, 51]],
    ['1 bit', { width: 3, bits: 1, palette: [grays[0], grays[2]], lines: [[0b01000000]] }, 1, [0, 255, 0]],
    ['24 bits', rgb, 3, rgbValues],
    ['lines from top to bottom', { ...rgb, isTopDown: true }, 3, rgbValues],
    ['bytes between header and pixels', { ...rgb, gap: 6 }, 3, rgbValues],
    ['32 bits, whose fourth byte says nothing', { width: 1, bits: 32, lines: [[1, 2, 3, 7]] }, 3, [3, 2, 1]],
  ])('%s', async (_, parts: BmpParts, channels, expected) => {
    const image = await readImage(await fileWith(parts));
    expect([image.width, image.height, image.channels]).toEqual([parts.width, parts.lines.length, channels]);
    expect([...image.pixels].map((value) => Math.round(255 * value))).toEqual(expected);
    expect(image.alpha).toBeUndefined();
  });

  test.each([
    ['run lengths', { width: 2, bits: 8, palette: grays, lines: [[2, 1, 0, 1]], compression: 1 }],
    ['4 bits in lines of odd length', { width: 3, bits: 4, palette: grays, lines: [[0x01, 0x20]] }],
  ])('%s are refused rather than read wrong', async (_, parts: BmpParts) => {
    const path = await fileWith(parts);
    const reading = readImage(path);
    await expect(reading).rejects.toThrow(InvalidInputError);
    await expect(reading).rejects.toThrow(
      `${path}: not an image that can be read: a BMP of ${parts.bits} bits and compression ${parts.compression ?? 0} is not read; save it as PNG`,
    );
  });
});
