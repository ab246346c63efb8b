import { beforeAll, describe, expect, test } from '@jest/globals';
import type { RawDataset } from '../../../src/data/raw-dataset.js';
import { loadMnist } from '../../../src/data/array/mnist.js';

/** Loading checks the SHA-256 of the four files. */
describe('loadMnist', () => {
  let train: RawDataset;
  let test_: RawDataset;
  beforeAll(async () => {
    ({ train, test: test_ } = await loadMnist());
  });

  test('has 60,000 and 10,000 images of 28 x 28', () => {
    for (const [part, rows] of [
      [train, 60_000],
      [test_, 10_000],
    ] as const) {
      expect(part.rowCount).toBe(rows);
      expect(part.labels).toHaveLength(rows);
      expect(part.values).toHaveLength(rows * 784);
      expect(part.columnCount).toBe(784);
      expect(part.inputShape).toEqual([28, 28, 1]);
      expect(part.classNames).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
      expect(part.values).toBeInstanceOf(Uint8Array);
      expect(part.fullScale).toBe(255);
    }
  });

  test('begins with the known labels, in the known numbers', () => {
    expect([...train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    expect([...test_.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
    const counts = (labels: Uint16Array) =>
      train.classNames.map((_, digit) => labels.filter((label) => label === digit).length);
    expect(counts(train.labels)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(counts(test_.labels)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  });

  test('pixels are from 0 to 255 with the known mean of 0.1307 of full brightness', () => {
    let [sum, least, greatest] = [0, 255, 0];
    for (const pixel of train.values) {
      sum += pixel;
      if (pixel < least) least = pixel;
      if (pixel > greatest) greatest = pixel;
    }
    expect(least).toBe(0);
    expect(greatest).toBe(255);
    expect(sum / train.values.length / 255).toBeCloseTo(0.1307, 4);
  });
});
