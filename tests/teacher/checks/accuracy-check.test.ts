import { describe, expect, test } from '@jest/globals';
import { checkAccuracy, checkAgainstBaseline } from '../../../src/teacher/checks/accuracy-check.js';

const labels = Uint16Array.from({ length: 100 }, (_, row) => (row < 60 ? 0 : 1));

describe('checkAccuracy', () => {
  test('a teacher that knows the rows passes', () => {
    expect(checkAccuracy({ labels, answers: labels }, ['usual', 'rare'])).toEqual({
      name: 'accuracy',
      passed: true,
      text: 'right on 100.00 % of 100 training rows; the most frequent class, usual, has 60.00 % of them',
    });
  });

  test.each([
    ['always the same', new Uint16Array(100)],
    ['turned round', labels.map((label) => 1 - label)],
  ])('a teacher that is no better than the most frequent class is warned of (%s)', (_, answers) => {
    const { passed, text } = checkAccuracy({ labels, answers }, ['usual', 'rare']);
    expect(passed).toBe(false);
    expect(text).toMatch(
      /hardly better than no teacher at all: the most frequent class, usual, has 60\.00 %/,
    );
  });
});

test('a teacher is compared with the baseline tree within a standard error', () => {
  expect(checkAgainstBaseline(0.9, 0.92, 100).passed).toBe(true);
  expect(checkAgainstBaseline(0.9, 0.92, 10_000)).toEqual({
    name: 'baseline',
    passed: false,
    text: 'right on 90.00 % of the test rows, the baseline tree on 92.00 %: there is little to learn from it',
  });
});
