import { describe, expect, test } from '@jest/globals';
import { pairedBootstrap, RowSamples } from '../../src/experiment/statistics.js';

const bits = (rows: number, isSet: (row: number) => boolean) =>
  Uint8Array.from({ length: rows }, (_, row) => (isSet(row) ? 1 : 0));

describe('row samples', () => {
  test('draw as many rows as there are, with replacement, the same for the same seed', () => {
    const { counts } = new RowSamples({ rows: 20, samples: 50, seed: 3 });
    for (let sample = 0; sample < 50; sample++) {
      const drawn = counts.subarray(sample * 20, (sample + 1) * 20);
      expect(drawn.reduce((sum, count) => sum + count, 0)).toBe(20);
    }
    expect(counts.some((count) => count > 1)).toBe(true);
    expect(new RowSamples({ rows: 20, samples: 50, seed: 3 }).counts).toEqual(counts);
    expect(new RowSamples({ rows: 20, samples: 50, seed: 4 }).counts).not.toEqual(counts);
  });
});

describe('paired bootstrap', () => {
  test('is exactly 0 where both are right about the same rows', () => {
    const half = bits(10, (row) => row < 5);
    const samples = new RowSamples({ rows: 10, samples: 100 });
    expect(pairedBootstrap([{ first: half, second: half }], samples)).toEqual({ mean: 0, low: 0, high: 0 });
  });

  test('is exactly 1 where the second is always right and the first never', () => {
    const trial = { first: bits(8, () => false), second: bits(8, () => true) };
    const samples = new RowSamples({ rows: 8, samples: 100 });
    expect(pairedBootstrap([trial, trial], samples)).toEqual({ mean: 1, low: 1, high: 1 });
  });

  test('of one trial has the width that the binomial distribution says', () => {
    // A tenth of 400 rows differ: the standard error of the mean is sqrt(0.1 * 0.9 / 400) = 0.015.
    const trial = { first: bits(400, () => false), second: bits(400, (row) => row % 10 === 0) };
    const { mean, low, high } = pairedBootstrap([trial], new RowSamples({ rows: 400, samples: 4000 }));
    expect(mean).toBeCloseTo(0.1, 12);
    expect(low).toBeGreaterThan(0.1 - 1.96 * 0.015 - 0.004);
    expect(low).toBeLessThan(0.1 - 1.96 * 0.015 + 0.004);
    expect(high).toBeGreaterThan(0.1 + 1.96 * 0.015 - 0.004);
    expect(high).toBeLessThan(0.1 + 1.96 * 0.015 + 0.004);
  });

  test('covers the spread between trials: one all better and one all worse leave everything open', () => {
    const [all, none] = [bits(50, () => true), bits(50, () => false)];
    const trials = [
      { first: none, second: all },
      { first: all, second: none },
    ];
    expect(pairedBootstrap(trials, new RowSamples({ rows: 50, samples: 400 }))).toEqual({
      mean: 0,
      low: -1,
      high: 1,
    });
  });

  test('draws the same rows for every trial: equal trials are no more certain than one', () => {
    const trial = { first: bits(100, (row) => row % 7 === 0), second: bits(100, (row) => row % 3 === 0) };
    const samples = new RowSamples({ rows: 100, samples: 300 });
    const one = pairedBootstrap([trial], samples);
    const five = pairedBootstrap([trial, trial, trial, trial, trial], samples);
    expect(five.low).toBeCloseTo(one.low, 12);
    expect(five.high).toBeCloseTo(one.high, 12);
    expect(five.low).toBeLessThan(five.mean);
  });

  test('is narrower at lower confidence', () => {
    const trial = { first: bits(100, (row) => row % 7 === 0), second: bits(100, (row) => row % 3 === 0) };
    const samples = new RowSamples({ rows: 100, samples: 300 });
    const half = pairedBootstrap([trial], samples, 0.5);
    const most = pairedBootstrap([trial], samples, 0.95);
    expect(half.high - half.low).toBeLessThan(most.high - most.low);
  });
});
