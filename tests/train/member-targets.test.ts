import { expect, test } from '@jest/globals';
import { memberTargets } from '../../src/train/member-targets.js';
import { writeOneHot } from '../../src/train/targets.js';
import { quadrantImages } from '../teacher/separable-data.js';

const rows = quadrantImages(12, 3);
const none = new Int32Array(12).fill(-1);

test('one member without smoothing has the one-hot targets of every loss', () => {
  const [expected, actual] = [new Float32Array(12), new Float32Array(12)];
  writeOneHot(rows.labels, [5, 0, 11], 4, expected);
  memberTargets(rows, 1, none, 0)(Int32Array.of(5, 0, 11), actual);
  expect(actual).toEqual(expected);
});

test('a member learns nothing from its held-out rows; weights and smoothing are in the others', () => {
  const weights = Float32Array.from({ length: 12 }, (_, row) => row);
  const heldOut = Int32Array.from(none, (member, row) => (row === 7 ? 1 : member));
  const targets = new Float32Array(2 * 3 * 4);
  memberTargets({ ...rows, weights }, 3, heldOut, 0.2)(Int32Array.of(2, 7), targets);
  const sums = Array.from({ length: 6 }, (_, index) =>
    targets.subarray(4 * index, 4 * index + 4).reduce((sum, value) => sum + value, 0),
  );
  [2, 2, 2, 7, 0, 7].forEach((sum, index) => expect(sums[index]).toBeCloseTo(sum, 5));
  const label = rows.labels[2] ?? NaN;
  expect(targets[label]).toBeCloseTo(2 * 0.85, 5);
  expect(targets[(label + 1) % 4]).toBeCloseTo(2 * 0.05, 5);
});
