import { describe, expect, test } from '@jest/globals';
import { openRows } from '../../../src/data/table/rows-in-memory.js';
import { InvalidInputError } from '../../../src/errors.js';

const identity = [{ kind: 'affine', offset: 0, scale: 1 }] as const;

describe('openRows', () => {
  test('rows and labels as they are, classes in order, columns named', () => {
    const data = openRows({ rows: [[1, 2], Float32Array.of(3, 4), [5, 6]], labels: [10, 9, 10] });
    expect(data).toMatchObject({ name: 'data', classNames: ['9', '10'], columnCount: 2, inputShape: [2] });
    const all = data.part('all', { seed: 1 }, identity);
    expect([...all.features.subarray()]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...all.labels]).toEqual([1, 0, 1]);
    expect(all.featureNames).toEqual(['feature 1', 'feature 2']);
    const named = openRows({ rows: [[1], [2]], labels: ['a', 'b'], columnNames: ['size'], name: 'stones' });
    expect(named.part('all', { seed: 1 }, identity)).toMatchObject({
      name: 'stones',
      featureNames: ['size'],
    });
  });

  test.each([
    [
      { rows: [], labels: [] },
      /needs rows of at least one number and a label for each, found 0 rows and 0 labels/,
    ],
    [{ rows: [[1], [2]], labels: ['a'] }, /found 2 rows and 1 labels/],
    [{ rows: [[1], [2, 3]], labels: ['a', 'b'] }, /data: row 1 must hold 1 values, found 2/],
    [
      { rows: [[1], [Infinity]], labels: ['a', 'b'] },
      /row 1, feature 1: must be a finite number, found Infinity/,
    ],
    [{ rows: [[1], [2]], labels: ['a', 'a'] }, /must have from 2 to 65536 classes, found 1/],
    [{ rows: [[1], [2]], labels: ['a', 'b'], columnNames: ['x', 'y'] }, /row 0 must hold 2 values, found 1/],
  ])('refuses %j', (table, message) => {
    expect(() => openRows(table)).toThrow(InvalidInputError);
    expect(() => openRows(table)).toThrow(message);
  });
});
