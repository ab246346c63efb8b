import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadTable } from '../../../src/data/table/load-table.js';
import { withRows } from '../../../src/data/table/unlabelled-rows.js';
import type { TableOptions } from '../../../src/data/table/table-options.js';
import { InvalidInputError } from '../../../src/errors.js';
import { folderWith } from '../files.js';

/** Reads one table; its path is `table.csv` in the messages. */
async function load(content: string | Uint8Array, options: TableOptions = {}, file = 'table.csv') {
  const folder = await folderWith({ [file]: content });
  try {
    const { train, notes = [] } = await loadTable('table', { train: join(folder, file) }, options);
    return { ...train, notes: notes.map((note) => note.replaceAll(`${folder}/`, '')) };
  } catch (error) {
    if (error instanceof InvalidInputError)
      throw new InvalidInputError(error.message.replaceAll(`${folder}/`, ''));
    throw error;
  }
}

const names = ({ columns = [] }: Awaited<ReturnType<typeof load>>) => columns.map(({ name }) => name);
const xs = Array.from({ length: 40 }, (_, row) => row);

describe('the label', () => {
  test('"label" wins over "y", in whatever order', async () => {
    for (const header of ['x,y,label', 'label,y,x']) {
      const rows = xs.map((row) =>
        header.startsWith('x') ? `${row / 7},${row / 3},${row % 3}` : `${row % 3},${row / 3},${row / 7}`,
      );
      const read = await load([header, ...rows].join('\n'));
      expect(read.labelName).toBe('label');
      expect(read.notes).toEqual(['label: label (by its name), 3 classes; 2 numbers']);
    }
  });

  test.each([
    ['survived,age,class', (row: number) => `${row % 2},${row},${row % 3}`, '"survived" or "class"'],
    // A name that is only a hint, against yes and no where labels often stand.
    ['churned,age,type', (row: number) => `${row % 2},${row + 0.5},${row % 3}`, '"type" or "churned"'],
  ])('%s: which one is asked, with the option', async (header, rowOf, names_) => {
    await expect(load([header, ...xs.map(rowOf)].join('\n'))).rejects.toThrow(
      `table.csv: which column is the label: ${names_}? Say --label `,
    );
  });

  test('quantities are refused, and columns that could be meant are named', async () => {
    const rows = xs.map((row) => `${row % 3},${row * 1.5}`);
    await expect(load(['kind_code,price', ...rows].join('\n'))).rejects.toThrow(
      'table.csv: column "price" cannot be the label: it holds 40 different numbers in 40 rows, which are quantities rather than classes; name another with --label: kind_code?',
    );
    expect((await load(['kind_code,price', ...rows].join('\n'), { label: '1' })).labelName).toBe('kind_code');
    await expect(load(['a,b', ...rows].join('\n'), { label: 'c' })).rejects.toThrow(
      'table.csv: --label names no column: "c"; the columns are "a", "b"',
    );
  });

  test('a missing label leaves its row out, and markers are no classes', async () => {
    const read = await load(
      ['a,kind', ...xs.map((row) => `${row / 2},${['x', 'y', '?', 'NaN'][row % 4] ?? ''}`)].join('\n'),
    );
    expect(read.classNames).toEqual(['x', 'y']);
    expect(read.rowCount).toBe(20);
    expect(read.notes).toContain('table.csv: 20 of 40 rows have no label and are left out');
  });
});

