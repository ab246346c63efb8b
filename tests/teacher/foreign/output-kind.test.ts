import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '../../../src/errors.js';
import { outputKindOf, outputsToLogits } from '../../../src/teacher/foreign/output-kind.js';

function softmax(logits: readonly number[]): number[] {
  const greatest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - greatest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Some rows of logits, among them one with a number above 1 and one with a negative one. */
const logitRows = fc.integer({ min: 2, max: 6 }).chain((width) =>
  fc
    .array(fc.array(fc.double({ min: -15, max: 15, noNaN: true }), { minLength: width, maxLength: width }), {
      minLength: 1,
      maxLength: 20,
    })
    .map((rows) => [...rows, Array.from({ length: width }, (_, index) => 3 - 5 * index)]),
);

describe('outputKindOf', () => {
  it('tells logits, probabilities and their logarithms by the rows, and all three give the same distribution', () => {
    fc.assert(
      fc.property(logitRows, (rows) => {
        const width = rows[0]?.length ?? 0;
        const expected = rows.flatMap(softmax);
        for (const [kind, outputs] of [
          ['logits', rows.flat()],
          ['probabilities', expected],
          ['log-probabilities', expected.map(Math.log)],
        ] as const) {
          const values = Float32Array.from(outputs);
          expect(outputKindOf(values, width)).toBe(kind);
          const logits = outputsToLogits(values, width, kind);
          const found = rows.flatMap((_, row) =>
            softmax([...logits.subarray(row * width, (row + 1) * width)]),
          );
          for (const [index, probability] of found.entries()) {
            expect(probability).toBeCloseTo(expected[index] ?? NaN, 5);
          }
        }
      }),
    );
  });

  it('takes rounded probabilities, as a text file has them', () => {
    expect(outputKindOf(Float32Array.of(0.333, 0.333, 0.333, 0.12, 0.88, -1e-8), 3)).toBe('probabilities');
  });

  it('reads one column as the second of two classes', () => {
    const probabilities = Float32Array.of(0.25, 0.5, 1);
    expect(outputKindOf(probabilities, 1)).toBe('probabilities');
    const logits = outputsToLogits(probabilities, 1, 'probabilities');
    expect([...logits.slice(0, 4)]).toEqual([0, Math.fround(Math.log(1 / 3)), 0, 0]);
    expect(logits[5]).toBeCloseTo(Math.log(1e12), 4);
    expect(outputKindOf(Float32Array.of(0.25, -3, 4), 1)).toBe('logits');
    expect([...outputsToLogits(Float32Array.of(0.25, -3), 1, 'logits')]).toEqual([0, 0.25, 0, -3]);
  });

  it('refuses numbers that are not finite, and shares that are no distribution, naming the row', () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      expect(() => outputKindOf(Float32Array.of(1, 2, bad, 4), 2)).toThrow(
        new InvalidInputError(
          `the teacher's answers must be finite numbers, found ${bad} for row 2, output 1`,
        ),
      );
    }
    expect(() => outputKindOf(Float32Array.of(0.5, 0.5, 0.9, 0.8), 2)).toThrow(
      /no distributions.*row 2 sum to 1\.700/,
    );
  });
});
