import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { accuracyAxis, linearAxis, markedAxis } from '../../src/experiment/axis.js';

describe('linear axis', () => {
  test('has round marks around the values, from the first pixel to the last', () => {
    const { marks, position } = linearAxis([0.913, 0.968], 300, 0);
    expect(marks).toEqual([0.9, 0.92, 0.94, 0.96, 0.98]);
    expect(position(0.9)).toBeCloseTo(300, 9);
    expect(position(0.94)).toBeCloseTo(150, 9);
    expect(position(0.98)).toBeCloseTo(0, 9);
  });

  test('always covers its values, with at least two marks', () => {
    const accuracy = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(accuracy, { minLength: 1, maxLength: 6 }), (values) => {
        const { marks, position } = linearAxis(values, 0, 100);
        expect(marks.length).toBeGreaterThanOrEqual(2);
        for (const value of values) {
          expect(position(value)).toBeGreaterThanOrEqual(-1e-6);
          expect(position(value)).toBeLessThanOrEqual(100 + 1e-6);
        }
      }),
    );
  });
});

describe('axis with marks at its values', () => {
  test('spaces depths evenly', () => {
    const { marks, position } = markedAxis([4, 2, 3, 3], 0, 100, { logarithmic: false });
    expect(marks).toEqual([2, 3, 4]);
    expect(marks.map(position)).toEqual([0, 50, 100]);
  });

  test('spaces equal ratios evenly', () => {
    const { position } = markedAxis([1, 10, 100], 0, 100, { logarithmic: true });
    expect(position(10)).toBeCloseTo(50, 9);
  });

  test('puts a single value in the middle', () => {
    expect(markedAxis([8], 0, 100, { logarithmic: false }).position(8)).toBe(50);
  });
});

describe('accuracy axis', () => {
  test('halving the error is the same step everywhere', () => {
    const { marks, position } = accuracyAxis([0.62, 0.985], 100, 0);
    expect(marks).toEqual([0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99]);
    expect(position(0.5)).toBeCloseTo(100, 9);
    expect(position(0.99)).toBeCloseTo(0, 9);
    expect(position(0.8) - position(0.9)).toBeCloseTo(position(0.9) - position(0.95), 9);
  });

  test('holds perfect accuracy', () => {
    expect(accuracyAxis([0.9, 1], 100, 0).position(1)).toBeCloseTo(0, 9);
  });
});
