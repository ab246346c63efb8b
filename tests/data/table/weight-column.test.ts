import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openData } from '../../../src/data/open-data.js';
import { readClassWeights } from '../../../src/data/table/class-weight-file.js';
import { loadTable } from '../../../src/data/table/load-table.js';
import type { TableOptions } from '../../../src/data/table/table-options.js';
import { folderWith } from '../files.js';

const rows = Array.from({ length: 40 }, (_, row) => [
  String(row / 7),
  row % 2 === 0 ? 'a' : 'b',
  String(row % 5),
]);

async function read(
  changed: Readonly<Record<number, string>>,
  options: TableOptions = { weight: 'w' },
  separator = ',',
) {
  const lines = rows.map(([x, kind, w], row) => [x, kind, changed[row] ?? w].join(separator));
  const folder = await folderWith({ 'table.csv': [['x', 'kind', 'w'].join(separator), ...lines].join('\n') });
  return loadTable('table', { train: join(folder, 'table.csv') }, { label: 'kind', ...options });
}

describe('--weight', () => {
  test('names a column that is no feature and weighs the rows', async () => {
    const { train, notes } = await read({});
    expect([...(train.weights ?? [])]).toEqual(rows.map(([, , w]) => Number(w)));
    expect(train.columns).toEqual([{ name: 'x', type: 'number' }]);
    expect(train.weightName).toBe('w');
    expect(notes).toEqual(['label: kind, 2 classes; weight: w; 1 number']);
  });

  test('decimal commas are found', async () => {
    const { train } = await read({ 1: '0,5' }, { weight: '3' }, ';');
    expect(train.weights?.[1]).toBe(0.5);
  });

  test.each([
    ['-1', '"-1"'],
    ['', '""'],
    ['NA', '"NA"'],
    ['much', '"much"'],
    ['inf', '"inf"'],
    ['1e999', '"1e999"'],
  ])('refuses %j, and names row and column', async (cell, found) => {
    await expect(read({ 6: cell })).rejects.toThrow(
      `table.csv: row 7, column w: a weight must be a finite number of at least 0, found ${found}`,
    );
  });

  test('refuses zeros alone, an unknown column, and a column with two roles', async () => {
    const zeros = Object.fromEntries(rows.map((_, row) => [row, '0']));
    await expect(read(zeros)).rejects.toThrow('table.csv: column w: all weights are 0');
    await expect(read({}, { weight: 'v' })).rejects.toThrow('--weight names no column: "v"');
    for (const options of [{ label: 'w' }, { ignore: ['w'] }, { id: 'w' }]) {
      await expect(read({}, { weight: 'w', ...options })).rejects.toThrow(
        'table.csv: column "w" is named by --weight and by another of --label, --id and --ignore',
      );
    }
  });

  test('a validation part has its own weights, a test part needs none; a model does not ask for them', async () => {
    const table = (from: number, to: number, withWeights: boolean) =>
      [
        withWeights ? 'x,kind,w,name' : 'x,kind,name',
        ...rows
          .slice(from, to)
          .map(([x = '', kind = '', w = ''], row) =>
            [x, kind, ...(withWeights ? [w] : []), `n${row}`].join(','),
          ),
      ].join('\n');
    const folder = await folderWith({
      'train.csv': table(0, 20, true),
      'val.csv': table(20, 30, true),
      'test.csv': table(30, 40, false),
    });
    const data = await openData(folder, { table: { label: 'kind', weight: 'w', id: 'name' } });
    const { train, validation, test: tested } = data.splits({ seed: 1 });
    expect([train.weights?.length, validation.weights?.length, tested.weights]).toEqual([20, 10, undefined]);
    expect(train.origin).toMatchObject({
      table: { label: 'kind', id: 'name', weight: 'w' },
      data: { weights: { column: 'w' } },
    });
    const known = await openData(folder, { columns: data.table, classNames: data.classNames });
    expect(known.notes).toEqual([]);
    expect(known.fingerprint).toBe(data.fingerprint);
  });
});

describe('a file of class weights', () => {
  test.each([
    ['weights.json', '{"a": 1, "b": 2.5}'],
    ['weights.csv', 'class,weight\na,1\nb,2.5\n'],
    ['weights.tsv', 'a\t1\nb\t2.5\n'],
  ])('%s', async (name, content) => {
    const folder = await folderWith({ [name]: content });
    expect(await readClassWeights(join(folder, name))).toEqual({ a: 1, b: 2.5 });
  });

  test.each([
    ['weights.json', '[1, 2]', 'must be a JSON object of class names and numbers'],
    ['weights.json', '{"a": 1', 'must be a JSON object of class names and numbers'],
    ['weights.json', '{"a": -1}', 'class "a" must have a finite number greater than 0, found -1'],
    [
      'weights.csv',
      'class,weight\na,1\nb,much\n',
      'class "b" must have a finite number greater than 0, found "much"',
    ],
    ['weights.csv', 'class,weight\na,1\na,2\n', 'names class "a" twice'],
    ['weights.csv', 'class,weight,x\na,1,2\n', 'must have two columns'],
  ])('%s of %j is refused', async (name, content, message) => {
    const folder = await folderWith({ [name]: content });
    await expect(readClassWeights(join(folder, name))).rejects.toThrow(message);
  });

  test('a file that is not there is named, with what else there is', async () => {
    await expect(readClassWeights('balnced')).rejects.toThrow(
      'balnced: no such file; class weights are balanced, none',
    );
  });
});
