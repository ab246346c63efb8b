import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Dataset, DatasetSplits } from '../../src/data/dataset.js';
import { applyPreprocessing, reprocessed, standardizeTables } from '../../src/data/preparation.js';
import { numberedRows } from './small-dataset.js';

/** A table with one feature. */
function column(values: readonly number[]): Dataset {
  return { ...numberedRows(values.map(() => 0)), features: Float32Array.from(values) };
}

function splitsOf(train: Dataset, other: Dataset): DatasetSplits {
  return { train, validation: other, test: other };
}

test('applyPreprocessing, one number for all features and one for each', () => {
  const values = Float32Array.of(0, 51, 255, 102);
  applyPreprocessing(values, 2, { offset: 51, scale: 0.5 });
  expect([...values]).toEqual([-25.5, 0, 102, 25.5]);
  applyPreprocessing(values, 2, { offset: [0.5, 1], scale: [2, -1] });
  expect([...values]).toEqual([-52, 1, 203, -24.5]);
});

test('reprocessed: raw values through the other map, the source unchanged', () => {
  const source = { ...column([1, 3]), preprocessing: { offset: 10, scale: 2 } };
  const result = reprocessed(source, { offset: [0.5], scale: [4] });
  // Raw values: 1 / 2 + 10 = 10.5 and 3 / 2 + 10 = 11.5.
  expect([...result.features]).toEqual([40, 44]);
  expect(result.preprocessing).toEqual({ offset: [0.5], scale: [4] });
  expect([...source.features]).toEqual([1, 3]);
  expect(reprocessed(source, { offset: 10, scale: 2 })).toBe(source);
});

describe('standardizeTables', () => {
  test('hand-computed: mean 2 and deviation 1 of 1, 1, 3, 3', () => {
    const result = standardizeTables(splitsOf(column([1, 1, 3, 3]), column([5, 2])));
    expect(result.train.preprocessing).toEqual({ offset: [2], scale: [1] });
    expect([...result.train.features]).toEqual([-1, -1, 1, 1]);
    expect([...result.test.features]).toEqual([3, 0]);
    expect(result.validation.preprocessing).toEqual({ offset: [2], scale: [1] });
  });

  test('each feature gets mean 0 and deviation 1', () => {
    const cell = fc.float({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 30 }), (rows) => {
        const [first, second] = [rows.map(([a]) => a), rows.map(([, b]) => b)];
        // Deviations far below the size of the numbers are rounding of float32.
        const spread = (values: number[]) => Math.max(...values) - Math.min(...values);
        fc.pre(spread(first) > 0.1 && spread(second) > 0.1);
        const table = {
          ...numberedRows(
            rows.map(() => 0),
            [second],
          ),
          features: Float32Array.from(rows.flat()),
        };
        const { features } = standardizeTables(splitsOf(table, table)).train;
        for (const feature of [0, 1]) {
          const values = rows.map((_, row) => features[row * 2 + feature] ?? NaN);
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
          const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
          expect(mean).toBeCloseTo(0, 3);
          expect(variance).toBeCloseTo(1, 3);
        }
      }),
    );
  });

  test('a constant feature becomes 0 with scale 1, whatever rounding does to its mean, and undoing is exact', () => {
    fc.assert(
      fc.property(
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: 1, max: 40 }),
        (value, rows) => {
          const table = column(new Array<number>(rows).fill(value));
          const { train, test: other } = standardizeTables(splitsOf(table, column([value, 7])));
          expect(train.preprocessing.scale).toEqual([1]);
          expect(train.features.every((feature) => feature === 0)).toBe(true);
          const undone = reprocessed(train, { offset: 0, scale: 1 });
          expect(undone.features.every((raw) => raw === Math.fround(value))).toBe(true);
          expect(other.features[0]).toBe(0);
          expect(other.features[1]).toBe(Math.fround(7 - Math.fround(value)));
        },
      ),
    );
  });

  test('a second call follows a change of the training rows, not the features of the first call', () => {
    const splits = splitsOf(column([1, 1, 3, 3]), column([5, 2]));
    const once = standardizeTables(splits);
    const twice = standardizeTables(once);
    expect(twice).toEqual(once);
    const fewer = {
      ...once.train,
      features: once.train.features.slice(1, 2),
      labels: Uint8Array.of(0),
      rowCount: 1,
    };
    expect(standardizeTables({ ...once, train: fewer }).test.preprocessing).toEqual({
      offset: [1],
      scale: [1],
    });
  });

  test('images are left alone', () => {
    const images = { ...column([1, 2, 3]), inputShape: [1, 1, 1] };
    const splits = splitsOf(images, images);
    expect(standardizeTables(splits)).toBe(splits);
  });
});
