import { expect, test } from '@jest/globals';
import { Balance } from '../../../src/train/fused-step/balance.js';

test('a tree of depth 2 by hand: alphas 3/4, 1/2 and 1/5', () => {
  const balance = new Balance(2, 1);
  // Every second number, as a column of a matrix of two.
  const masses = Float32Array.of(1 / 8, 9, 1 / 8, 9, 3 / 5, 9, 3 / 20, 9);
  const slopes = new Float32Array(8).fill(7);
  const state = { childMass: new Float32Array(6), massWeight: new Float32Array(6) };
  const penalty = balance.update({ values: masses, stride: 2 }, { values: slopes, stride: 2 }, state, 0.3);
  const half = (alpha: number) => -0.5 * Math.log(alpha) - 0.5 * Math.log(1 - alpha);
  expect(penalty).toBeCloseTo(0.3 * (half(3 / 4) + 0.5 * half(1 / 2) + 0.5 * half(1 / 5)), 6);
  [1 / 4, 3 / 4, 1 / 8, 1 / 8, 3 / 5, 3 / 20].forEach((mass, child) =>
    expect(state.childMass[child]).toBeCloseTo(mass, 6),
  );
  expect([...state.massWeight]).toEqual([1, 1, 1, 1, 1, 1]);
  // 2^-d (1 - 0.5 / share) / (sum P), for the root's child and for the leaf.
  const left = 1 - 0.5 / (1 / 4);
  const right = 1 - 0.5 / (3 / 4);
  const expected = [
    left,
    left,
    right + (0.5 * (1 - 0.5 / 0.8)) / 0.75,
    right + (0.5 * (1 - 0.5 / 0.2)) / 0.75,
  ];
  expected.forEach((slope, leaf) => {
    expect(slopes[2 * leaf]).toBeCloseTo(0.3 * slope, 6);
    expect(slopes[2 * leaf + 1]).toBe(7);
  });
});

test('without strength there is no penalty and no slope, but the sums run on: window 1 at the root, 2 below', () => {
  const balance = new Balance(2, 4);
  const slopes = Float32Array.of(5, 5, 5, 5);
  const state = {
    childMass: Float32Array.of(2, 4, 6, 8, 10, 12),
    massWeight: new Float32Array(6).fill(3),
  };
  const masses = { values: Float32Array.of(1, 3, 5, 7), stride: 1 };
  const penalty = balance.update(masses, { values: slopes, stride: 1 }, state, 0);
  expect(penalty).toBe(0);
  expect([...slopes].map(Math.abs)).toEqual([0, 0, 0, 0]);
  // The root's children forget at once; those below keep half.
  expect([...state.childMass]).toEqual([4, 12, 4, 7, 10, 13]);
  expect([...state.massWeight]).toEqual([1, 1, 2.5, 2.5, 2.5, 2.5]);
});
