import { expect, test } from '@jest/globals';
import { selectRows, type Dataset } from '../../src/data/dataset.js';

const source: Dataset = {
  name: 'rows',
  features: Float32Array.of(0, 5, 1, 6, 2, 7, 3, 8),
  labels: Uint16Array.of(0, 1, 0, 1),
  rowCount: 4,
  featureCount: 2,
  classNames: ['a', 'b'],
  inputShape: [2],
  preparation: [],
};

test('selectRows copies features and labels in the order of the indices', () => {
  const chosen = selectRows(source, [3, 0]);
  expect([...chosen.features]).toEqual([3, 8, 0, 5]);
  expect([...chosen.labels]).toEqual([1, 0]);
  expect(chosen.rowCount).toBe(2);
  expect(chosen.classNames).toBe(source.classNames);
  chosen.features.fill(0);
  expect(source.features.subarray()[7]).toBe(8);
});
