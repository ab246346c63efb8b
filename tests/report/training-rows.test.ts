import { expect, test } from '@jest/globals';

import { OpenData } from '../../src/data/open-data.js';
import { trainingRows } from '../../src/report/training-rows.js';
import { exampleInput } from './example-experiment.js';

function table(rowCount: number, columnCount: number) {
  const columns = Array.from({ length: columnCount }, (_, index) => ({
    name: `c${index}`,
    type: 'number' as const,
  }));
  const data = new OpenData({
    train: {
      name: 't',
      values: Float64Array.from({ length: rowCount * columnCount }, (_, index) => (index * 7919) % 1000),
      columnCount,
      labels: Uint16Array.from({ length: rowCount }, (_, row) => row % 2),
      rowCount,
      classNames: ['a', 'b'],
      columns,
      inputShape: [columnCount],
    },
  });
  return data.splits({ seed: 1 }).train;
}

test('few rows are all there; of many, some that are spread over all', () => {
  const few = table(100, 3);
  expect(trainingRows(few)).toMatchObject({ total: few.rowCount, rows: [...few.labels.keys()] });
  const many = table(2_000, 100);
  const found = trainingRows(many);
  expect(found?.total).toBe(many.rowCount);
  expect(found?.rows).toHaveLength(1_000);
  expect(found?.rows[0]).toBe(0);
  expect(found?.rows.at(-1)).toBeGreaterThan(many.rowCount - 3);
  expect(found?.labels).toEqual(found?.rows.map((row) => many.labels[row]));
});

test('images have none', () => {
  expect(trainingRows(exampleInput().test)).toBeUndefined();
});
