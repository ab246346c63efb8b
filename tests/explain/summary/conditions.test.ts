import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  bestCondition,
  meets,
  roundestBetween,
  type ColumnValues,
} from '../../../src/explain/summary/conditions.js';

const rows = fc.array(
  fc.record({
    value: fc.constantFrom(0.1, 1, 1.9, 2, 3.25, 10, NaN),
    weight: fc.constantFrom(-1, -0.5, 0, 0.5, 1),
  }),
  { minLength: 1, maxLength: 40 },
);

function valuesOf(numbers: readonly number[]): ColumnValues {
  const sorted = Int32Array.from(numbers.keys()).filter((row) => !Number.isNaN(numbers[row] ?? NaN));
  sorted.sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
  return {
    kind: 'numbers',
    numbers: Float64Array.from(numbers),
    sorted,
    ordered: Float64Array.from(sorted, (row) => numbers[row] ?? NaN),
  };
}

test('an interval holds as much weight as any that is worth telling, and as much as it says', () => {
  fc.assert(
    fc.property(rows, (list) => {
      const values = valuesOf(list.map(({ value }) => value));
      const weights = Float64Array.from(list, ({ weight }) => weight);
      const best = bestCondition(0, values, weights);
      const counted = list.filter(({ value, weight }) => weight !== 0 && !Number.isNaN(value));
      const steps = [...new Set(counted.map(({ value }) => value))].sort((a, b) => a - b);
      let greatest = 0;
      for (let start = 0; start < steps.length; start++)
        for (let end = start; end < steps.length; end++) {
          if (start === 0 && end === steps.length - 1) continue;
          const inside = counted.filter(
            ({ value }) => value >= (steps[start] ?? 0) && value <= (steps[end] ?? 0),
          );
          greatest = Math.max(
            greatest,
            inside.reduce((sum, { weight }) => sum + weight, 0),
          );
        }
      if (best === undefined) {
        expect(greatest).toBeLessThanOrEqual(0.02);
        return;
      }
      expect(best.gain).toBeGreaterThanOrEqual(greatest - 0.02 - 1e-9);
      const held = weights.reduce(
        (sum, weight, row) => sum + (meets(best.condition, values, row) ? weight : 0),
        0,
      );
      expect(held).toBeCloseTo(best.gain, 9);
    }),
  );
});

test('words are those that weigh for, and none where all or no words do', () => {
  const words: ColumnValues = { kind: 'words', values: ['a', 'b', null, 'a', 'c'] };
  const best = bestCondition(3, words, Float64Array.of(0.5, -1, 0.2, 0.5, 0));
  expect(best).toEqual({ condition: { column: 3, words: ['a', null] }, gain: 1.2 });
  expect(bestCondition(3, words, Float64Array.of(1, 1, 1, 1, 1))).toBeUndefined();
  expect(bestCondition(3, words, Float64Array.of(-1, -1, -1, -1, -1))).toBeUndefined();
});

test('edges are the roundest numbers between two values', () => {
  expect(roundestBetween(1.9, 3)).toBe(2);
  expect(roundestBetween(4.9, 5)).toBe(5);
  expect(roundestBetween(4.94, 4.97)).toBe(4.96);
  expect(roundestBetween(-0.3, 0.2)).toBe(0);
  expect(roundestBetween(1_234_567, 2_345_678)).toBe(2_000_000);
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
      fc.double({ noNaN: true, min: 1e-9, max: 1e9 }),
      (low, gap) => {
        const high = low + gap;
        fc.pre(high > low);
        const edge = roundestBetween(low, high);
        expect(edge).toBeGreaterThan(low);
        expect(edge).toBeLessThanOrEqual(high);
      },
    ),
  );
});
