import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { allRows, takeAside } from '../../../src/data/splits.js';
import { selectRows } from '../../../src/data/dataset.js';
import { InvalidInputError } from '../../../src/errors.js';
import { SavedLogits } from '../../../src/teacher/foreign/saved-logits.js';
import { teacherAccuracy } from '../../../src/train/fit-teacher.js';
import { quadrantImages } from '../separable-data.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'saved-logits-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A NumPy file of version 1.0 with little-endian float32. */
async function writeNpy(name: string, shape: readonly number[], values: Float32Array): Promise<string> {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const header = `${description.padEnd(117)}\n`;
  const prefix = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  const file = path.join(folder, name);
  await writeFile(file, Buffer.concat([prefix, Buffer.from(header), Buffer.from(values.buffer)]));
  return file;
}

const dataset = quadrantImages(50, 1);
/** 10 for the label, the row's number / 100 for the other classes. */
const logits = Float32Array.from({ length: 200 }, (_, index) => {
  const row = Math.floor(index / 4);
  return index % 4 === dataset.labels[row] ? 10 : row / 100;
});

describe('saved logits', () => {
  test('answer for their rows, however these are split and ordered', async () => {
    const file = await writeNpy('all.npy', [50, 4], logits);
    const teacher = await SavedLogits.load([{ dataset, path: file }]);
    expect(teacher.classCount).toBe(4);
    expect(teacher.answersAnyInput).toBe(false);
    const { rest } = takeAside(allRows(50), dataset.labels, 10, 3, 'quadrants');
    expect(await teacherAccuracy(teacher, selectRows(dataset, rest))).toBe(1);
    const some = selectRows(dataset, [42, 3]);
    expect(await teacher.logits(some.features, 2)).toEqual(
      Float32Array.of(...logits.subarray(168, 172), ...logits.subarray(12, 16)),
    );
  });

  test('of several parts answer for all of them', async () => {
    const test = quadrantImages(5, 9);
    const teacher = await SavedLogits.load([
      { dataset, path: await writeNpy('train.npy', [50, 4], logits) },
      { dataset: test, path: await writeNpy('test.npy', [5, 4], new Float32Array(20).fill(3)) },
    ]);
    expect(await teacher.logits(test.features, 5)).toEqual(new Float32Array(20).fill(3));
    expect(await teacher.logits(dataset.features, 50)).toEqual(logits);
  });

  test('do not answer for rows that they do not know', async () => {
    const teacher = await SavedLogits.load([{ dataset, path: await writeNpy('known.npy', [50, 4], logits) }]);
    const features = dataset.features.slice(0, 72);
    features[40] = 0.5;
    await expect(teacher.logits(features, 2)).rejects.toThrow(
      /known.npy: no logits for row 1, which is not among/,
    );
  });

  test.each([
    ['rows.npy', [49, 4], 'logits of quadrants must have the shape [50, 4], found [49, 4]'],
    ['classes.npy', [50, 3], 'logits of quadrants must have the shape [50, 4], found [50, 3]'],
    ['flat.npy', [200, 1], 'logits of quadrants must have the shape [50, 4], found [200, 1]'],
  ])('of the wrong shape are refused (%s)', async (name, shape, expected) => {
    const size = shape.reduce((product, count) => product * count, 1);
    const file = await writeNpy(name, shape, new Float32Array(size));
    await expect(SavedLogits.load([{ dataset, path: file }])).rejects.toThrow(
      new InvalidInputError(`${file}: ${expected}`),
    );
  });

  test('with a number that is not finite are refused', async () => {
    const file = await writeNpy(
      'nan.npy',
      [50, 4],
      logits.map((value, index) => (index === 9 ? NaN : value)),
    );
    await expect(SavedLogits.load([{ dataset, path: file }])).rejects.toThrow(
      new InvalidInputError(`${file}: element 9 must be a finite number, found NaN`),
    );
  });
});
