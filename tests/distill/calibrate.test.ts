import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SeededRandom } from '../../src/data/random.js';
import { fitCalibration } from '../../src/distill/calibrate.js';
import { toPower, toPowerOfRows } from '../../src/tree/calibration.js';

/** Labels drawn from distributions, and these distributions raised to a power. */
function drawn(rows: number, power: number, seed: number) {
  const random = new SeededRandom(seed);
  const truth = Float32Array.from({ length: rows * 3 }, () => random.next() + 0.05);
  for (let row = 0; row < rows; row++) {
    const own = truth.subarray(row * 3, row * 3 + 3);
    const sum = own.reduce((a, b) => a + b, 0);
    own.forEach((value, index) => (own[index] = value / sum));
  }
  const labels = Uint16Array.from({ length: rows }, (_, row) => {
    let rest = random.next();
    for (let index = 0; index < 2; index++) {
      rest -= truth[row * 3 + index] ?? 0;
      if (rest < 0) return index;
    }
    return 2;
  });
  return { labels, probabilities: toPowerOfRows(truth, 3, power) };
}

describe('fitCalibration', () => {
  test('finds the power that undoes another one', () => {
    for (const power of [0.3, 1, 4]) {
      const { labels, probabilities } = drawn(4000, power, 7);
      const found = fitCalibration(
        { labels, maxPathProbabilities: probabilities, mixtureProbabilities: probabilities },
        3,
      );
      expect(found.mixture * power).toBeCloseTo(1, 1);
      // The distributions are right as they are: hardly anything is left to doubt.
      expect(found.maxPath * power).toBeCloseTo(1, 1);
      expect(found.doubt).toBeLessThan(0.03);
    }
  });

  test('gives each answer its own power', () => {
    const { labels, probabilities } = drawn(4000, 1, 3);
    const found = fitCalibration(
      {
        labels,
        maxPathProbabilities: probabilities,
        mixtureProbabilities: toPowerOfRows(probabilities, 3, 0.5),
      },
      3,
    );
    expect(found.mixture / found.maxPath).toBeGreaterThan(1.9);
    expect(found.mixture / found.maxPath).toBeLessThan(2.1);
  });

  test('does not become entirely sure where few rows are all right', () => {
    const probabilities = Float32Array.of(0.6, 0.4, 0.7, 0.3, 0.2, 0.8);
    const { doubt, mixture } = fitCalibration(
      {
        labels: Uint16Array.of(0, 0, 1),
        maxPathProbabilities: probabilities,
        mixtureProbabilities: probabilities,
      },
      2,
    );
    // As if one row more had any class.
    expect(doubt).toBeCloseTo(0.25, 6);
    expect(mixture).toBeGreaterThan(1);
    expect(mixture).toBeLessThan(4);
  });

  test('doubts leaves that rule out what is true', () => {
    // Leaves are right in nine rows of ten, and have never heard of the other class.
    const labels = Uint16Array.from({ length: 1000 }, (_, row) => (row % 10 === 0 ? 1 : 0));
    const probabilities = Float32Array.from({ length: 2000 }, (_, index) => (index % 2 === 0 ? 1 : 1e-9));
    const answers = { labels, maxPathProbabilities: probabilities, mixtureProbabilities: probabilities };
    const { maxPath, doubt = 0 } = fitCalibration(answers, 2);
    const [sure = 0] = toPower([1, 1e-9], maxPath);
    expect((1 - doubt) * sure + doubt / 2).toBeCloseTo(0.9, 2);
  });

  test('rows of weight 0 do not count', () => {
    const { labels, probabilities } = drawn(2000, 2, 5);
    const half = {
      labels: labels.slice(0, 1000),
      maxPathProbabilities: probabilities.slice(0, 3000),
      mixtureProbabilities: probabilities.slice(0, 3000),
    };
    const weights = Float32Array.from(labels, (_, row) => (row < 1000 ? 1 : 0));
    const all = { labels, weights, maxPathProbabilities: probabilities, mixtureProbabilities: probabilities };
    expect(fitCalibration(all, 3)).toEqual(fitCalibration(half, 3));
  });
});

test('a power keeps the order of the classes and the sum', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 2, maxLength: 6 }),
      fc.double({ min: 0.1, max: 10, noNaN: true }),
      (weights, power) => {
        const sum = weights.reduce((a, b) => a + b, 0);
        const row = Float32Array.from(weights, (weight) => weight / sum);
        const raised = toPowerOfRows(row, row.length, power);
        expect(raised.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
        const greatest = Math.max(...row);
        expect(raised[row.indexOf(greatest)]).toBe(Math.max(...raised));
      },
    ),
    { seed: 1 },
  );
});
