import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { unlabelledImages } from '../../../src/data/image/unlabelled-images.js';
import { InvalidInputError } from '../../../src/errors.js';
import { folderWith, grayPng, npyBytes } from '../files.js';

const form = {
  inputShape: [1, 2, 1],
  preparation: [{ kind: 'affine', offset: 0, scale: 1 }],
  image: { black: 0, white: 1, inverted: false, resized: false, background: 0, borderContrast: 0 },
} as const;

async function all(path: string) {
  const notes: string[] = [];
  const chunks = [];
  for await (const chunk of unlabelledImages(path, form, { onNote: (note) => notes.push(note) }))
    chunks.push(chunk);
  return { chunks, notes };
}

describe('unlabelledImages', () => {
  test('a folder and the folders in it, sorted, in the range of the tree', async () => {
    const folder = await folderWith({
      'b.png': grayPng([[0, 255]]),
      'a/z.png': grayPng([[255, 51]]),
      'a/notes.txt': 'x',
      '.cache/x.png': grayPng([[1, 2]]),
      'c.png': grayPng([[9, 9]]),
    });
    const { chunks, notes } = await all(folder);
    expect(chunks.map(({ rowCount }) => rowCount)).toEqual([3]);
    expect(chunks[0]?.names).toEqual(['a/z.png', 'b.png', 'c.png'].map((name) => join(folder, name)));
    expect(Float32Array.from(chunks[0]?.values.subarray(0, 4) ?? [])).toEqual(Float32Array.of(1, 0.2, 0, 1));
    expect(notes).toEqual([
      `${folder}: 2 files that are no images are left out: a/notes.txt, .cache/x.png`,
      `${folder}: image ${join(folder, 'c.png')}: all pixels are alike: the answer means nothing`,
    ]);
  });

  test('chunks of at most 256, of an array as well', async () => {
    const values = Float64Array.from({ length: 600 }, (_, index) => index);
    const path = join(await folderWith({ 'x.npy': npyBytes('<f8', [300, 1, 2], values) }), 'x.npy');
    const { chunks } = await all(path);
    expect(chunks.map(({ rowCount }) => rowCount)).toEqual([256, 44]);
    expect(chunks.flatMap((chunk) => [...chunk.values])).toEqual([...values]);
    expect(chunks[1]?.names[0]).toBe('256');
  });

  test.each([
    ['nothing', {}, 'nothing', 'no such file or folder'],
    ['no image', { 'a.txt': 'x' }, '', 'holds no image'],
    [
      'another file',
      { 'a.txt': 'x' },
      'a.txt',
      'must be an image (PNG, JPEG, WebP, BMP or TIFF), a .npy array',
    ],
    [
      'another size',
      { 'a.png': grayPng([[1], [2]]) },
      'a.png',
      'must be 2 x 1 pixels, found an image of 1 x 2',
    ],
    ['damaged', { 'a.png': 'x' }, '', 'a.png: not an image that can be read'],
    [
      'an array of other images',
      { 'a.npy': npyBytes('<f8', [1, 3], Float64Array.of(1, 2, 3)) },
      'a.npy',
      'must hold images of shape [1, 2, 1], found an array [1, 3]',
    ],
  ])('%s: one clear message', async (_, files: Record<string, string | Uint8Array>, path, message) => {
    const reading = all(join(await folderWith(files), path));
    await expect(reading).rejects.toThrow(InvalidInputError);
    await expect(reading).rejects.toThrow(message);
  });
});
