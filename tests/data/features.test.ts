import { describe, expect, test } from '@jest/globals';
import {
  chosenFeatures,
  copyRows,
  gatherRows,
  joinedFeatures,
  MadeFeatures,
  type Features,
} from '../../src/data/features.js';

const rows = Float32Array.of(0, 1, 10, 11, 20, 21, 30, 31);
/** The same numbers, made when they are read. */
const made = new MadeFeatures(4, 2, (row, target, at) => {
  target[at] = 10 * row;
  target[at + 1] = 10 * row + 1;
});

describe.each<[string, Features]>([
  ['an array', rows],
  ['features that are made', made],
  ['chosen features', chosenFeatures(Float32Array.of(20, 21, 0, 1, 30, 31, 10, 11), 2, [1, 3, 0, 2])],
  ['joined features', joinedFeatures(rows.subarray(0, 2), chosenFeatures(made, 2, [1, 2, 3]), 2)],
])('%s', (_, features) => {
  test('has the same length and the same numbers as an array, wherever a part of it begins and ends', () => {
    expect(features).toHaveLength(8);
    for (let begin = 0; begin <= 8; begin++)
      for (let end = begin; end <= 9; end++)
        expect(features.subarray(begin, end)).toEqual(rows.subarray(begin, end));
    expect(features.subarray(3)).toEqual(rows.subarray(3));
    expect(features.subarray()).toEqual(rows);
  });

  test('gatherRows copies rows in the order of the indices and leaves the rest of the target', () => {
    const target = new Float32Array(8).fill(-1);
    gatherRows(features, 2, Int32Array.of(2, 0, 2), target);
    expect([...target]).toEqual([20, 21, 0, 1, 20, 21, -1, -1]);
  });

  test('copyRows copies rows that follow each other and leaves the rest of the target', () => {
    const target = new Float32Array(6).fill(-1);
    copyRows(features, 2, 1, 2, target);
    expect([...target]).toEqual([10, 11, 20, 21, -1, -1]);
  });
});
