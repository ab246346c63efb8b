import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import { openData } from '../../src/data/open-data.js';
import { columnsOf } from '../../src/explain/explain-table.js';
import { summarizeTree } from '../../src/explain/summary/summarize-tree.js';
import { nearestRows } from '../../src/explain/nearest-rows.js';
import { loadOptionsFor } from '../../src/file/data-fit.js';
import { readTreeFile, writeTreeFile } from '../../src/file/tree-file.js';
import { memoryIo } from './memory-io.js';
import { inFolder, smallDocument } from './small-tree.js';
import { randomTree } from '../tree/random-tree.js';

const fileOf = (name: string) => fileURLToPath(new URL(`../cases/${name}`, import.meta.url));
const [treeFile, csv] = [fileOf('people-tree.json'), fileOf('people.csv')];

async function sdt(...argv: string[]) {
  const io = memoryIo();
  const code = await runCommandLine(argv, io);
  return { code, out: io.stdout.text, log: io.stderr.text };
}

async function people() {
  const document = await readTreeFile(treeFile);
  const data = await openData(csv, loadOptionsFor(document));
  return { document, splits: data.splits({ seed: document.seed }, document.preparation) };
}

test('text, JSON and pictures tell what the library finds', async () => {
  const { document, splits } = await people();
  const { sourceRows = new Int32Array(), rawTable, ...rows } = splits.test;
  const columns = columnsOf(document);
  const summary = summarizeTree(document.tree, columns, document.inputShape, {
    ...rows,
    raw: rawTable?.valuesOf(sourceRows),
  });
  const told = await sdt('summarize', treeFile, '--data', csv, '--json');
  expect(told.code).toBe(0);
  const json = JSON.parse(told.out) as {
    importance: { column: string; share: number; shuffled: object }[];
    leaves: { rows: number; met?: object; text: string }[];
    dependence: { column: string; probabilities: number[][]; text: string }[];
    calibration: object;
  };
  const nameOf = (column: number) => columns?.[column]?.input.name;
  expect(json.importance).toEqual(
    summary.table?.importance.map(({ column, ...rest }) => ({ column: nameOf(column), ...rest })),
  );
  expect(json.dependence.map(({ probabilities }) => probabilities)).toEqual(
    summary.table?.dependence.map(({ probabilities }) => probabilities),
  );
  expect(json.leaves.map(({ rows: count, met }) => ({ count, met }))).toEqual(
    summary.leaves.map(({ rows: count, met }) => ({ count, met })),
  );
  expect(json.calibration).toEqual(summary.calibration);

  const text = await sdt('summarize', treeFile, '--data', csv);
  expect(text.log).toContain('Summarizing 200 rows of people');
  const flat = text.out.replace(/\s+/g, ' ');
  for (const { column, text: sentence } of json.dependence) expect(flat).toContain(`${column}: ${sentence}`);
  for (const { rows: count, text: sentence } of json.leaves) if (count > 0) expect(flat).toContain(sentence);
  for (const { share } of json.importance) expect(flat).toContain(`${(100 * share).toFixed(1)} %`);
  for (const line of text.out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);

  await inFolder(async (folder) => {
    const file = path.join(folder, 'summary.html');
    expect((await sdt('summarize', treeFile, '--data', csv, '--format', 'html', '--out', file)).code).toBe(0);
    const html = await readFile(file, 'utf8');
    const again = await sdt('summarize', treeFile, '--data', csv, '--format', 'svg');
    expect(html).toContain(again.out);
    expect(html).not.toContain('<script');
    // Each table has a box of its own to scroll in.
    expect(html.match(/<table class="figures">/g)?.length).toBeGreaterThan(0);
    expect(html).not.toMatch(/(?<!<div class="scroll"[^<]*)<table class="figures">/);
  });
}, 60_000);

test('a tree of images tells where it looks', async () => {
  await inFolder(async (folder) => {
    const tree = path.join(folder, 'tree.json');
    const images = path.join(folder, 'images.csv');
    const line = (row: number) => [
      row % 2,
      ...Array.from({ length: 9 }, (_, at) => (row * (at + 3) * 37) % 256),
    ];
    const names = ['label', ...Array.from({ length: 9 }, (_, at) => `pixel${at}`)];
    await writeFile(
      images,
      [names, ...Array.from({ length: 40 }, (_, row) => line(row))].map(String).join('\n'),
    );
    await writeTreeFile(tree, {
      ...smallDocument(),
      tree: randomTree({ depth: 2, featureCount: 9, classCount: 2 }, 3),
      classNames: ['0', '1'],
      featureNames: undefined,
      table: undefined,
      inputShape: [3, 3, 1],
      preparation: [{ kind: 'affine', offset: 0, scale: 1 / 255 }],
    });
    const { out, code, log } = await sdt('summarize', tree, '--data', images, '--part', 'all');
    expect([code, log]).toEqual([0, expect.stringContaining('40 rows')]);
    expect(out).toMatch(/\n\d of 9 pixels make up half of what moves the gates/);
    expect(out).toMatch(/Node \d answers "\d": \d+ rows, \d+ % "\d"/);
    const drawn = await sdt('summarize', tree, '--data', images, '--format', 'svg');
    expect(drawn.out).toContain('href="data:image/png;base64,');
  });
}, 60_000);

test('contradicting options and data are refused', async () => {
  const both = await sdt('summarize', treeFile, '--data', csv, '--json', '--format', 'svg');
  expect(both.code).toBe(2);
  expect(both.log).toContain('--json and --format svg exclude each other');
  const top = await sdt('summarize', treeFile, '--data', csv, '--top', '0');
  expect([top.code, top.log]).toEqual([2, expect.stringContaining('--top')]);
});

test('explain shows the nearest training rows, of a data set and of a row of one’s own', async () => {
  const { document, splits } = await people();
  const { tree, classNames } = document;
  const own = splits.test.features.subarray(0, tree.featureCount);
  const near = nearestRows(tree, own, splits.train.features, 3);
  const { out } = await sdt('explain', treeFile, '--data', csv, '--index', '0', '--nearest', '3', '--json');
  const { nearest } = JSON.parse(out) as {
    nearest: { name: string; distance: number; label: { name: string }; values: Record<string, unknown> }[];
  };
  expect(nearest.map(({ distance }) => distance)).toEqual(near.map(({ distance }) => distance));
  expect(nearest.map(({ name }) => name)).toEqual(
    near.map(({ row }) => `row ${(splits.train.sourceRows?.[row] ?? -1) + 1} of the data, counting from 1`),
  );
  expect(nearest.map(({ label }) => label.name)).toEqual(
    near.map(({ row }) => classNames[splits.train.labels[row] ?? 0]),
  );
  const lines = (await readFile(csv, 'utf8')).split('\n');
  for (const { name, values } of nearest) {
    const line = lines[Number(/^row (\d+) /.exec(name)?.[1])] ?? '';
    if (typeof values.age === 'number') expect(Number(line.split(',')[0])).toBe(values.age);
  }
  const text = await sdt('explain', treeFile, '--data', csv, '--index', '0', '--nearest', '3');
  expect(text.out).toContain('Training rows that the gates on this path see most alike');
  expect(text.out).toContain(`${nearest[0]?.name ?? ''}, labelled "${nearest[0]?.label.name ?? ''}"`);
  await inFolder(async (folder) => {
    const row = path.join(folder, 'stones.csv');
    const { log, code } = await sdt('explain', treeFile, '--data', csv, '--input', row);
    expect(code).toBe(2);
    expect(log).toContain('--input and --data exclude each other');
  });
}, 60_000);
