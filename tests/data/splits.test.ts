import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { standardizeTables } from '../../src/data/preparation.js';
import { selectRows, splitDataset, takeAside, validationRows } from '../../src/data/splits.js';
import { InvalidInputError } from '../../src/errors.js';
import { numberedRows, rowNumbers } from './small-dataset.js';

const labelLists = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 80 });

test('selectRows copies features and labels in the order of the indices', () => {
  const source = numberedRows([0, 1, 0, 1], [[5, 6, 7, 8]]);
  const chosen = selectRows(source, [3, 0]);
  expect([...chosen.features]).toEqual([3, 8, 0, 5]);
  expect([...chosen.labels]).toEqual([1, 0]);
  expect(chosen.rowCount).toBe(2);
  expect(chosen.classNames).toBe(source.classNames);
  chosen.features.fill(0);
  expect(source.features[7]).toBe(8);
});

describe('takeAside', () => {
  test('takes exactly the rows asked for, each once, and each class in proportion', () => {
    fc.assert(
      fc.property(labelLists, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (labels, share, seed) => {
        const rows = 1 + Math.floor(share * (labels.length - 2));
        const { rest, aside } = takeAside(numberedRows(labels), rows, seed);
        expect(aside.rowCount).toBe(rows);
        const all = [...rowNumbers(rest), ...rowNumbers(aside)].sort((a, b) => a - b);
        expect(all).toEqual([...labels.keys()]);
        for (const part of [rest, aside]) {
          rowNumbers(part).forEach((row, index) => expect(part.labels[index]).toBe(labels[row]));
        }
        for (const label of new Set(labels)) {
          const members = labels.filter((other) => other === label).length;
          const taken = aside.labels.filter((other) => other === label).length;
          expect(Math.abs(taken - (members * rows) / labels.length)).toBeLessThan(1 + 1e-9);
        }
      }),
    );
  });

  test('depends on the seed alone', () => {
    const source = numberedRows(Array.from({ length: 60 }, (_, row) => row % 3));
    const chosen = (seed: number) => rowNumbers(takeAside(source, 12, seed).aside);
    expect(chosen(1)).toEqual(chosen(1));
    expect(chosen(1)).not.toEqual(chosen(2));
  });

  test.each([0, -1, 4, 1.5, NaN])('%d of 4 rows is refused', (rows) => {
    expect(() => takeAside(numberedRows([0, 1, 0, 1]), rows, 1)).toThrow(InvalidInputError);
    expect(() => takeAside(numberedRows([0, 1, 0, 1]), rows, 1)).toThrow(
      `a split of "rows" must take from 1 to 3 of its 4 rows, found ${rows}`,
    );
  });
});

test.each([
  [60_000, 10, 5000],
  [1_000_000, 10, 5000],
  [1200, 10, 100],
  [60, 10, 10],
  [12, 10, 6],
  [2, 2, 1],
])('%d rows of %d classes: %d for validation', (rows, classes, expected) => {
  expect(validationRows(rows, classes)).toBe(expected);
});

describe('splitDataset', () => {
  const labels = Array.from({ length: 240 }, (_, row) => row % 4);

  test('keeps a test part as it is and takes validation rows from the training rows', () => {
    const own = numberedRows([0, 1, 2, 3]);
    const splits = splitDataset({ train: numberedRows(labels), test: own }, 3);
    expect(splits.test).toBe(own);
    expect(splits.validation.rowCount).toBe(20);
    const rows = [...rowNumbers(splits.train), ...rowNumbers(splits.validation)];
    expect(rows.sort((a, b) => a - b)).toEqual([...labels.keys()]);
  });

  test('without a test part, three disjoint parts, the same for the same seed', () => {
    const source = { train: numberedRows(labels), test: undefined };
    const splits = splitDataset(source, 3);
    expect(splits.test.rowCount).toBe(48);
    expect(splits.validation.rowCount).toBe(16);
    const rows = [splits.train, splits.validation, splits.test].flatMap(rowNumbers);
    expect(rows.sort((a, b) => a - b)).toEqual([...labels.keys()]);
    expect(splitDataset(source, 3)).toEqual(splits);
    expect(rowNumbers(splitDataset(source, 4).test)).not.toEqual(rowNumbers(splits.test));
  });

  test('features stay raw; standardizing uses no validation or test row', () => {
    const train = numberedRows(labels, [labels.map((_, row) => Math.sin(row))]);
    const test_ = numberedRows([0, 1, 2, 3], [[1, 2, 3, 4]]);
    const outlier = { ...test_, features: test_.features.map((value) => value * 1e6) };
    const splits = splitDataset({ train, test: test_ }, 1);
    expect(splits.train.preprocessing).toEqual({ offset: 0, scale: 1 });
    const usual = standardizeTables(splits);
    const changedTest = standardizeTables({ ...splits, test: outlier });
    expect(changedTest.train).toEqual(usual.train);
    const changedValidation = standardizeTables({ ...splits, validation: outlier });
    expect(changedValidation.train).toEqual(usual.train);
    expect(changedValidation.test).toEqual(usual.test);
  });

  test('too few rows are refused', () => {
    expect(() => splitDataset({ train: numberedRows([0]), test: undefined }, 1)).toThrow(InvalidInputError);
  });
});
