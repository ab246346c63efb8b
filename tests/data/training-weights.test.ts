import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { classNotes } from '../../src/data/class-notes.js';
import { OpenData } from '../../src/data/open-data.js';
import { openRows } from '../../src/data/table/rows-in-memory.js';
import { InvalidInputError } from '../../src/errors.js';
import { numberedRows } from './small-dataset.js';

const labels = Array.from({ length: 240 }, (_, row) => Number(row % 12 === 0));
const train = numberedRows(labels);
const [frequent = '', rare = ''] = train.classNames;

describe('weights of the training rows', () => {
  test('there are none unless they are asked for', () => {
    const splits = new OpenData({ train }).splits({ seed: 1 });
    expect(splits.train.weights).toBeUndefined();
    expect(splits.train.origin?.data.weights).toBeUndefined();
  });

  test('balanced: rows / (classes * rows of the class), so that all classes count alike', () => {
    const {
      train: part,
      validation,
      test: tested,
    } = new OpenData({ train }).splits({
      seed: 1,
      classWeight: 'balanced',
    });
    const { weights = new Float32Array() } = part;
    const sumOf = (label: number) =>
      weights.reduce((sum, weight, row) => sum + (part.labels[row] === label ? weight : 0), 0);
    expect(sumOf(0)).toBeCloseTo(part.rowCount / 2, 3);
    expect(sumOf(1)).toBeCloseTo(part.rowCount / 2, 3);
    const rows = part.labels.filter((label) => label === 1).length;
    expect(part.origin?.data.weights?.classes?.[rare]).toBeCloseTo(part.rowCount / (2 * rows), 10);
    expect(validation.weights).toHaveLength(validation.rowCount);
    expect(tested.weights).toBeUndefined();
  });

  test('a row counts by its own weight times that of its class, mean 1', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 240, maxLength: 240 }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (own, factor) => {
          const data = new OpenData({
            train: { ...train, weights: Float64Array.from(own), weightName: 'w' },
          });
          const plain = data.splits({ seed: 1 }).train.weights ?? [];
          const { train: part } = data.splits({
            seed: 1,
            classWeight: { [frequent]: 1, [rare]: factor },
          });
          const weights = part.weights ?? new Float32Array();
          expect(weights.reduce((sum, weight) => sum + weight, 0) / part.rowCount).toBeCloseTo(1, 4);
          const scale = (row: number) =>
            (weights[row] ?? NaN) / (plain[row] ?? NaN) / (part.labels[row] === 1 ? factor : 1);
          for (let row = 1; row < part.rowCount; row++) expect(scale(row) / scale(0)).toBeCloseTo(1, 3);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('the same data has the same fingerprint and split with weights and without', () => {
    const plain = new OpenData({ train }).splits({ seed: 1 });
    const weighted = new OpenData({ train: { ...train, weights: new Float64Array(240).fill(2) } });
    const splits = weighted.splits({ seed: 1, classWeight: 'balanced' });
    expect(splits.train.features.subarray()).toEqual(plain.train.features.subarray());
    expect(weighted.fingerprint).toBe(plain.train.origin?.data.fingerprint);
  });

  test.each([
    [{ [frequent]: 1 }, `missing: "${rare}"`],
    [{ [frequent]: 1, [rare]: 2, other: 3 }, '"other": no class of'],
    [{ [frequent]: 1, [rare]: 0 }, `"${rare}" must have a finite number greater than 0, found 0`],
    [{ [frequent]: Infinity, [rare]: 1 }, `"${frequent}" must have a finite number greater than 0`],
  ])('class weights %j are refused', (classWeight, message) => {
    expect(() => new OpenData({ train }).splits({ seed: 1, classWeight })).toThrow(message);
  });

  test('rows in memory: weights that are no weights are refused', () => {
    const rows = labels.map((label, row) => [label, row]);
    const open = (weights: readonly number[]) => openRows({ rows, labels, weights });
    const ones = labels.map(() => 1);
    expect(() => open([1, 2])).toThrow('data: needs a weight for each of 240 rows, found 2');
    expect(() => open(ones.with(3, -1))).toThrow(
      'data: row 3: a weight must be a finite number of at least 0, found -1',
    );
    expect(() => open(ones.with(3, NaN))).toThrow(InvalidInputError);
    expect(() => open(ones.map(() => 0))).toThrow('data: all weights are 0');
    const { weights } = open(ones.with(3, 5)).splits({ seed: 1 }).train;
    expect(new Set(weights).size).toBe(2);
  });
});

describe('notes about the classes', () => {
  const notesOf = (rows: readonly number[], classWeight?: 'balanced') =>
    classNotes(new OpenData({ train: numberedRows(rows) }).splits({ seed: 1, classWeight }));
  const repeated = (counts: readonly number[]) =>
    counts.flatMap((count, label) => new Array<number>(count).fill(label));

  test('none where classes are alike', () => {
    expect(notesOf(repeated([60, 80, 100]))).toEqual([]);
    expect(notesOf(repeated([200, 20, 200]))).toEqual([]);
  });

  test('imbalance names both shares, and is silent with class weights, which are said', () => {
    expect(notesOf(repeated([9, 91]))).toEqual([
      expect.stringMatching(
        /^classes are not balanced: ".*" has 9.0 % of the rows, ".*" has 91 % of the rows; --class-weight balanced/,
      ),
    ]);
    expect(notesOf(repeated([9, 91]), 'balanced')).toEqual([
      expect.stringMatching(/^rows count in training by their class: class 0 \d\.\d+, class 1 0\.5\d+$/),
    ]);
  });

  test('few rows, and a part that they do not reach', () => {
    const [few, lacking] = notesOf(repeated([50, 2, 50]));
    expect(few).toMatch(/^classes of fewer than 5 rows: .+ \(2\)$/);
    expect(lacking).toMatch(/^no rows of ".+" in the (validation|test|training) part/);
  });
});
