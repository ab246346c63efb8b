import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { openData } from '../../src/data/open-data.js';
import type { Preparation } from '../../src/data/preparation.js';
import { readSample } from '../../src/data/read-sample.js';
import { InvalidInputError } from '../../src/errors.js';
import { folderWith, grayPng, npyBytes, pngBytes } from './files.js';

const bytesToUnit: Preparation = [{ kind: 'affine', offset: 0, scale: 1 / 255 }];

describe('readSample', () => {
  test('a table row goes through the preparation of each column', async () => {
    const folder = await folderWith({
      'row.csv': 'a,b\n3,10\n',
      'row.npy': npyBytes('<f8', [1, 2], Float64Array.of(3, 10)),
    });
    const preparation: Preparation = [{ kind: 'affine', offset: [1, 4], scale: [2, 0.5] }];
    for (const file of ['row.csv', 'row.npy']) {
      expect([
        ...(await readSample(join(folder, file), { inputShape: [2], preparation: preparation })),
      ]).toEqual([4, 3]);
    }
  });

  test('every gray level of a PNG is what it is in a data set of such images', async () => {
    const levels = Array.from({ length: 16 }, (_, y) => Array.from({ length: 16 }, (_, x) => 16 * y + x));
    const folder = await folderWith({ 'a/0.PNG': grayPng(levels), 'b/0.png': grayPng(levels) });
    const all = (await openData(folder)).part('all', { seed: 1 }, bytesToUnit);
    const sample = await readSample(join(folder, 'b/0.png'), {
      inputShape: [16, 16, 1],
      preparation: bytesToUnit,
    });
    expect(sample).toEqual(all.features.subarray(256));
    expect(sample).toEqual(Float32Array.from({ length: 256 }, (_, level) => level / 255));
  });

  test('colors become gray where the tree takes gray', async () => {
    const image = pngBytes({ width: 1, height: 1, depth: 8, colorType: 2, lines: [[255, 255, 0]] });
    const path = join(await folderWith({ 'x.png': image }), 'x.png');
    const [gray] = await readSample(path, { inputShape: [1, 1, 1], preparation: bytesToUnit });
    expect(gray).toBeCloseTo(0.886, 6);
    expect([...(await readSample(path, { inputShape: [1, 1, 3], preparation: bytesToUnit }))]).toEqual([
      1, 1, 0,
    ]);
  });

  test.each([
    ['x.csv', '1,2\n', [3], 'must hold 3 numbers (shape [3]), found 2'],
    [
      'x.npy',
      npyBytes('<f4', [4], Float32Array.of(1, 2, 3, 4)),
      [1, 3, 1],
      'must hold 3 numbers (shape [1, 3, 1]), found 4',
    ],
    ['x.png', grayPng([[1, 2, 3]]), [3, 1, 1], 'must be 1 x 3 pixels, found an image of 3 x 1 pixels'],
    ['x.png', grayPng([[1, 2, 3]]), [3], 'must be a row of a table, found an image of 3 x 1 pixels'],
    ['x.jpg', 'jpeg', [1, 3, 1], 'not an image that can be read'],
    ['x.doc', 'x', [3], 'a sample must be an image (PNG, JPEG, WebP, BMP or TIFF), a .npy array or a table'],
  ])('%s %# of a wrong kind or size: one clear message', async (file, content, inputShape, message) => {
    const path = join(await folderWith({ [file]: content }), file);
    const reading = readSample(path, { inputShape, preparation: bytesToUnit });
    await expect(reading).rejects.toThrow(InvalidInputError);
    await expect(reading).rejects.toThrow(`${path}: ${message}`);
  });
});
