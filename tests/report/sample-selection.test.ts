import { describe, expect, test } from '@jest/globals';

import { confusionCells, galleryRows, rowsByLeaf } from '../../src/report/sample-selection.js';

const labels = Uint16Array.of(0, 0, 1, 1, 1);
const classes = Uint16Array.of(0, 1, 1, 0, 1);
const sureness = Float32Array.of(0.9, 0.5, 0.25, 0.75, 0.8);

describe('confusionCells', () => {
  test('counts true class by answered class and lists the rows', () => {
    const { counts, rows } = confusionCells({ labels, classes }, 2);
    expect(counts).toEqual([
      [1, 1],
      [1, 2],
    ]);
    expect(rows).toEqual([
      [[0], [1]],
      [[3], [2, 4]],
    ]);
  });
});

describe('rowsByLeaf', () => {
  test('separates right from wrong, surest first, and counts all', () => {
    const leaves = Uint16Array.of(0, 1, 1, 1, 1);
    const [first, second] = rowsByLeaf({ labels, classes }, leaves, sureness, 2);
    expect(first).toMatchObject({ typical: [0], wrong: [], rows: 1, correct: 1 });
    expect(second).toMatchObject({ typical: [4, 2], wrong: [3, 1], rows: 4, correct: 2 });
  });
});

describe('galleryRows', () => {
  test('finds correct, wrong, least sure and disagreeing rows', () => {
    const teacher = Uint16Array.of(0, 0, 1, 0, 0);
    expect(galleryRows({ labels, classes }, sureness, 2, teacher)).toEqual({
      correct: [0, 2, 4],
      wrong: [3, 1],
      leastSure: [2, 1, 3, 4, 0],
      disagreeing: [4, 1],
    });
  });

  test('has no disagreement without a teacher', () => {
    expect(galleryRows({ labels, classes }, sureness, 2, undefined).disagreeing).toEqual([]);
  });
});
