import { expect, test } from '@jest/globals';
import { argmax, argmaxOfRows } from '../../src/data/argmax.js';

test('argmax takes the first of equals, within the range, counted from its start', () => {
  expect(argmax([1, 3, 2, 3])).toBe(1);
  expect(argmax([9, 1, 2, 2], 1, 4)).toBe(1);
  expect(argmax([-3, -1])).toBe(1);
});

test('argmaxOfRows takes the greatest of each row, the first of equals', () => {
  expect([...argmaxOfRows(Float32Array.of(1, 2, 3, -1, -3, -2, 0, 0, 0), 3)]).toEqual([2, 0, 0]);
  expect(argmaxOfRows(new Float32Array(0), 3)).toHaveLength(0);
});
