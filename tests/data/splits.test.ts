import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allRows, takeAside, testRows, validationRows } from '../../src/data/splits.js';
import { InvalidInputError } from '../../src/errors.js';

const labelLists = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 80 });

describe('takeAside', () => {
  test('takes exactly the rows asked for, each once, and each class in proportion', () => {
    fc.assert(
      fc.property(labelLists, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (list, share, seed) => {
        const labels = Uint16Array.from(list);
        const count = 1 + Math.floor(share * (labels.length - 2));
        const { rest, aside } = takeAside(allRows(labels.length), labels, count, seed, 'rows');
        expect(aside).toHaveLength(count);
        expect([...rest, ...aside].sort((a, b) => a - b)).toEqual([...labels.keys()]);
        for (const part of [rest, aside]) expect([...part]).toEqual([...part].sort((a, b) => a - b));
        for (const label of new Set(labels)) {
          const members = labels.filter((other) => other === label).length;
          const taken = aside.filter((row) => labels[row] === label).length;
          expect(Math.abs(taken - (members * count) / labels.length)).toBeLessThan(1 + 1e-9);
        }
      }),
    );
  });

  test('takes some of every class where that is asked for, and changes as few shares as that needs', () => {
    const rare = Uint16Array.from({ length: 100 }, (_, row) => (row < 4 ? 1 : row < 5 ? 2 : 0));
    const { aside, rest } = takeAside(allRows(100), rare, 10, 3, 'rows', 2);
    const counts = (rows: Int32Array) => [0, 1, 2].map((c) => rows.filter((row) => rare[row] === c).length);
    // Of the class with one row none, for the rest would have none of it.
    expect([counts(aside), counts(rest)]).toEqual([
      [8, 2, 0],
      [87, 2, 1],
    ]);
    fc.assert(
      fc.property(labelLists, fc.nat(), (list, seed) => {
        const labels = Uint16Array.from(list);
        const count = Math.max(1, Math.floor(labels.length / 2));
        const { aside: some } = takeAside(allRows(labels.length), labels, count, seed, 'rows', 1);
        expect(new Set(some).size).toBe(count);
        for (const label of new Set(labels)) {
          const members = labels.filter((other) => other === label).length;
          if (members > 1) expect(some.some((row) => labels[row] === label)).toBe(true);
        }
      }),
    );
  });

  test('of some rows, takes as it takes of data that has no others', () => {
    const labels = Uint16Array.from({ length: 60 }, (_, row) => row % 3);
    const some = Int32Array.from({ length: 30 }, (_, index) => 2 * index);
    const own = takeAside(
      allRows(30),
      Uint16Array.from(some, (row) => labels[row] ?? 0),
      6,
      5,
      'rows',
    );
    const ofSome = takeAside(some, labels, 6, 5, 'rows');
    expect([...ofSome.aside]).toEqual(Array.from(own.aside, (position) => some[position]));
    expect([...ofSome.rest]).toEqual(Array.from(own.rest, (position) => some[position]));
  });

  test('depends on the seed alone', () => {
    const labels = Uint16Array.from({ length: 60 }, (_, row) => row % 3);
    const chosen = (seed: number) => takeAside(allRows(60), labels, 12, seed, 'rows').aside;
    expect(chosen(1)).toEqual(chosen(1));
    expect(chosen(1)).not.toEqual(chosen(2));
  });

  test.each([0, -1, 4, 1.5, NaN])('%d of 4 rows is refused', (count) => {
    const taking = () => takeAside(allRows(4), Uint16Array.of(0, 1, 0, 1), count, 1, 'rows');
    expect(taking).toThrow(InvalidInputError);
    expect(taking).toThrow(`a split of "rows" must take from 1 to 3 of its 4 rows, found ${count}`);
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

test.each([
  [60, 12],
  [7, 1],
  [1, 1],
])('%d rows: %d for the test', (rows, expected) => {
  expect(testRows(rows)).toBe(expected);
});
