import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import { rowsOf, withDatabase } from '../../src/data/table/database.js';
import { writeTreeFile } from '../../src/file/tree-file.js';
import { Model } from '../../src/model/model.js';
import { memoryIo } from './memory-io.js';
import { inFolder, smallDocument } from './small-tree.js';

const rows = [
  [0, 0],
  [1, 0],
  [0.5, 2],
  [3, 3],
];

async function predict(folder: string, table: string, ...argv: string[]) {
  await writeTreeFile(path.join(folder, 'tree.json'), smallDocument());
  await writeFile(path.join(folder, 'new.csv'), table);
  const io = memoryIo();
  const code = await runCommandLine(
    ['predict', path.join(folder, 'tree.json'), '--data', path.join(folder, 'new.csv'), ...argv],
    io,
  );
  return { code, out: io.stdout.text, log: io.stderr.text };
}

describe('sdt predict', () => {
  test('answers every row as the model does, columns in any order, labels and others passed over', async () => {
    await inFolder(async (folder) => {
      const lines = rows.map(([size = 0, weight = 0]) => `x,${weight},17,${size}`);
      const { code, out, log } = await predict(folder, ['label,weight,shelf,size', ...lines].join('\n'));
      expect(log).toContain('column label holds labels, which are not looked at');
      expect(log).toContain('columns that the model does not know: shelf');
      expect(code).toBe(0);
      const [header, ...answers] = out.trimEnd().split('\n');
      expect(header).toBe(
        'row,class,leaf,path_probability,leaf_probability,mixture_class,mixture_probability',
      );
      const expected = new Model(smallDocument()).predict(rows);
      expect(answers.map((line) => line.split(',').slice(0, 3))).toEqual(
        expected.map(({ className, leaf }, row) => [String(row), className, String(leaf)]),
      );
    });
  });

  test('writes a file whole, as JSON Lines with whole distributions', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'deep/answers.jsonl');
      const table = ['size,weight', ...rows.map((row) => row.join())].join('\n');
      const { code, out } = await predict(folder, table, '--out', file, '--all-classes');
      expect([code, out]).toEqual([0, '']);
      const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
      expect(lines).toHaveLength(4);
      const first = JSON.parse(lines[0] ?? '') as Record<string, number>;
      const sum = ['blue', 'green', 'red'].reduce(
        (total, name) => total + (first[`leaf: ${name}`] ?? NaN),
        0,
      );
      expect(sum).toBeCloseTo(1, 4);
    });
  });

  test('kept columns stand behind the number of the row, as they stand in the file', async () => {
    await inFolder(async (folder) => {
      const table = 'id,size,weight,note\n007,0,0,"a, b"\nNA,1,0,=1+1\n';
      const { code, out } = await predict(folder, table, '--keep', 'note, id');
      expect(code).toBe(0);
      const lines = out.trimEnd().split('\n');
      expect(lines[0]).toMatch(/^row,note,id,class,/);
      // What a spreadsheet would take for a formula is marked as text.
      expect(lines.slice(1).map((line) => line.slice(0, 11))).toEqual(['0,"a, b",00', "1,'=1+1,NA,"]);
    });
  });

  test.each([
    ['nothing', 'has no column "nothing" to keep; its columns are size, weight'],
    ['leaf', 'a column named "leaf" cannot be kept: answers have one of that name'],
  ])('--keep %s is refused', async (column, message) => {
    await inFolder(async (folder) => {
      const { code, log } = await predict(folder, 'size,weight\n1,2\n', '--keep', column);
      expect(code).toBe(1);
      expect(log).toContain(message);
    });
  });

  test('answers as Parquet are those as CSV', async () => {
    await inFolder(async (folder) => {
      const table = ['id,size,weight', ...rows.map((row, index) => `${index}x,${row.join()}`)].join('\n');
      const parquet = path.join(folder, 'answers.parquet');
      await predict(folder, table, '--keep', 'id', '--out', parquet);
      const { out } = await predict(folder, table, '--keep', 'id');
      const read = await withDatabase((connection) => rowsOf(connection, `SELECT * FROM '${parquet}'`));
      const cells = read.map((row) => Object.values(row).join());
      expect([Object.keys(read[0] ?? {}).join(), ...cells]).toEqual(out.trimEnd().split('\n'));
      expect((await readdir(folder)).filter((name) => name.includes('part'))).toEqual([]);
    });
  });

  test.each([
    ['a table', ['size,weight', ...rows.map((row) => row.join())]],
    ['JSON lines', rows.map(([size, weight]) => JSON.stringify({ weight, size }))],
  ])('stdin: %s', async (_, lines) => {
    await inFolder(async (folder) => {
      const { out } = await predict(folder, ['size,weight', ...rows.map((row) => row.join())].join('\n'));
      const io = { ...memoryIo(), stdin: Readable.from([`${lines.join('\n')}\n`]) };
      const code = await runCommandLine(['predict', path.join(folder, 'tree.json'), '--data', '-'], io);
      expect([code, io.stdout.text]).toEqual([0, out]);
      const bad = { ...memoryIo(), stdin: Readable.from(['size\n1\n']) };
      expect(await runCommandLine(['predict', path.join(folder, 'tree.json'), '--data', '-'], bad)).toBe(1);
      expect(bad.stderr.text).toMatch(/^error: stdin\.csv: misses a column of the model: weight/m);
    });
  });

  test('a decimal comma belongs to the file, and is said', async () => {
    await inFolder(async (folder) => {
      const points = await predict(folder, ['size;weight', ...rows.map((row) => row.join(';'))].join('\n'));
      const commas = rows.map((row) => row.map((cell) => cell.toFixed(1).replace('.', ',')).join(';'));
      const { code, out, log } = await predict(folder, ['size;weight', ...commas].join('\n'));
      expect(code).toBe(0);
      expect(log).toContain('a comma is the decimal point in size, weight');
      expect(points.log).not.toContain('decimal point');
      expect(out).toBe(points.out);
    });
  });

  test.each([
    ['size\n1\n', 'misses a column of the model: weight'],
    ['size,weight\n1,heavy\n2,3\n', 'row 1, column weight: must be a finite number, found "heavy"'],
  ])('%j: one line, and nothing is written', async (table, message) => {
    await inFolder(async (folder) => {
      const { code, log } = await predict(folder, table, '--out', path.join(folder, 'answers.csv'));
      expect(code).toBe(1);
      expect(log.trimEnd().split('\n').at(-1)).toContain(message);
      expect((await readdir(folder)).filter((name) => name.includes('answers'))).toEqual([]);
    });
  });
});
