import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { featureText, featureUnits } from '../../src/data/feature-units.js';
import { OpenData } from '../../src/data/open-data.js';
import type { RawColumn } from '../../src/data/table/raw-column.js';

test('features read as the user wrote them: numbers, words, yes and no, missing', () => {
  const columns: readonly RawColumn[] = [
    { name: 'year', type: 'number' },
    { name: 'work', type: 'category', categories: ['Private', 'State'] },
    { name: 'member', type: 'truth value' },
    { name: 'dose', type: 'number' },
  ];
  const rowCount = 40;
  const values = Float64Array.from(
    Array.from({ length: rowCount }, (_, row) => [
      1990 + (row % 7),
      row % 2,
      Number(row % 3 === 0),
      row % 5 === 0 ? NaN : row / 4,
    ]).flat(),
  );
  const labels = Uint16Array.from({ length: rowCount }, (_, row) => row % 2);
  const data = new OpenData({
    train: {
      name: 't',
      values,
      columnCount: 4,
      labels,
      rowCount,
      classNames: ['a', 'b'],
      columns,
      inputShape: [4],
    },
  });
  const all = data.part('all', { seed: 1 }, data.splits({ seed: 1 }).train.preparation);
  const units = all.featureUnits ?? [];
  const textsOf = (row: number) => {
    const features = all.features.subarray(row * all.featureCount, (row + 1) * all.featureCount);
    return Object.fromEntries(
      (all.featureNames ?? []).map((name, index) => [name, featureText(features, index, units)]),
    );
  };
  expect(textsOf(0)).toEqual({
    year: '1990',
    'work = Private': 'yes',
    'work = State': 'no',
    'work = other': 'no',
    member: 'yes',
    dose: 'missing',
    'dose is missing': 'yes',
  });
  expect(textsOf(9)).toMatchObject({
    year: '1992',
    'work = State': 'yes',
    dose: '2.25',
    'dose is missing': 'no',
  });
});

test('a number comes back through its preparation to five digits', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      (offset, deviation, standardized) => {
        const raw = offset + deviation * standardized;
        const preparation = [{ kind: 'affine', offset: [offset], scale: [1 / deviation] }] as const;
        const units = featureUnits([{ name: 'x', type: 'number' }], preparation);
        const text = featureText(Float32Array.of((raw - offset) / deviation), 0, units);
        expect(Math.abs(Number(text) - raw)).toBeLessThanOrEqual(
          5.1e-5 * Math.max(Math.abs(raw), Math.abs(offset)) + 1e-6 * deviation,
        );
      },
    ),
  );
});

test('a constant column reads as its constant, whatever the row holds', () => {
  const units = featureUnits([{ name: 'x', type: 'number' }], [{ kind: 'affine', offset: [7], scale: [0] }]);
  expect(featureText(Float32Array.of(0), 0, units)).toBe('7');
});
