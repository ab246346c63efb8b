import { expect, test } from '@jest/globals';
import { Plateau } from '../../src/train/plateau.js';

const settings = { learningRate: 0.1, patience: 2, epochs: 100, warmUpSteps: 4 };

test('the first plateau lowers the learning rate and goes back, the second ends the training', () => {
  const plateau = new Plateau(settings);
  const next = [1, 2, 2, 1.5, 2.5, 2.5, 2.4].map((score) => plateau.judge(score).next);
  expect(next).toEqual([undefined, undefined, undefined, 'return to best', undefined, undefined, 'stop']);
  expect(plateau.rateAt(1000)).toBeCloseTo(0.02, 9);
});

test('the learning rate rises at the start', () => {
  const plateau = new Plateau(settings);
  expect([0, 1, 3, 4, 500].map((step) => plateau.rateAt(step))).toEqual([0.025, 0.05, 0.1, 0.1, 0.1]);
});

test('without a plateau the last quarter of the epochs has the lower learning rate', () => {
  const plateau = new Plateau({ ...settings, epochs: 8 });
  const next = Array.from({ length: 8 }, (_, epoch) => plateau.judge(epoch).next);
  expect(next.indexOf('return to best')).toBe(5);
  expect(next.filter((value) => value !== undefined)).toHaveLength(1);
});
