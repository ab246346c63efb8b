import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SeededRandom } from '../../../src/data/random.js';
import { checkClassOrder, type LabelledAnswers } from '../../../src/teacher/checks/class-order-check.js';

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `c${index}`);

/** Labels and the answers of a teacher that is right on a share of them, its outputs in an order of their own. */
function answersOf(order: readonly number[], rows: number, share: number, seed: number): LabelledAnswers {
  const random = new SeededRandom(seed);
  const labels = Uint16Array.from({ length: rows }, () => random.integer(order.length));
  const answers = labels.map((label) => {
    const meant = random.next() < share ? label : random.integer(order.length);
    return order.indexOf(meant);
  });
  return { labels, answers };
}

const permutations = fc.integer({ min: 2, max: 12 }).chain((count) =>
  fc.shuffledSubarray(
    names(count).map((_, index) => index),
    { minLength: count },
  ),
);

describe('checkClassOrder', () => {
  test('names any order that fits much better, and none where the order is right', () => {
    fc.assert(
      fc.property(permutations, fc.integer({ min: 0, max: 2 ** 31 }), (order, seed) => {
        const classNames = names(order.length);
        const check = checkClassOrder(answersOf(order, 300, 0.9, seed), classNames, classNames);
        const isPlain = order.every((label, index) => label === index);
        expect(check.passed).toBe(isPlain);
        const fitting = order.map((label) => `c${label}`).join(',');
        if (!isPlain) expect(check.text).toContain(`with --teacher-classes ${fitting} it would be right on`);
      }),
      { numRuns: 60 },
    );
  });

  test('an order that is given already is put right', () => {
    const rows = answersOf([2, 0, 1], 200, 1, 4);
    // The outputs that are counted now stand for b, c, a; those of the file for c, a, b.
    const check = checkClassOrder(rows, ['a', 'b', 'c'], ['b', 'c', 'a']);
    expect(check.text).toContain('--teacher-classes a,b,c it would be right on 100.00 %');
  });

  test('chance alone is no order: a teacher that guesses passes', () => {
    const passed = Array.from({ length: 100 }, (_, seed) => {
      const classNames = names(8);
      return checkClassOrder(answersOf([0, 1, 2, 3, 4, 5, 6, 7], 60, 0, seed), classNames, classNames).passed;
    });
    expect(passed.filter((value) => !value).length).toBeLessThanOrEqual(1);
  });

  test('names with commas are written as a list', () => {
    const check = checkClassOrder(answersOf([1, 0], 100, 1, 4), ['a, b', 'c'], ['a, b', 'c']);
    expect(check.text).toContain(`--teacher-classes '["c","a, b"]'`);
  });

  test('hundreds of classes take no time to speak of', () => {
    const order = names(400).map((_, index) => (index * 7) % 400);
    const start = performance.now();
    expect(checkClassOrder(answersOf(order, 5000, 0.9, 1), names(400), names(400)).passed).toBe(false);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
