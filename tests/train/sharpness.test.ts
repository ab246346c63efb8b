import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bestSharpness, type KnownAnswers } from '../../src/train/sharpness.js';

const answers: KnownAnswers = {
  classCount: 3,
  // Two of three rows are right, and none is surer than the others.
  logits: Float32Array.of(2, 0, 0, 0, 2, 0, 0, 0, 2),
  labels: Uint16Array.of(0, 1, 0),
  weights: Float32Array.of(1, 1, 1),
};

/** Probability of the greatest logit under the best factor. */
function confidence(changes: Partial<KnownAnswers>): number {
  const { factor } = bestSharpness({ ...answers, ...changes });
  const greatest = Math.exp(2 * factor);
  return greatest / (greatest + 2);
}

test('makes answers as sure as they are right, one row of any class more reckoned with', () => {
  const right = (2 + 1 / 3) / 4;
  expect(confidence({})).toBeCloseTo(right, 3);
  const { loss } = bestSharpness(answers);
  expect(loss).toBeCloseTo(-right * Math.log(right) - (1 - right) * Math.log((1 - right) / 2), 4);
});

test('does not depend on how sure answers are of themselves, nor on a constant in all logits of a row', () => {
  const expected = bestSharpness(answers);
  fc.assert(
    fc.property(
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      fc.double({ min: -50, max: 50, noNaN: true }),
      (scale, constant) => {
        const logits = answers.logits.map((logit) => scale * logit + constant);
        const { factor, loss } = bestSharpness({ ...answers, logits });
        expect(factor * scale).toBeCloseTo(expected.factor, 2);
        expect(loss).toBeCloseTo(expected.loss, 3);
      },
    ),
  );
});

test('counts rows by their weights', () => {
  expect(confidence({ weights: Float32Array.of(1, 1, 0.5) })).toBeCloseTo((2 + 1 / 3) / 3.5, 3);
});

test('knows doubt where all answers are right, and stays finite where all are wrong', () => {
  const labels = Uint16Array.of(0, 1, 2);
  expect(confidence({ labels })).toBeCloseTo((3 + 1 / 3) / 4, 3);
  expect(bestSharpness({ ...answers, labels: labels.map((label) => (label + 1) % 3) }).factor).toBeCloseTo(
    0.05,
    3,
  );
});
