import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { argmaxOfRows } from '../../src/data/argmax.js';
import { answerQuality, wilsonInterval } from '../../src/tree/answer-quality.js';

describe('by hand', () => {
  /** Four rows of class 0, two of class 1, none of class 2; class 1 is found once, class 2 answered once. */
  const labels = Uint16Array.of(0, 0, 0, 0, 1, 1);
  const answers = Uint16Array.of(0, 0, 0, 2, 1, 0);
  const probabilities = Float32Array.of(
    ...[0.75, 0.25, 0, 0.75, 0.25, 0, 0.75, 0.25, 0],
    ...[0, 0.25, 0.75, 0, 1, 0, 0.5, 0.5, 0],
  );
  const quality = answerQuality(labels, answers, probabilities, 3);

  test('recall, precision, balanced accuracy and macro F1', () => {
    expect(quality.recall).toEqual([3 / 4, 1 / 2, null]);
    expect(quality.precision).toEqual([3 / 4, 1, 0]);
    expect(quality.balancedAccuracy).toBe((3 / 4 + 1 / 2) / 2);
    expect(quality.macroF1).toBeCloseTo((6 / 8 + 2 / 3 + 0) / 3, 12);
  });

  test('log loss, where no probability at all costs ln(2^23)', () => {
    const loss = (3 * Math.log(4 / 3) + 23 * Math.log(2) + 0 + Math.log(2)) / 6;
    expect(quality.logLoss).toBeCloseTo(loss, 12);
  });

  test('expected calibration error', () => {
    // Bins: four rows at 0.75, three of them right; one at 1, right; one at 0.5, wrong.
    expect(quality.expectedCalibrationError).toBeCloseTo((4 * 0 + 1 * 0 + 1 * 0.5) / 6, 12);
  });

  test('a class that is never answered has no precision', () => {
    const { recall, precision, balancedAccuracy } = answerQuality(
      Uint16Array.of(0, 0, 0, 1),
      new Uint16Array(4),
      Float32Array.of(1, 0, 1, 0, 1, 0, 1, 0),
      2,
    );
    expect({ recall, precision, balancedAccuracy }).toEqual({
      recall: [1, 0],
      precision: [0.75, null],
      balancedAccuracy: 0.5,
    });
  });

  // Agresti & Coull 1998, and the closed forms z^2 / (n + z^2) at the ends.
  test('Wilson interval', () => {
    expect(wilsonInterval(0, 10)).toEqual({ low: 0, high: expect.closeTo(0.2775, 4) });
    expect(wilsonInterval(10, 10)).toEqual({ low: expect.closeTo(0.7225, 4), high: expect.closeTo(1, 12) });
    expect(wilsonInterval(57, 60)).toEqual({ low: expect.closeTo(0.863, 3), high: expect.closeTo(0.983, 3) });
  });
});

// From answer-quality-oracle.py, whose rows are made here again.
describe('as scikit-learn and statsmodels', () => {
  test.each([
    {
      rows: 200,
      classCount: 4,
      modulus: 5,
      sharpness: 2,
      accuracyInterval: [0.6962665902079583, 0.8139338400758631],
      balancedAccuracy: 0.7888888888888889,
      macroF1: 0.5716097308488612,
      logLoss: 0.6809318661689758,
      expectedCalibrationError: 0.20727911457419396,
      recall: [0.825, 0.825, 0.7166666666666667, null],
      precision: [0.6346153846153846, 0.6875, 0.9555555555555556, 0],
    },
    {
      rows: 61,
      classCount: 3,
      modulus: 9,
      sharpness: 12,
      accuracyInterval: [0.7427676470527889, 0.9203883149206724],
      balancedAccuracy: 0.7923280423280423,
      macroF1: 0.5125404530744336,
      logLoss: 0.5379731059074402,
      expectedCalibrationError: 0.17968289871684845,
      recall: [0.7142857142857143, 0.8703703703703703, null],
      precision: [0.5555555555555556, 0.9591836734693877, 0],
    },
    {
      rows: 1500,
      classCount: 10,
      modulus: 23,
      sharpness: 1,
      accuracyInterval: [0.6282096305759649, 0.6763437499108061],
      balancedAccuracy: 0.6617484452694279,
      macroF1: 0.5189198054725769,
      logLoss: 1.7105351686477661,
      expectedCalibrationError: 0.4499831184645494,
      recall: [
        0.696969696969697,
        0.7076923076923077,
        0.6461538461538462,
        0.7230769230769231,
        0.6615384615384615,
        0.5909090909090909,
        0.6461538461538462,
        0.6363636363636364,
        0.646878198567042,
        null,
      ],
      precision: [
        0.3865546218487395, 0.35658914728682173, 0.3888888888888889, 0.4051724137931034, 0.3359375,
        0.7090909090909091, 0.7777777777777778, 0.6461538461538462, 0.9678407350689127, 0,
      ],
    },
  ])('$rows rows, $classCount classes', ({ rows, classCount, modulus, sharpness, ...expected }) => {
    const {
      accuracyInterval: [low, high],
      recall,
      precision,
      ...scores
    } = expected;
    const { labels, probabilities } = oracleRows(rows, classCount, modulus, sharpness);
    const answers = argmaxOfRows(probabilities, classCount);
    const quality = answerQuality(labels, answers, probabilities, classCount);
    for (const [name, value] of Object.entries(scores))
      // The oracle's log loss is computed in float32.
      expect(quality[name as keyof typeof scores]).toBeCloseTo(value, 6);
    expect(quality.accuracyInterval.low).toBeCloseTo(low ?? NaN, 10);
    expect(quality.accuracyInterval.high).toBeCloseTo(high ?? NaN, 10);
    for (const [name, values] of Object.entries({ recall, precision }))
      expect(quality[name as 'recall']).toEqual(
        values.map((value) => (value === null ? null : expect.closeTo(value, 12))),
      );
  });
});

