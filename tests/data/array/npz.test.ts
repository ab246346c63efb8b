import { describe, expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { join } from 'node:path';
import { readNpz } from '../../../src/data/array/npz.js';
import { loadRawData } from '../../../src/data/load-raw-data.js';
import { InvalidInputError } from '../../../src/errors.js';
import { folderWith, npyBytes } from '../files.js';

const images = npyBytes('|u1', [2, 2, 2], Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 255));
const labels = npyBytes('|u1', [2], Uint8Array.of(7, 3));

async function archive(arrays: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const files = Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes]));
  return join(await folderWith({ 'set.npz': zipSync(files) }), 'set.npz');
}

describe('.npz archives', () => {
  test("parts as in Keras' mnist.npz", async () => {
    const path = await archive({ x_test: images, x_train: images, y_train: labels, y_test: labels });
    const { train, test: own } = await loadRawData(path);
    expect(train).toMatchObject({
      name: 'set',
      inputShape: [2, 2, 1],
      classNames: ['3', '7'],
      fullScale: 255,
    });
    expect([...train.values]).toEqual([0, 1, 2, 3, 4, 5, 6, 255]);
    expect([...(own?.labels ?? [])]).toEqual([1, 0]);
  });

  test('one pair, and arrays that are not used', async () => {
    const path = await archive({ X: images, y: labels, weights: labels });
    const { train, test: own, notes } = await loadRawData(path);
    expect(own).toBeUndefined();
    expect([...train.labels]).toEqual([1, 0]);
    expect(notes).toEqual([`${path}: features: X, labels: y`, `${path}: arrays that are not used: weights`]);
  });

  const objects = npyBytes('|O', [2], Uint8Array.of(1, 2));
  test.each([
    [
      'other names',
      { a: images, b: labels },
      /must hold x_train and y_train .* found a \[2, 2, 2\], b \[2\]$/,
    ],
    [
      'two pairs',
      { data: images, target: labels, labels },
      /or one pair of .* found data \[2, 2, 2\], target/,
    ],
    ['no labels', { x_train: images }, /found x_train \[2, 2, 2\]$/],
    ['objects', { x: objects, y: labels }, /: x: holds Python objects, which are never unpickled/],
  ])('%s: one clear message', async (_, arrays, message) => {
    const loading = loadRawData(await archive(arrays));
    await expect(loading).rejects.toThrow(InvalidInputError);
    await expect(loading).rejects.toThrow(message);
  });

  test('no archive, and one that unpacks to too much', async () => {
    const folder = await folderWith({ 'a.npz': 'no archive' });
    await expect(loadRawData(join(folder, 'a.npz'))).rejects.toThrow(
      /a\.npz: cannot be read as a \.npz archive/,
    );
    const zeros = npyBytes('|u1', [100_000], new Uint8Array(100_000));
    try {
      process.env.SDT_MEMORY = '1e-5';
      await expect(readNpz(await archive({ x: zeros, y: labels }))).rejects.toThrow(
        /takes 0\.0000\d+ GiB of memory, and 0\.00001 GiB are allowed/,
      );
    } finally {
      delete process.env.SDT_MEMORY;
    }
  });
});
