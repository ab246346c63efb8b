import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openRows } from '../../src/data/table/rows-in-memory.js';
import type { RawColumn } from '../../src/data/table/raw-column.js';
import { usualValues } from '../../src/data/usual-values.js';

const columns: readonly RawColumn[] = [
  { name: 'dose', type: 'number' },
  { name: 'work', type: 'category', categories: ['Private', 'State'] },
  { name: 'member', type: 'truth value' },
  { name: 'empty', type: 'number' },
];

function usualOf(rows: readonly (readonly number[])[], chosen?: readonly number[]) {
  const source = {
    name: 't',
    values: Float64Array.from(rows.flat()),
    columnCount: columns.length,
    rowCount: rows.length,
    classNames: ['a', 'b'],
    inputShape: [columns.length],
  };
  return usualValues(columns, [{ source, rows: Int32Array.from(chosen ?? rows.keys()) }]);
}

test('counts words, yes and no and what is missing, and says where numbers lie', () => {
  const rows = Array.from({ length: 101 }, (_, row) => [row / 10, row % 3, Number(row < 40), NaN]);
  rows.push([NaN, NaN, NaN, NaN]);
  expect(usualOf(rows)).toEqual({
    rows: 102,
    columns: [
      { missing: 1, numbers: { least: 0, low: 0.5, median: 5, high: 9.5, greatest: 10, decimals: 1 } },
      { missing: 1, counts: [34, 34, 33] },
      { missing: 1, counts: [61, 40] },
      { missing: 102, numbers: undefined },
    ],
  });
});

test('looks at the chosen rows alone', () => {
  const rows = [
    [1, 0, 0, NaN],
    [1000, 1, 1, 3],
    [2.25, 0, 0, NaN],
  ];
  const { rows: count, columns: usual } = usualOf(rows, [0, 2]);
  expect(count).toBe(2);
  expect(usual[0]?.numbers).toMatchObject({ least: 1, greatest: 2.25, decimals: 2 });
  expect(usual[1]?.counts).toEqual([2, 0, 0]);
});

test('numbers of any size are in order and within their ends', () => {
  const value = fc.oneof(fc.double({ min: -1e30, max: 1e30, noNaN: true }), fc.integer({ min: -5, max: 5 }));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 300 }), (values) => {
      const numbers = usualOf(values.map((number) => [number, 0, 0, 0])).columns[0]?.numbers;
      if (numbers === undefined) throw new Error('there are values');
      const { least, low, median, high, greatest, decimals } = numbers;
      expect([least, greatest]).toEqual([Math.min(...values), Math.max(...values)]);
      const ordered = [least, low, median, high, greatest];
      expect(ordered.every((number, index) => number >= (ordered[index - 1] ?? -Infinity))).toBe(true);
      if (decimals !== undefined)
        for (const number of values) expect(Number(number.toFixed(decimals))).toBe(number);
    }),
  );
});

test('a split says what its training rows hold, and nothing of its test rows', () => {
  const rows = Array.from({ length: 100 }, (_, row) => [row, row % 2]);
  const data = openRows({ rows, labels: rows.map(([, label]) => String(label)) });
  const { train, test: rest } = data.splits({ seed: 1 });
  const usual = train.origin?.table?.usual;
  const trained = Array.from(train.sourceRows ?? []);
  expect(usual?.rows).toBe(train.rowCount);
  expect(usual?.columns[0]?.numbers).toMatchObject({
    least: Math.min(...trained),
    greatest: Math.max(...trained),
  });
  expect(rest.origin?.table?.usual).toEqual(usual);
});
