import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidInputError } from '../../src/errors.js';
import { oneCycleSchedule, type LearningRateSchedule } from '../../src/optimizer/schedule.js';

function rates(schedule: LearningRateSchedule, totalSteps: number): number[] {
  return Array.from({ length: totalSteps }, (_, step) => schedule(step, totalSteps));
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((rate, step) => expect(rate).toBeCloseTo(expected[step] ?? Number.NaN, 9));
}

describe('oneCycleSchedule', () => {
  // The numbers are from PyTorch's OneCycleLR: one-cycle-oracle.py prints them.
  it('agrees with PyTorch', () => {
    expectClose(
      rates(oneCycleSchedule({ peak: 0.01 }), 10),
      [
        0.0004, 0.0052, 0.01, 0.00950484632, 0.008117456539, 0.006112620219, 0.003887419781, 0.001882583461,
        0.0004951936799, 4e-8,
      ],
    );
    expectClose(
      rates(oneCycleSchedule({ peak: 0.01, risingFraction: 0.5 }), 7),
      [0.0004, 0.003716718427, 0.009083281573, 0.00950484632, 0.006112620219, 0.001882583461, 4e-8],
    );
  });
});

describe('any cycle', () => {
  const fraction = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  const schedules = fc
    .record({ peak: fc.double({ min: 1e-6, max: 10, noNaN: true }), risingFraction: fraction })
    .map((settings) => ({ peak: settings.peak, schedule: oneCycleSchedule(settings) }));

  it('stays between 0 and the peak, rises once and then only falls, for any number of steps', () => {
    fc.assert(
      fc.property(schedules, fc.integer({ min: 1, max: 300 }), ({ peak, schedule }, totalSteps) => {
        const all = rates(schedule, totalSteps);
        expect(all.every((rate) => rate >= 0 && rate <= peak * (1 + 1e-12))).toBe(true);
        const top = all.indexOf(Math.max(...all));
        const tolerance = peak * 1e-9;
        all.slice(1).forEach((rate, index) => {
          const change = rate - (all[index] ?? Number.NaN);
          expect(index < top ? change >= -tolerance : change <= tolerance).toBe(true);
        });
      }),
    );
  });
});

describe('settings out of range', () => {
  it.each([
    [() => oneCycleSchedule({ peak: 0 }), /peak must be .* greater than 0, found 0/],
    [() => oneCycleSchedule({ peak: Number.NaN }), /peak must be .*, found NaN/],
    [() => oneCycleSchedule({ peak: 1, risingFraction: 1 }), /risingFraction must be in \(0, 1\), found 1/],
    [() => oneCycleSchedule({ peak: 1, risingFraction: 0 }), /risingFraction must be in \(0, 1\), found 0/],
    [() => oneCycleSchedule({ peak: 1, startDivisor: 0.5 }), /startDivisor must be at least 1, found 0.5/],
    [
      () => oneCycleSchedule({ peak: 1, finalDivisor: Number.NaN }),
      /finalDivisor must be at least 1, found NaN/,
    ],
  ])('are named: %s', (make, message) => {
    expect(make).toThrow(InvalidInputError);
    expect(make).toThrow(message);
  });
});
