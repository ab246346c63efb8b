import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { join } from 'node:path';
import { readCsvNumbers, readCsvTable } from '../../../src/data/table/csv.js';
import { InvalidInputError } from '../../../src/errors.js';
import { folderWith } from '../files.js';

async function fileWith(text: string | Uint8Array): Promise<string> {
  return join(await folderWith({ 'table.csv': text }), 'table.csv');
}

describe('readCsvTable', () => {
  test.each([
    [
      'a header and the label last',
      'a,b,kind\n1,2.5,x\n-3,4e2,y\n',
      ['a', 'b'],
      [1, 2.5, -3, 400],
      ['x', 'y'],
    ],
    ['a label column by name', 'Species,a,b\nx,1,2\ny,3,4\n', ['a', 'b'], [1, 2, 3, 4], ['x', 'y']],
    ['no header, labels in words', '1,2,x\n3,4,y\n', ['feature 1', 'feature 2'], [1, 2, 3, 4], ['x', 'y']],
    ['no header, labels as numbers', '1,2,0\n3,4,1\n', ['feature 1', 'feature 2'], [1, 2, 3, 4], ['0', '1']],
    ['features named by numbers, the label first', 'label,0,1\nx,5,6\n', ['0', '1'], [5, 6], ['x']],
    ['features named by numbers, the label last', '0,1,label\n5,6,x\n', ['0', '1'], [5, 6], ['x']],
    [
      'a class called "y" in a table without a header',
      '1,y\n2,n\n3,y\n',
      ['feature 1'],
      [1, 2, 3],
      ['y', 'n', 'y'],
    ],
    [
      'quotes, spaces, empty lines, CRLF and a BOM',
      '\ufeff"a, b" , k\r\n\r\n 1 ,"say ""x"""\r\n',
      ['a, b'],
      [1],
      ['say "x"'],
    ],
  ])('%s', async (_, text, columnNames, values, labels) => {
    const table = await readCsvTable(await fileWith(text));
    expect(table.columnNames).toEqual(columnNames);
    expect(table.values).toEqual(Float64Array.from(values));
    expect(table.labels).toEqual(labels);
  });

  test('reads back any numbers and labels', async () => {
    const row = fc.record({
      numbers: fc.tuple(
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        fc.float({ noNaN: true, noDefaultInfinity: true }),
      ),
      label: fc.string({ minLength: 1 }).filter((text) => text.trim() === text && !text.includes('\r')),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), async (rows) => {
        const lines = rows.map(({ numbers, label }) => `${numbers.join()},"${label.replaceAll('"', '""')}"`);
        const table = await readCsvTable(await fileWith(['first,second,label', ...lines].join('\n')));
        expect(table.labels).toEqual(rows.map(({ label }) => label));
        expect([...table.values]).toEqual(rows.flatMap(({ numbers }) => numbers.map((value) => value + 0)));
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ['empty', '', 'needs at least one row with a feature and a label'],
    ['a header alone', 'a,b,label\n', 'needs at least one row with a feature and a label'],
    ['one column', '1\n2\n', 'needs at least one row with a feature and a label'],
    [
      'a word among the numbers',
      'a,b,label\n1,2,x\n\n1,red,x\n',
      'line 4, column b: must be a finite number, found "red"',
    ],
    ['an empty cell', '1,2,x\n,2,y\n', 'line 2, column 1: must be a finite number, found ""'],
    ['an empty label', 'a,label\n1,x\n2,\n', 'line 3, column label: the label is missing'],
    ['NaN', 'a,label\nNaN,x\n', 'line 2, column a: must be a finite number, found "NaN"'],
    ['infinity', 'a,label\nInfinity,x\n', 'line 2, column a: must be a finite number, found "Infinity"'],
    ['too large for float32', 'a,label\n1e39,x\n', 'line 2, column a: must be a finite number, found "1e39"'],
    [
      'rows of different length',
      'a,b,label\n1,2,x\n1,x\n',
      'not a comma-separated table: Invalid Record Length: expect 3, got 2 on line 3',
    ],
    ['an open quote', 'a,label\n1,"x\n', 'not a comma-separated table: Quote Not Closed'],
  ])('%s: one clear message', async (_, text, message) => {
    const path = await fileWith(text);
    const reading = readCsvTable(path);
    await expect(reading).rejects.toThrow(InvalidInputError);
    await expect(reading).rejects.toThrow(`${path}: ${message}`);
  });
});

describe('readCsvNumbers', () => {
  test.each([
    ['1,2,3\n', [1, 2, 3]],
    ['a,b\n4,5\n', [4, 5]],
    ['1\n2\n', [1, 2]],
  ])('%j', async (text, expected) => {
    expect([...(await readCsvNumbers(await fileWith(text)))]).toEqual(expected);
  });

  test('names a number that is none', async () => {
    const path = await fileWith('1,2\n3,x\n');
    await expect(readCsvNumbers(path)).rejects.toThrow(
      `${path}: number 4: must be a finite number, found "x"`,
    );
  });
});
