import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SeededRandom } from '../../src/data/random.js';
import { InvalidInputError } from '../../src/errors.js';

function draws(random: SeededRandom, count: number): number[] {
  return Array.from({ length: count }, () => random.next());
}

describe('SeededRandom', () => {
  // From random-oracle.py.
  test.each([
    [0, [1789933344, 44971166, 2521387044, 3848737593, 1138324114, 749234105]],
    [1, [393288148, 2174103013, 3814759091, 2092745082, 1865176206, 2179171167]],
    [4294967295, [4104197751, 1825856343, 1152209388, 2427537429, 3685145430, 609215610]],
  ])('seed %d gives the sequence of xoshiro128** filled by splitmix32', (seed, expected) => {
    expect(draws(new SeededRandom(seed), 6).map((value) => value * 2 ** 32)).toEqual(expected);
  });

  test.each([-1, 0.5, 2 ** 32, NaN, Infinity, -Infinity])('seed %d is refused', (seed) => {
    expect(() => new SeededRandom(seed)).toThrow(InvalidInputError);
    expect(() => new SeededRandom(seed)).toThrow(
      `a seed must be an integer from 0 to 4294967295, found ${seed}`,
    );
  });

  test('integers are uniform (chi-squared, 9 degrees of freedom, below the 99.9 % point)', () => {
    const random = new SeededRandom(7);
    const counts = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 100_000; draw++) {
      const value = random.integer(10);
      counts[value] = (counts[value] ?? NaN) + 1;
    }
    const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquared).toBeLessThan(27.88);
  });

  test('uniform values stay in their range and have its mean', () => {
    const random = new SeededRandom(8);
    const values = Array.from({ length: 20_000 }, () => random.uniform(-3, 5));
    expect(values.every((value) => value >= -3 && value < 5)).toBe(true);
    // Standard error of the mean: 8 / sqrt(12 x 20,000) = 0.016.
    expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length - 1)).toBeLessThan(0.07);
  });

  test('normal values have mean 0, variance 1 and the right share within one deviation', () => {
    const random = new SeededRandom(9);
    const values = Array.from({ length: 40_000 }, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const within = values.filter((value) => Math.abs(value) < 1).length / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
    expect(Math.abs(within - 0.6827)).toBeLessThan(0.01);
  });

  test('a shuffle is a permutation, and each item comes first equally often', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), (items, seed) => {
        const shuffled = [...items];
        new SeededRandom(seed).shuffle(shuffled);
        expect([...shuffled].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
      }),
    );
    const random = new SeededRandom(3);
    const first = [0, 0, 0, 0];
    for (let round = 0; round < 8000; round++) {
      const items = [0, 1, 2, 3];
      random.shuffle(items);
      first[items[0] ?? 0] = (first[items[0] ?? 0] ?? NaN) + 1;
    }
    for (const count of first) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  test('a fork depends on the seed and the label, not on what was drawn', () => {
    const random = new SeededRandom(5);
    const before = draws(random.fork('order'), 5);
    draws(random, 100);
    random.normal();
    expect(draws(random.fork('order'), 5)).toEqual(before);
    expect(draws(random.fork('shifts'), 5)).not.toEqual(before);
    expect(draws(new SeededRandom(6).fork('order'), 5)).not.toEqual(before);
    expect(draws(random.fork('order').fork('order'), 5)).not.toEqual(before);
  });

  test('drawing from a fork leaves its origin alone, and the two are uncorrelated', () => {
    const [random, untouched] = [new SeededRandom(5), new SeededRandom(5)];
    const fork = draws(random.fork('a'), 10_000);
    const origin = draws(random, 10_000);
    expect(origin).toEqual(draws(untouched, 10_000));
    const covariance =
      fork.reduce((sum, value, index) => sum + (value - 0.5) * ((origin[index] ?? NaN) - 0.5), 0) / 10_000;
    expect(Math.abs(covariance * 12)).toBeLessThan(0.05);
  });
});