describe('columns', () => {
  const rows = xs.map((row) =>
    [
      row + 1000,
      row % 4 === 0 ? '?' : ['red', 'green', 'blue'][row % 3],
      row % 5 === 0 ? '' : row / 8,
      row % 2 === 0 ? 'yes' : 'no',
      7,
      row % 2,
    ].join(),
  );
  const text = ['id,color,size,sold,same,label', ...rows].join('\n');

  test('words, missing values, yes and no; what counts rows or says nothing is left out and told', async () => {
    const read = await load(text);
    expect(read.columns).toEqual([
      { name: 'color', type: 'category', categories: ['blue', 'green', 'red'] },
      { name: 'size', type: 'number' },
      { name: 'sold', type: 'truth value' },
    ]);
    expect(read.notes).toEqual([
      'label: label (by its name), 2 classes; 1 number; 1 yes or no; 1 category; 2 with missing values (color, size); 2 columns ignored (id: all different; same: the same in every row)',
    ]);
    // Row 1: green, 1/8, no. Row 0: both missing, yes.
    expect([...read.values.subarray(0, 6)]).toEqual([NaN, NaN, 1, 1, 0.125, 0]);
  });

  test('may be left out, or be names though they are numbers', async () => {
    expect(names(await load(text, { ignore: ['sold', 'color'] }))).toEqual(['size']);
    const read = await load(['zip,label', ...xs.map((row) => `${row % 5},${row % 2}`)].join('\n'), {
      categorical: ['zip'],
    });
    expect(read.columns).toEqual([{ name: 'zip', type: 'category', categories: ['0', '1', '2', '3', '4'] }]);
  });

  test('are found with any separator, and a comma may be the decimal point', async () => {
    for (const separator of [';', '\t', '|']) {
      const lines = xs.map((row) => [`${row},5`, `-${row},25`, row % 2].join(separator));
      const read = await load([['a', 'b', 'label'].join(separator), ...lines].join('\n'));
      expect([...read.values.subarray(2, 4)]).toEqual([1.5, -1.25]);
      expect(read.notes).toContain('table.csv: a comma is the decimal point in a, b');
    }
  });

  test('numbers that float32 cannot tell apart stay apart', async () => {
    const read = await load(
      ['t,label', ...xs.map((row) => `${1_700_000_000 + row * row},${row % 2}`)].join('\n'),
    );
    expect(read.values[3]).toBe(1_700_000_009);
  });
});

describe('bad tables: one line that names file and line', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'table.csv: is empty; a table needs a header and rows'],
    ['a header alone', 'a,b,label\n', 'table.csv: has no row below its header'],
    [
      'a short row',
      'a,b,label\n1,2,x\n1,x\n3,4,y\n',
      'table.csv: line 3: must have 3 cells as the first line, found 2',
    ],
    ['an open quote', 'a,b\n1,"x\n2,y\n', 'table.csv: line 2: a quote is opened and never closed'],
    [
      'two columns of one name',
      'a,a,label\n1,2,x\n3,4,y\n',
      'table.csv: line 1: columns 1 and 2 have the same name "a"; rename one',
    ],
    [
      'other bytes than UTF-8',
      Uint8Array.of(...Buffer.from('a,label\n1,caf'), 0xe9, ...Buffer.from('\n2,x\n')),
      'table.csv: line 2, byte 6: not UTF-8 (found the byte 0xe9); name the encoding, for example --encoding latin-1',
    ],
  ])('%s', async (_, content, message) => {
    await expect(load(content)).rejects.toThrow(new InvalidInputError(message));
  });

  test('latin-1 is read when it is named', async () => {
    const rows = xs.map((row) => `${row / 2},${row % 2 === 0 ? 'caf\u00e9' : 'th\u00e9'}`);
    const bytes = Buffer.from(['a,label', ...rows].join('\n'), 'latin1');
    expect((await load(bytes, { encoding: 'latin-1' })).classNames).toEqual(['caf\u00e9', 'th\u00e9']);
  });
});

test('markers of missing values are kept with the columns, and hold for other rows of the model', async () => {
  const folder = await folderWith({
    'a.csv': 'word,label\n-,x\nred,y\n-,x\nred,y\nblue,y\n',
    'b.csv': 'word\n-\n',
  });
  const { train } = await loadTable('a', { train: join(folder, 'a.csv') }, { missing: ['-'] });
  expect(train.missing).toEqual(['-']);
  const schema = { columns: train.columns ?? [], missing: train.missing };
  const values = await withRows(join(folder, 'b.csv'), schema, {}, async ({ chunks }) => {
    const read: number[] = [];
    for await (const chunk of chunks) read.push(...chunk.values);
    return read;
  });
  expect(values).toEqual([NaN]);
});

test('a thousand columns are read in little memory', async () => {
  const names = Array.from({ length: 1000 }, (_, column) => `x${column}`);
  const lines = Array.from({ length: 30 }, (_, row) =>
    [...names.map((_name, column) => (row * column) % 17), row % 2 === 0 ? 'a' : 'b'].join(),
  );
  const before = process.memoryUsage().rss;
  const { columnCount, rowCount } = await load([[...names, 'label'].join(), ...lines].join('\n'));
  // Every 17th column is 0 in all rows.
  expect([columnCount, rowCount]).toEqual([941, 30]);
  expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 30);
});
