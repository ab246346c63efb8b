import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyPreparation } from '../../src/data/apply-preparation.js';
import { featureNamesOf, fitPreparation, onlyAffineStep, preparedWidth } from '../../src/data/preparation.js';
import { allRows } from '../../src/data/splits.js';
import { numberedRows } from './small-dataset.js';

/** A table with one column. */
function column(values: readonly number[]) {
  return { ...numberedRows(values.map(() => 0)), values: Float64Array.from(values) };
}

const identity = { kind: 'affine', offset: 0, scale: 1 } as const;

describe('fitPreparation', () => {
  test('hand-computed: mean 2 and deviation 1 of 1, 1, 3, 3', () => {
    expect(fitPreparation(column([1, 1, 3, 3]), allRows(4))).toEqual([
      { kind: 'affine', offset: [2], scale: [1] },
    ]);
  });

  test('the rows given decide, and no other', () => {
    const table = column([1, 1, 3, 3, 1e9, -7]);
    expect(fitPreparation(table, Int32Array.of(0, 1, 2, 3))).toEqual(
      fitPreparation(column([1, 1, 3, 3]), allRows(4)),
    );
  });

  test('each column gets mean 0 and deviation 1', () => {
    const cell = fc.double({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 30 }), (rows) => {
        const spread = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
        fc.pre(spread(rows.map(([a]) => a)) > 0.1 && spread(rows.map(([, b]) => b)) > 0.1);
        const labels = rows.map(() => 0);
        const table = { ...numberedRows(labels, [labels]), values: Float64Array.from(rows.flat()) };
        const features = applyPreparation(table.values, 2, fitPreparation(table, allRows(rows.length)));
        for (const feature of [0, 1]) {
          const values = rows.map((_, row) => features[row * 2 + feature] ?? NaN);
          const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
          const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
          expect(mean).toBeCloseTo(0, 4);
          expect(variance).toBeCloseTo(1, 4);
        }
      }),
    );
  });

  test('small differences of great numbers survive: they are taken in float64', () => {
    // Unix times: float32 knows multiples of 128 alone there.
    const times = [1_700_000_000, 1_700_000_001, 1_700_000_002, 1_700_000_003];
    const table = column(times);
    const features = applyPreparation(table.values, 1, fitPreparation(table, allRows(4)));
    const deviation = Math.sqrt(1.25);
    for (const [row, feature] of features.entries()) {
      expect(feature).toBeCloseTo((row - 1.5) / deviation, 6);
    }
  });

  test('a constant column becomes 0 exactly, whatever rounding does to its mean', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }),
        fc.integer({ min: 1, max: 40 }),
        (value, rows) => {
          const table = column(new Array<number>(rows).fill(value));
          const features = applyPreparation(table.values, 1, fitPreparation(table, allRows(rows)));
          expect(features.every((feature) => feature === 0)).toBe(true);
        },
      ),
    );
  });

  test('a column that is constant in the training rows is ignored, whatever it holds elsewhere', () => {
    const table = column([7, 7, 7, 9000]);
    const preparation = fitPreparation(table, Int32Array.of(0, 1, 2));
    expect([...applyPreparation(table.values, 1, preparation)]).toEqual([0, 0, 0, 0]);
  });

  test('by hand: a category, a number with a gap, and words that training did not see', () => {
    const columns = [
      { name: 'color', type: 'category', categories: ['blue', 'red'] },
      { name: 'size', type: 'number' },
    ] as const;
    const values = Float64Array.of(0, 1, 1, 3, 0, NaN, 2, 2, NaN, 5);
    const table = { ...numberedRows([0, 0, 0, 0, 0], [[0, 0, 0, 0, 0]]), values, columns };
    const preparation = fitPreparation(table, Int32Array.of(0, 1, 2));
    expect(featureNamesOf(columns, preparation)).toEqual([
      'color = blue',
      'color = red',
      'color = other',
      'size',
      'size is missing',
    ]);
    expect(preparedWidth(preparation, 2)).toBe(5);
    const features = applyPreparation(values, 2, preparation);
    // Mean 2 and deviation 1 of the sizes 1 and 3; a missing size is the mean, and said.
    expect([...features]).toEqual(
      [
        [1, 0, 0, -1, 0],
        [0, 1, 0, 1, 0],
        [1, 0, 0, 0, 1],
        [0, 0, 1, 0, 0],
        [0, 0, 0, 3, 0],
      ].flat(),
    );
  });

  test('differences too small to be squared do not make features infinite', () => {
    const table = column([0, 1e-200, 0]);
    const features = applyPreparation(table.values, 1, fitPreparation(table, allRows(3)));
    expect([...features]).toEqual([0, 0, 0]);
  });

  test('images come to [0, 1] where their full brightness is known, and stay as they are elsewhere', () => {
    const images = { ...column([1, 2, 3]), inputShape: [1, 1, 1] };
    expect(fitPreparation(images, allRows(3))).toEqual([identity]);
    expect(fitPreparation({ ...images, fullScale: 255 }, allRows(3))).toEqual([
      { kind: 'affine', offset: 0, scale: 1 / 255 },
    ]);
  });
});

test('onlyAffineStep is the step of a preparation of one', () => {
  expect(onlyAffineStep([identity])).toBe(identity);
  expect(onlyAffineStep([])).toBeUndefined();
  expect(onlyAffineStep([identity, identity])).toBeUndefined();
});
