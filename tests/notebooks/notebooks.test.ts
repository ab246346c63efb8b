import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { codeCells, readNotebook, type CellOutput, type CodeCell, type Notebook } from './notebook.js';
import { runNotebook } from './run-notebook.js';

const folder = fileURLToPath(new URL('../../notebooks', import.meta.url));
const names = (await readdir(folder)).filter((name) => name.endsWith('.ipynb'));

/** What a notebook tells of its own numbers, which differ a little from machine to machine. */
const stories: Readonly<Record<string, (text: string) => void>> = {
  'explain-a-decision.ipynb': (text) => {
    const mean = (kind: string): number => {
      const scores = percentages(text, `${kind} targets: max path`);
      expect(scores).toHaveLength(3);
      return scores.reduce((sum, score) => sum + score, 0) / 3;
    };
    expect(mean('hard')).toBeGreaterThan(70);
    expect(mean('soft')).toBeGreaterThan(mean('hard'));
  },
  'few-labels.ipynb': (text) => {
    const alone = percentages(text, 'labels alone:');
    const all = percentages(text, 'all rows: {4}');
    expect([alone.length, all.length]).toEqual([2, 2]);
    for (const [index, score] of all.entries()) expect(score).toBeGreaterThan(alone[index] ?? 100);
  },
  'your-own-network.ipynb': (text) => {
    expect(text).toContain('"measurements" (float32 [n, 30]), raw');
    expect(percentages(text, 'the network is right on')[0]).toBeGreaterThan(95);
    expect(percentages(text, 'fidelity:')[0]).toBeGreaterThan(90);
  },
  'your-own-table.ipynb': (text) => {
    expect(text).toContain('label: species (by its name), 3 classes');
    expect(percentages(text, 'test rows right:')[0]).toBeGreaterThan(90);
    expect(text).toMatch(/ instead of .*: then it is (Adelie|Gentoo|Chinstrap)\n/);
  },
};

test('each notebook has a story that is checked', () => {
  expect(Object.keys(stories)).toEqual(names.sort());
});

describe.each(names)('notebooks/%s', (name) => {
  const file = path.join(folder, name);
  let notebook: Notebook;
  let cells: CodeCell[];
  let fresh: CellOutput[][];

  beforeAll(async () => {
    notebook = await readNotebook(file);
    cells = codeCells(notebook);
    fresh = await runNotebook(file);
  });

  test('is a notebook of format 4.5 with cells of different ids, pictures, and small', async () => {
    const ids = notebook.cells.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await stat(file)).size).toBeLessThan(300_000);
    expect(cells.flatMap(({ outputs }) => outputs.map(kindOf))).toContain('image/svg+xml');
  });

  test('names its kernel, which README installs by one command', () => {
    expect(notebook.metadata).toMatchObject({ kernelspec: { name: 'tslab' } });
    const texts = notebook.cells.map(({ source }) => source.join(''));
    expect(texts[0]).toContain('`npm ci && npm run kernel`');
  });

  test('every code cell runs, and its stored outputs are of the kind that it shows', () => {
    expect(fresh).toHaveLength(cells.length);
    expect(cells.map(({ execution_count }) => execution_count)).toEqual(cells.map((_, index) => index + 1));
    expect(cells.map(({ outputs }) => outputs.map(kindOf))).toEqual(fresh.map((shown) => shown.map(kindOf)));
  });

  // `{ engine }` where another cell defines engine: the kernel, tslab 1.0.22, leaves it undefined.
  test('no cell has a shorthand property', () => {
    expect(cells.flatMap(({ source }) => shorthandProperties(source.join('')))).toEqual([]);
  });

  // What has to do with training may differ from machine to machine in the last digit.
  test('outputs that no machine changes are stored as they are; otherwise run tests/notebooks/store-outputs.ts', () => {
    const pairs = cells.map(({ outputs, metadata }, index) => ({ outputs, metadata, fresh: fresh[index] }));
    const alike = pairs.filter(({ metadata }) => metadata.tags?.includes('machine-dependent') !== true);
    expect(alike.map(({ outputs }) => outputs)).toEqual(alike.map(({ fresh }) => fresh));
  });

  test('its numbers tell what its text does', () => {
    stories[name]?.(fresh.map(textOf).join(''));
  });
});

test('a shorthand property is found', () => {
  expect(shorthandProperties('f({ a: 1, b });')).toEqual(['b']);
});

// Types of the package's entries for a compiler that knows no "exports", as that of the kernel.
test('the kernel finds the types of every entry', async () => {
  const text = await readFile(path.join(folder, '../package.json'), 'utf8');
  const { exports: entries, typesVersions } = JSON.parse(text) as {
    exports: Readonly<Record<string, { readonly types?: string }>>;
    typesVersions: { readonly '*': Readonly<Record<string, readonly string[]>> };
  };
  const types = Object.entries(entries).flatMap(([entry, { types }]) =>
    entry === '.' || types === undefined ? [] : [[entry.slice('./'.length), [types]] as const],
  );
  expect(typesVersions['*']).toEqual(Object.fromEntries(types));
});

function percentages(text: string, before: string): number[] {
  return [...text.matchAll(new RegExp(`${before} ([\\d.]+) %`, 'g'))].map((match) => Number(match[1]));
}

function shorthandProperties(source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isShorthandPropertyAssignment(node)) found.push(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('cell.ts', source, ts.ScriptTarget.Latest));
  return found;
}

function kindOf(output: CellOutput): string {
  return output.output_type === 'stream' ? output.name : Object.keys(output.data).join(' ');
}

function textOf(outputs: readonly CellOutput[]): string {
  return outputs.map((output) => (output.output_type === 'stream' ? output.text.join('') : '')).join('');
}
