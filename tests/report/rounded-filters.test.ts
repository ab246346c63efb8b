import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { roundedWeights, roundFilters } from '../../src/report/rounded-filters.js';

describe('rounded filters', () => {
  test('by hand: the greatest weight of a gate is 127 of its scale', () => {
    const { bytes, scales } = roundFilters(new Float32Array([1.27, -0.63, 0, 0, 0, -254]), 2);
    expect([...bytes]).toEqual([255, 65, 128, 128, 128, 1]);
    expect(scales[0]).toBeCloseTo(0.01, 7);
    expect(scales[1]).toBe(2);
    expect([...roundedWeights({ bytes, scales })].map((weight) => Number(weight.toFixed(6)))).toEqual([
      1.27, -0.63, 0, 0, 0, -254,
    ]);
  });

  test('no weight moves by more than half a step, and a gate of zeros stays one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }).chain((gates) =>
          fc.tuple(
            fc.constant(gates),
            fc.integer({ min: 1, max: 6 }).chain((features) =>
              fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), {
                minLength: gates * features,
                maxLength: gates * features,
              }),
            ),
          ),
        ),
        ([gates, weights]) => {
          const filters = Float32Array.from(weights);
          const rounded = roundFilters(filters, gates);
          const back = roundedWeights(rounded);
          const features = filters.length / gates;
          back.forEach((weight, index) => {
            const scale = rounded.scales[Math.floor(index / features)] ?? NaN;
            expect(Math.abs(weight - (filters[index] ?? 0))).toBeLessThanOrEqual(0.5001 * scale + 1e-30);
          });
        },
      ),
    );
  });

  test('a tree of one leaf has no filters', () => {
    expect(roundedWeights(roundFilters(new Float32Array(), 0))).toEqual(new Float32Array());
  });
});
