import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import type { ResultsDocument } from '../../src/file/results-schema.js';
import { readTreeFile } from '../../src/file/tree-file.js';
import { memoryIo } from './memory-io.js';
import { inFolder, stonesCsv } from './small-tree.js';

const quick = [
  '--depth',
  '1',
  '--epochs',
  '1',
  '--batch-size',
  '16',
  '--threads',
  '1',
  '--engine',
  'onnxruntime',
];

/** `stones.csv` with a column of weights, and whatever is done in its folder. */
async function withStones(
  work: (
    sdt: (...argv: string[]) => Promise<{ code: number; out: string; log: string }>,
    folder: string,
  ) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const [header = '', ...rows] = stonesCsv().trimEnd().split('\n');
    const weighted = [`${header},times`, ...rows.map((row, index) => `${row},${index % 4}`)];
    const data = path.join(folder, 'stones.csv');
    await writeFile(data, weighted.join('\n'));
    await writeFile(path.join(folder, 'weights.json'), '{"blue": 1, "green": 2, "red": 4}');
    await work(async (command = '', ...argv) => {
      const io = memoryIo();
      const code = await runCommandLine([command, data, ...argv], io);
      return { code, out: io.stdout.text, log: io.stderr.text };
    }, folder);
  });
}

describe('weights of rows and classes', () => {
  test('sdt run says and records both', async () => {
    await withStones(async (sdt, folder) => {
      const weights = ['--weight', 'times', '--class-weight', path.join(folder, 'weights.json')];
      const out = path.join(folder, 'out');
      const {
        code,
        out: text,
        log,
      } = await sdt('run', ...quick, '--teacher-epochs', '1', ...weights, '--out', out, '--json');
      expect(log).toContain('weight: times');
      expect(log).toContain('rows count in training by their column times');
      expect(log).toContain('rows count in training by their class: blue 1.00, green 2.00, red 4.00');
      expect(code).toBe(0);
      const record = { column: 'times', classes: { blue: 1, green: 2, red: 4 } };
      const results = JSON.parse(text) as ResultsDocument;
      expect(results.weights).toEqual(record);
      expect(results.settings).toMatchObject({ classWeight: record.classes });
      const tree = await readTreeFile(path.join(out, 'trees/stones/baseline.json'));
      expect(tree.data?.weights).toEqual(record);
      expect(tree.table?.weight).toBe('times');
      expect(tree.table?.columns.map(({ name }) => name)).toEqual(['size', 'weight']);
      expect(await readFile(path.join(out, 'reports/stones/index.html'), 'utf8')).toContain('stones');
    });
  });

  test('the same tree without weights as with --class-weight none, another with balanced rows', async () => {
    await withStones(async (sdt, folder) => {
      const filters = async (...argv: string[]) => {
        const file = path.join(folder, 'tree.json');
        expect((await sdt('train-baseline', ...quick, ...argv, '--quiet', '--out', file)).code).toBe(0);
        return (await readTreeFile(file)).tree.parameters.filters;
      };
      const plain = await filters('--ignore', 'times');
      expect(await filters('--ignore', 'times', '--class-weight', 'none')).toEqual(plain);
      expect(await filters('--weight', 'times')).not.toEqual(plain);
    });
  });

  test('weights of classes that there are not fail before anything is written', async () => {
    await withStones(async (sdt, folder) => {
      await writeFile(path.join(folder, 'weights.json'), '{"blue": 1, "green": 2, "pink": 4}');
      const before = await readdir(folder);
      for (const command of ['run', 'train-baseline', 'train-teacher', 'experiment']) {
        const argv = ['--class-weight', path.join(folder, 'weights.json'), '--out', path.join(folder, 'new')];
        const { code, log } = await sdt(command, ...argv);
        expect(log).toContain(
          'class weights: "pink": no class of stones, whose classes are "blue", "green", "red"',
        );
        expect(code).toBe(1);
      }
      expect(await readdir(folder)).toEqual(before);
    });
  });
});
