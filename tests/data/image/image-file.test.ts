import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { withChannels, overBackground } from '../../../src/data/image/decoded-image.js';
import { readImage } from '../../../src/data/image/image-file.js';
import { InvalidInputError } from '../../../src/errors.js';
import { folderWith, grayPng, pngBytes } from '../files.js';

async function fileWith(bytes: Uint8Array): Promise<string> {
  return join(await folderWith({ 'image.png': bytes }), 'image.png');
}

describe('readImage', () => {
  test.each([
    [
      '8-bit gray',
      {
        depth: 8,
        colorType: 0,
        lines: [
          [0, 255],
          [51, 102],
        ],
      },
      1,
      [0, 1, 0.2, 0.4],
    ],
    [
      '16-bit gray',
      {
        depth: 16,
        colorType: 0,
        lines: [
          [0, 0, 255, 255],
          [51, 51, 102, 102],
        ],
      },
      1,
      [0, 1, 0.2, 0.4],
    ],
    ['1-bit gray', { depth: 1, colorType: 0, lines: [[0b01000000], [0b10000000]] }, 1, [0, 1, 1, 0]],
    ['2-bit gray', { depth: 2, colorType: 0, lines: [[0b00010000], [0b10110000]] }, 1, [0, 1 / 3, 2 / 3, 1]],
    ['4-bit gray', { depth: 4, colorType: 0, lines: [[0x0f], [0x36]] }, 1, [0, 1, 0.2, 0.4]],
    [
      'RGB',
      {
        depth: 8,
        colorType: 2,
        lines: [
          [255, 0, 51, 0, 0, 0],
          [1, 2, 3, 0, 255, 0],
        ],
      },
      3,
      [1, 0, 0.2, 0, 0, 0, 1 / 255, 2 / 255, 3 / 255, 0, 1, 0],
    ],
    [
      'gray over black by its alpha',
      {
        depth: 8,
        colorType: 4,
        lines: [
          [255, 255, 255, 0],
          [255, 51, 51, 255],
        ],
      },
      1,
      [1, 0, 0.2, 0.2],
    ],
    [
      'RGB over black by its alpha',
      {
        depth: 8,
        colorType: 6,
        lines: [
          [255, 255, 255, 51, 255, 0, 0, 255],
          [9, 9, 9, 0, 0, 0, 255, 255],
        ],
      },
      3,
      [0.2, 0.2, 0.2, 1, 0, 0, 0, 0, 0, 0, 0, 1],
    ],
    [
      'a palette',
      {
        depth: 8,
        colorType: 3,
        palette: [255, 0, 0, 0, 51, 255],
        lines: [
          [0, 1],
          [1, 0],
        ],
      },
      3,
      [1, 0, 0, 0, 0.2, 1, 0, 0.2, 1, 1, 0, 0],
    ],
    [
      'a palette of 1 bit',
      { depth: 1, colorType: 3, palette: [255, 0, 0, 0, 51, 255], lines: [[0b01000000], [0b10000000]] },
      3,
      [1, 0, 0, 0, 0.2, 1, 0, 0.2, 1, 1, 0, 0],
    ],
  ])('%s', async (_, parts, channels, expected) => {
    const file = await readImage(await fileWith(pngBytes({ width: 2, height: 2, ...parts })));
    const image = overBackground(file, 0);
    expect([image.height, image.width, image.channels]).toEqual([2, 2, channels]);
    expect(image.pixels).toEqual(Float32Array.from(expected));
  });

  test('lines of packed pixels that do not fill their last byte', async () => {
    const parts = {
      width: 9,
      height: 2,
      depth: 1,
      colorType: 0,
      lines: [
        [0b10000001, 0x80],
        [0, 0x80],
      ],
    };
    const { pixels } = await readImage(await fileWith(pngBytes(parts)));
    expect([...pixels]).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  const good = grayPng([
    [1, 2],
    [3, 4],
  ]);
  const wrongChecksum = Buffer.from(good);
  // A byte of the image data's checksum, before the 12 bytes of the last chunk.
  wrongChecksum[good.length - 13] = (wrongChecksum[good.length - 13] ?? 0) ^ 1;
  const lines = [[0, 0]];
  test.each([
    ['empty', Buffer.alloc(0), 'not an image that can be read: Input Buffer is empty'],
    ['another format', Buffer.from('GIF89a'.padEnd(60)), 'not an image that can be read'],
    ['cut', good.subarray(0, -14), 'not an image that can be read'],
    ['a wrong checksum', wrongChecksum, 'not an image that can be read'],
    [
      'text',
      Buffer.from('text'),
      'not an image that can be read: Input buffer contains unsupported image format',
    ],
    [
      'lines missing',
      pngBytes({ width: 2, height: 3, depth: 8, colorType: 0, lines }),
      'not an image that can be read',
    ],
    [
      'no pixels',
      pngBytes({ width: 0, height: 1, depth: 8, colorType: 0, lines }),
      'not an image that can be read',
    ],
    [
      'too many pixels',
      pngBytes({ width: 100_000, height: 100_000, depth: 8, colorType: 0, lines }),
      'must have from 1 to 16777216 pixels, found 100000 x 100000',
    ],
    [
      'no palette',
      pngBytes({ width: 2, height: 1, depth: 8, colorType: 3, lines }),
      'not an image that can be read',
    ],
  ])('%s: one clear message', async (_, bytes, message) => {
    const path = await fileWith(bytes);
    const reading = readImage(path);
    await expect(reading).rejects.toThrow(InvalidInputError);
    await expect(reading).rejects.toThrow(`${path}: ${message}`);
  });
});

describe('withChannels', () => {
  test('gray is repeated', () => {
    const gray = { height: 1, width: 2, channels: 1, pixels: Float32Array.of(0.25, 1) } as const;
    expect([...withChannels(gray, 3)]).toEqual([0.25, 0.25, 0.25, 1, 1, 1]);
    expect(withChannels(gray, 1)).toBe(gray.pixels);
  });

  test('colors become their luminance', () => {
    const colors = {
      height: 1,
      width: 4,
      channels: 3,
      pixels: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1),
    } as const;
    expect(withChannels(colors, 1)).toEqual(Float32Array.of(0.299, 0.587, 0.114, 1));
  });
});
