import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import { rowsOf, withDatabase } from '../../src/data/table/database.js';
import { distill } from '../../src/model/distill.js';
import type { Model } from '../../src/model/model.js';
import { memoryIo } from '../cli/memory-io.js';
import { launchBrowser } from '../support/browser.js';
import { hasCompiler, hasNumpy, run } from '../export/programs.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const flowersCsv = path.join(root, 'docs/examples/flowers.csv');
let folder: string;
let flowers: Model;
/** The blocks of the guide, by their languages. */
let blocks: { readonly language: string; readonly text: string }[];

function block(language: string): string {
  return blocks.find((one) => one.language === language)?.text ?? '';
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-roads-'));
  const guide = await readFile(path.join(root, 'docs/take-the-tree-anywhere.md'), 'utf8');
  blocks = [...guide.matchAll(/```(\w+)\n([^]*?)```/g)].map(([, language = '', text = '']) => ({
    language,
    text,
  }));
  flowers = await distill(flowersCsv, { preset: 'smoke', depth: 3 });
  await flowers.save(path.join(folder, 'runs/trees/flowers/distilled.json'));
  const commands = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split('\n'))
    .filter((line) => line.startsWith('npx sdt export'));
  expect(commands).toHaveLength(4);
  for (const command of commands) {
    const [npx, sdt, ...argv] = command.split(' ');
    expect([npx, sdt, argv[0]]).toEqual(['npx', 'sdt', 'export']);
    const out = argv.indexOf('--out') + 1;
    const placed = argv.map((word, index) => {
      if (index === out || word.startsWith('runs/')) return path.join(folder, word);
      return word.startsWith('trees/') ? path.join(root, word) : word;
    });
    const io = memoryIo();
    expect([await runCommandLine(placed, io), command]).toEqual([0, command]);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the roads of docs/take-the-tree-anywhere.md, as they are written', () => {
  test('in the browser', async () => {
    const files: Readonly<Record<string, string>> = {
      'index.html': block('html'),
      'digits.js': await readFile(path.join(folder, 'digits.js'), 'utf8'),
    };
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.route('http://roads.test/**', (route) => {
        const name = new URL(route.request().url()).pathname.slice(1);
        const contentType = name.endsWith('.js') ? 'text/javascript' : 'text/html';
        return route.fulfill({ body: files[name] ?? '', contentType });
      });
      await page.goto('http://roads.test/index.html');
      await page.waitForFunction("document.title !== ''");
      expect(await page.title()).toMatch(/^\d$/);
    } finally {
      await browser.close();
    }
  });

  (hasCompiler() ? test : test.skip)('on a controller', async () => {
    await writeFile(path.join(folder, 'main.c'), block('c'));
    await run('gcc', ['-std=c99', '-Wall', '-Wextra', '-Werror', 'main.c', '-o', 'main', '-lm'], folder);
    expect(await run('./main', [], folder)).toMatch(/^\d\n$/);
  });

  test('in the database', async () => {
    const statement = await readFile(path.join(folder, 'flowers.sql'), 'utf8');
    const answers = await withDatabase(async (connection) => {
      await connection.run(`CREATE TABLE flowers AS FROM '${flowersCsv}'`);
      return rowsOf(connection, statement);
    });
    const cells = (await readFile(flowersCsv, 'utf8')).trimEnd().split('\n').slice(1);
    const columns = flowers.document.table?.columns.length ?? 0;
    const rows = cells.map((line) => line.split(',').slice(0, columns).map(Number));
    const expected = flowers.predict(rows).map(({ className }) => className);
    expect(answers.map((answer) => answer.sdt_class)).toEqual(expected);
  });

  (hasNumpy() ? test : test.skip)('in Python', async () => {
    await writeFile(path.join(folder, 'ask.py'), block('py'));
    expect(await run('python3', ['ask.py'], folder)).toBe('setosa\n');
  });
});
