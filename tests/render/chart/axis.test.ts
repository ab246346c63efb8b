import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { createAxis, percentTick } from '../../../src/render/chart/axis.js';

describe('linear axis', () => {
  test('has round ticks around the values, from the first pixel to the last', () => {
    const { ticks, position } = createAxis([0.913, 0.968], [300, 0], { spacing: 75 });
    expect(ticks).toEqual([0.9, 0.92, 0.94, 0.96, 0.98]);
    expect(position(0.9)).toBeCloseTo(300, 9);
    expect(position(0.94)).toBeCloseTo(150, 9);
    expect(position(0.98)).toBeCloseTo(0, 9);
  });

  test('always covers its values, with a tick at both ends and not too many between', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        fc.double({ min: 0, max: 1e4, noNaN: true }),
        (low, span) => {
          const { ticks, position } = createAxis([low, low + span], [0, 300]);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(14);
          expect(ticks[0]).toBeLessThanOrEqual(low + 1e-6 * span);
          expect(ticks.at(-1)).toBeGreaterThanOrEqual(low + span - 1e-6 * span);
          expect(position(ticks[0] ?? Number.NaN)).toBeCloseTo(0, 6);
          expect(position(ticks.at(-1) ?? Number.NaN)).toBeCloseTo(300, 6);
        },
      ),
    );
  });

  test('stays within its bounds, and values beyond stand at its ends', () => {
    const accuracy = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(accuracy, { minLength: 1, maxLength: 6 }), (values) => {
        const { ticks, position } = createAxis([...values, 1.2], [300, 0], { bounds: [0, 1] });
        expect(Math.min(...ticks)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...ticks)).toBe(1);
        expect(position(1.2)).toBeCloseTo(0, 9);
        expect(position(-1)).toBeCloseTo(300, 9);
      }),
    );
  });

  test('does not spread rounding errors over its whole length', () => {
    const { position } = createAxis([0.97, 0.97 + 1e-12], [0, 300]);
    expect(position(0.97 + 1e-12) - position(0.97)).toBeLessThan(1e-3);
    for (const tiny of [0, -2e-321]) expect(createAxis([tiny], [0, 300]).position(tiny)).toBeCloseTo(150, 6);
  });

  test('with ticks among its values reaches from the least to the greatest', () => {
    const { ticks, position } = createAxis([1, 23], [0, 220], { ticks: 'among' });
    expect(ticks).toEqual([5, 10, 15, 20]);
    expect([1, 23].map(position)).toEqual([0, 220]);
  });

  test('with ticks at its values spaces them as they are', () => {
    const { ticks, position } = createAxis([4, 2, 3], [0, 100], { ticks: [2, 3, 4] });
    expect(ticks.map(position)).toEqual([0, 50, 100]);
  });

  test('puts a single value in the middle', () => {
    expect(createAxis([8], [0, 100], { ticks: [8] }).position(8)).toBe(50);
  });
});

describe('logarithmic axis', () => {
  test('spaces equal ratios evenly', () => {
    const { position } = createAxis([1, 10, 100], [0, 100], { scale: 'log', ticks: [1, 10, 100] });
    expect(position(10)).toBeCloseTo(50, 9);
  });

  test('reaches from one power of ten to another', () => {
    const { ticks, position } = createAxis([3, 4000], [0, 400], { scale: 'log' });
    expect(ticks).toEqual(expect.arrayContaining([1, 10, 100, 1000, 10_000]));
    expect(position(1)).toBeCloseTo(0, 9);
    expect(position(10_000)).toBeCloseTo(400, 9);
  });
});

describe('accuracy axis', () => {
  test('halving the error is the same step everywhere', () => {
    const { ticks, position } = createAxis([0.62, 0.985], [100, 0], { scale: 'accuracy' });
    expect(ticks).toEqual([0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99]);
    expect(position(0.5)).toBeCloseTo(100, 9);
    expect(position(0.99)).toBeCloseTo(0, 9);
    expect(position(0.8) - position(0.9)).toBeCloseTo(position(0.9) - position(0.95), 9);
  });

  test('holds perfect accuracy', () => {
    expect(createAxis([0.9, 1], [100, 0], { scale: 'accuracy' }).position(1)).toBeCloseTo(0, 9);
  });

  test('covers any accuracies, also equal ones, with at least two ticks', () => {
    const accuracy = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(accuracy, { minLength: 1, maxLength: 6 }), (values) => {
        const { ticks, position } = createAxis(values, [0, 100], { scale: 'accuracy' });
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks[0]).toBeLessThanOrEqual(Math.min(...values));
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(Math.min(0.999, ...values));
        for (const value of values) {
          expect(position(value)).toBeGreaterThanOrEqual(-1e-9);
          expect(position(value)).toBeLessThanOrEqual(100 + 1e-9);
        }
      }),
    );
  });
});

test('ticks of percentages have no more digits than they need', () => {
  expect([0, 0.3, 0.975, 0.9995, 1].map(percentTick)).toEqual(['0 %', '30 %', '97.5 %', '99.95 %', '100 %']);
});
