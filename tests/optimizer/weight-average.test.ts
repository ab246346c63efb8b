import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createWeightAverage } from '../../src/optimizer/weight-average.js';

describe('createWeightAverage', () => {
  it('starts at the parameters and moves towards them by 1 - decay', () => {
    const parameters = { filters: Float32Array.of(1, 2, 3, 4, 5), biases: Float32Array.of(-1) };
    const average = createWeightAverage(parameters);
    expect(average.values).toEqual(parameters);

    parameters.filters.fill(8);
    parameters.biases.fill(1);
    average.update(0.75);
    expect(average.values).toEqual({
      filters: Float32Array.of(2.75, 3.5, 4.25, 5, 5.75),
      biases: Float32Array.of(-0.5),
    });
    average.update(0);
    expect(average.values).toEqual(parameters);
  });

  it('agrees with the recurrence for any size, decay and history', () => {
    const number = fc.float({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(number, { minLength: 1, maxLength: 6 }),
        (length, decay, history) => {
          const parameters = { p: new Float32Array(length) };
          const average = createWeightAverage(parameters);
          let expected = 0;
          for (const value of history) {
            parameters.p.fill(value);
            average.update(decay);
            expected = decay * expected + (1 - decay) * value;
          }
          expect(average.values.p).toHaveLength(length);
          for (const value of average.values.p) expect(Math.abs(value - expected)).toBeLessThan(1e-3);
          expect(parameters.p.every((value) => value === history.at(-1))).toBe(true);
        },
      ),
    );
  });
});
