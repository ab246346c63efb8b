import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { rowCalled, rowOrigin, rowOriginText } from '../../src/data/row-origin.js';
import type { RowSource } from '../../src/data/row-source.js';

const whole = (rows: number, names?: RowSource['names']): RowSource => ({
  name: 'stones',
  parts: [rows],
  places: Int32Array.from({ length: rows }, (_, row) => row),
  labelled: rows,
  names,
});

describe('where a row comes from', () => {
  test('is its number in the file, from 1, and its id', () => {
    const names = { column: 'id', areFiles: false, texts: ['a', 'b', 'c', 'd'] };
    const rows = { sourceRows: Int32Array.of(3, 1), rowSource: whole(4, names), rowCount: 2 };
    expect(rowOrigin(rows, 0)).toEqual({ fileRow: 4, id: { column: 'id', text: 'd' } });
    expect(rowOriginText(rowOrigin(rows, 0))).toBe('row 4 of the data, counting from 1, id "d"');
    expect(rowCalled(rows, 'b')).toBe(1);
    expect(rowCalled(rows, '4')).toBe(0);
    expect(rowCalled(rows, 'a')).toBe(-1);
  });

  test('is not told where the place of the row says it, as in a test part that the source keeps apart', () => {
    const rowSource = { ...whole(5), parts: [3, 2] };
    const rows = { sourceRows: Int32Array.of(3, 4), rowSource, rowCount: 2 };
    expect(rowOrigin(rows, 1)).toEqual({});
    expect(rowOriginText(rowOrigin(rows, 1))).toBe('');
    expect(rowCalled(rows, '2')).toBe(1);
    expect(rowOrigin({}, 0)).toEqual({});
  });

  test('counts rows without a label, which were not read', () => {
    const rowSource = { ...whole(2), parts: [5], places: Int32Array.of(0, 4) };
    expect(rowOrigin({ sourceRows: Int32Array.of(0, 1), rowSource }, 1).fileRow).toBe(5);
  });

  test('finds each row again', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1 }), (places) => {
        const rows = { sourceRows: Int32Array.from(places), rowSource: whole(41), rowCount: places.length };
        for (const [row, place] of places.entries()) expect(rowCalled(rows, String(place + 1))).toBe(row);
      }),
    );
  });
});
