import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import { exampleData, exampleText } from '../../src/cli/example-data.js';
import { openData } from '../../src/data/open-data.js';
import { memoryIo } from './memory-io.js';
import { inFolder } from './small-tree.js';

const folder = fileURLToPath(new URL('../../docs/examples', import.meta.url));

async function sdt(...argv: string[]) {
  const io = memoryIo();
  const code = await runCommandLine(['examples', ...argv], io);
  return { code, out: io.stdout.text, log: io.stderr.text };
}

describe('sdt examples', () => {
  test.each(exampleData)('what is said of $name is so', async (example) => {
    const data = await openData(path.join(folder, example.file));
    const { train, validation, test } = data.splits({ seed: 1 });
    expect({
      rows: train.rowCount + validation.rowCount + test.rowCount,
      columns: data.table?.columns.length ?? train.featureCount,
      classes: data.classNames.length,
    }).toEqual({ rows: example.rows, columns: example.columns, classes: example.classes });
    const header = (await exampleText(example)).split('\n')[0];
    expect(header?.split(',').at(-1)).toBe(data.table?.label ?? 'digit');
  });

  test('every table beside them is told of in README.md, with license and source', async () => {
    const text = await readFile(path.join(folder, 'README.md'), 'utf8');
    for (const file of await readdir(folder)) if (file !== 'README.md') expect(text).toContain(`\`${file}\``);
    for (const { license, source } of exampleData) {
      expect(text).toContain(license);
      expect(text).toContain(source);
    }
  });

  test('lists them, for people and for programs', async () => {
    const { code, out } = await sdt();
    expect(code).toBe(0);
    for (const { name, license } of exampleData)
      expect(out).toMatch(new RegExp(`^${name} .* ${license}$`, 'm'));
    expect(JSON.parse((await sdt('--json')).out)).toEqual(exampleData);
  });

  test('copies one, and says license, source and what is next', async () => {
    await inFolder(async (place) => {
      const file = path.join(place, 'new', 'iris.csv');
      const { code, log } = await sdt('iris', '--out', file);
      expect(code).toBe(0);
      expect(await readFile(file, 'utf8')).toBe(await readFile(path.join(folder, 'iris.csv'), 'utf8'));
      expect(log).toContain('CC BY 4.0, from https://doi.org/10.24432/C56C76');
      expect(log).toContain('Next: sdt inspect ');
    });
  });

  test('a name that ends in .gz gets packed bytes, another plain text', async () => {
    await inFolder(async (place) => {
      const plain = path.join(place, 'digits.csv');
      const packed = path.join(place, 'iris.csv.gz');
      expect((await sdt('digits', '--out', plain)).code).toBe(0);
      expect((await sdt('iris', '--out', packed)).code).toBe(0);
      expect((await readFile(plain, 'utf8')).split('\n')[0]).toMatch(/^pixel0,.*,digit$/);
      const iris = (await sdt('iris', '--out', '-')).out;
      expect(gunzipSync(await readFile(packed)).toString()).toBe(iris);
    });
  });

  test('never replaces a file without being told', async () => {
    await inFolder(async (place) => {
      const file = path.join(place, 'iris.csv');
      await writeFile(file, 'mine');
      const { code, log } = await sdt('iris', '--out', file);
      expect(code).toBe(1);
      expect(log).toBe(
        `error: ${file}: is there already; --force replaces it, and --out names another file\n`,
      );
      expect(await readFile(file, 'utf8')).toBe('mine');
      expect((await sdt('iris', '--out', file, '--force')).code).toBe(0);
      expect(await readFile(file, 'utf8')).toContain('setosa');
    });
  });

  test.each([
    [['rose'], '<name> must be iris, penguins, wine, breast-cancer or digits, found "rose"'],
    [['--out', 'x.csv'], '--out is for one data set: name it'],
    [['iris', '--out', '-', '--json'], '--json and --out - exclude each other: both are stdout'],
  ])('sdt examples %j', async (argv, message) => {
    const { code, out, log } = await sdt(...argv);
    expect(log).toContain(`error: ${message}`);
    expect(out).toBe('');
    expect(code).toBe(2);
  });
});
