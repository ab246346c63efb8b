import { expect, test } from '@jest/globals';
import { nearestRows } from '../../src/explain/nearest-rows.js';
import { explain } from '../../src/tree/explanation.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { randomFeatures, randomTree } from '../tree/random-tree.js';

test('the nearest rows are those that the gates on the way see alike, whatever else they hold', () => {
  // The tree looks at the first feature alone.
  const tree = new SoftDecisionTree(
    { depth: 1, featureCount: 2, classCount: 2 },
    {
      filters: Float32Array.of(2, 0),
      biases: Float32Array.of(0),
      betas: Float32Array.of(1),
      leafLogits: Float32Array.of(1, 0, 0, 1),
    },
  );
  const rows = Float32Array.of(3, 0, 1, 900, -1, 0, 1.5, 0);
  const found = nearestRows(tree, Float32Array.of(1, 0), rows, 3);
  expect(found.map(({ row }) => row)).toEqual([1, 3, 0]);
  expect(found[0]?.distance).toBe(0);
  // Log-odds 6, 2, -2, 3 have the standard deviation sqrt(8.1875): the second differs by 1, the third by 4.
  expect(found[1]?.distance).toBeCloseTo(1 / Math.sqrt(8.1875), 6);
  expect(found[2]?.distance).toBeCloseTo(4 / Math.sqrt(8.1875), 6);
});

test('a row is nearest to itself, and its neighbors mostly share its leaf', () => {
  const tree = randomTree({ depth: 3, featureCount: 6, classCount: 3 }, 5, 3);
  const rows = randomFeatures(400, 6, 6);
  const rowAt = (row: number) => rows.subarray(row * 6, row * 6 + 6);
  let same = 0;
  for (let row = 0; row < 40; row++) {
    const found = nearestRows(tree, rowAt(row), rows, 4);
    expect(found[0]).toEqual({ row, distance: 0 });
    const { leaf } = explain(tree, rowAt(row));
    same += found.filter((near) => explain(tree, rowAt(near.row)).leaf === leaf).length;
  }
  expect(same / 160).toBeGreaterThan(0.6);
});