function oracleRows(rows: number, classCount: number, modulus: number, sharpness: number) {
  const labels = Uint16Array.from({ length: rows }, (_, row) =>
    Math.min((row * 7) % modulus, classCount - 2),
  );
  const probabilities = new Float32Array(rows * classCount);
  for (const [row, label] of labels.entries()) {
    const weights = Array.from({ length: classCount }, (_, index) => {
      const weight = ((row * 37 + index * 11 + row * index) % 17) + 1 + (label === index ? 9 : 0);
      return (weight / 26) ** sharpness;
    });
    const sum = weights.reduce((total, weight) => total + weight, 0);
    probabilities.set(
      weights.map((weight) => weight / sum),
      row * classCount,
    );
  }
  return { labels, probabilities };
}

describe('properties', () => {
  const rows = fc.integer({ min: 2, max: 6 }).chain((classCount) =>
    fc.record({
      classCount: fc.constant(classCount),
      rows: fc.array(
        fc.record({
          label: fc.nat(classCount - 1),
          weights: fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), {
            minLength: classCount,
            maxLength: classCount,
          }),
        }),
        { minLength: 1, maxLength: 40 },
      ),
    }),
  );
  type Drawn = typeof rows extends fc.Arbitrary<infer T> ? T : never;

  function measured({ classCount, rows: drawn }: Drawn, relabel = (index: number) => index) {
    const labels = Uint16Array.from(drawn, ({ label }) => relabel(label));
    const probabilities = new Float32Array(classCount * drawn.length);
    for (const [row, { weights }] of drawn.entries()) {
      const sum = weights.reduce((total, weight) => total + weight, 0);
      for (const [index, weight] of weights.entries())
        probabilities[row * classCount + relabel(index)] = weight / sum;
    }
    const answers = argmaxOfRows(probabilities, classCount);
    const accuracy = answers.filter((answer, row) => answer === labels[row]).length / labels.length;
    return { accuracy, quality: answerQuality(labels, answers, probabilities, classCount) };
  }

  test('every share lies in [0, 1], and the interval around the accuracy', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const { accuracy, quality } = measured(drawn);
        const { accuracyInterval, balancedAccuracy, macroF1, expectedCalibrationError } = quality;
        const { low, high } = accuracyInterval;
        for (const value of [balancedAccuracy, macroF1, expectedCalibrationError, low, high]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        expect(low).toBeLessThanOrEqual(accuracy + 1e-12);
        expect(high).toBeGreaterThanOrEqual(accuracy - 1e-12);
        expect(quality.logLoss).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('the rows of each class weigh its recall to the accuracy', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const { accuracy, quality } = measured(drawn);
        const mean = drawn.rows.reduce((sum, { label }) => sum + (quality.recall[label] ?? NaN), 0);
        expect(mean / drawn.rows.length).toBeCloseTo(accuracy, 10);
      }),
    );
  });

  test('naming the classes in another order changes no score', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const turned = (index: number) => (index + 1) % drawn.classCount;
        const distinct = drawn.rows.every(
          ({ weights }) => new Set(Float32Array.from(weights)).size === weights.length,
        );
        fc.pre(distinct); // of equal probabilities the first class is the answer
        const [first, second] = [measured(drawn).quality, measured(drawn, turned).quality];
        expect(second.balancedAccuracy).toBeCloseTo(first.balancedAccuracy, 10);
        expect(second.macroF1).toBeCloseTo(first.macroF1, 10);
        expect(second.logLoss).toBeCloseTo(first.logLoss, 10);
        expect(second.expectedCalibrationError).toBeCloseTo(first.expectedCalibrationError, 10);
        expect(second.recall.map((_, index) => second.recall[turned(index)])).toEqual(first.recall);
      }),
    );
  });
});
