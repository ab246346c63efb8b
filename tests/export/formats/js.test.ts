import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import ts from 'typescript';
import { exportTree } from '../../../src/export/export-tree.js';
import type { Answer } from '../../../src/model/model.js';
import { launchBrowser } from '../../support/browser.js';
import { expectAnswers, type ExportedAnswers } from '../answers.js';
import {
  hardCase,
  hostileCase,
  mnistCase,
  peopleCase,
  singleLeafCase,
  timesCase,
  type ExportCase,
} from '../cases.js';
import { run, withExport } from '../programs.js';

type PlainAnswer = Omit<Answer, 'leafDistribution' | 'mixtureDistribution'> & {
  readonly leafDistribution: readonly number[];
  readonly mixtureDistribution: readonly number[];
};

function asAnswers(answers: readonly PlainAnswer[]): ExportedAnswers {
  return {
    classNames: answers.map(({ className }) => className),
    leaves: answers.map(({ leaf }) => leaf),
    pathProbabilities: answers.map(({ pathProbability }) => pathProbability),
    distributions: answers.map(({ leafDistribution }) => leafDistribution),
    mixtureClassNames: answers.map(({ mixtureClassName }) => mixtureClassName),
    mixtureDistributions: answers.map(({ mixtureDistribution }) => mixtureDistribution),
  };
}

const answerRows = `
import { readFileSync } from 'node:fs';
import { predict, predictOne, columnNames } from './tree.js';
const rows = JSON.parse(readFileSync('rows.json', 'utf8'));
const chosen = process.argv[2] === 'objects'
  ? rows.map((row) => Object.fromEntries(row.map((cell, index) => [columnNames[index], cell]))) : rows;
console.log(JSON.stringify({ answers: predict(chosen), names: chosen.map(predictOne) }));
`;
const asModule = { 'package.json': '{"type":"module"}', 'answer.js': answerRows };

async function inNode({ document, rows }: ExportCase, form: 'lists' | 'objects'): Promise<ExportedAnswers> {
  const files = { ...asModule, 'rows.json': JSON.stringify(rows) };
  return withExport('tree.js', exportTree(document, 'js'), files, async (folder) => {
    const { answers, names } = JSON.parse(await run(process.execPath, ['answer.js', form], folder)) as {
      answers: PlainAnswer[];
      names: string[];
    };
    expect(names).toEqual(answers.map(({ className }) => className));
    return asAnswers(answers);
  });
}

describe('js, imported by Node, answers as the tree does', () => {
  test('images of MNIST', async () => {
    const wanted = await mnistCase();
    expectAnswers(await inNode(wanted, 'lists'), wanted);
  });

  test.each(['lists', 'objects'] as const)('hostile names, words and missing values, as %s', async (form) => {
    const wanted = hostileCase();
    expectAnswers(await inNode(wanted, form), wanted);
  });

  test('a table with words and missing values', async () => {
    expectAnswers(await inNode(await peopleCase(), 'lists'), await peopleCase());
    expectAnswers(await inNode(await peopleCase(true), 'objects'), await peopleCase());
  });

  test('a tree of one leaf, and numbers that float32 cannot tell apart', async () => {
    for (const wanted of [singleLeafCase(), timesCase()])
      expectAnswers(await inNode(wanted, 'lists'), wanted);
  });

  test('hard trees', async () => {
    for (const wanted of [hardCase(await mnistCase()), hardCase(hostileCase())])
      expectAnswers(await inNode(wanted, 'lists'), wanted);
  });

  test('what is wrong is said', async () => {
    const script = `
import { predict } from './tree.js';
for (const row of [[1, 2], { time: 1 }, [1, 'many', 3], [1, Infinity, 3]]) {
  try { predict([row]); } catch (error) { console.log(String(error)); }
}`;
    const files = { ...asModule, 'wrong.js': script };
    const lines = await withExport('tree.js', exportTree(timesCase().document, 'js'), files, (folder) =>
      run(process.execPath, ['wrong.js'], folder),
    );
    expect(lines.trimEnd().split('\n')).toEqual([
      'TypeError: row 0 must hold 3 values, found 2',
      'TypeError: row 0 misses "size"',
      'TypeError: row 0, size: must be a finite number, found many',
      'TypeError: row 0, size: must be a finite number, found Infinity',
    ]);
  });
});

describe('js in a page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test('Chromium answers as the tree does, within a script of the page', async () => {
    for (const wanted of [hostileCase(), await mnistCase()]) {
      const page = await browser.newPage();
      const { content } = exportTree(wanted.document, 'js');
      await page.setContent(
        `<meta charset="utf-8"><script type="module">${String(content)}\nglobalThis.predict = predict;</script>`,
      );
      await page.waitForFunction('globalThis.predict');
      // As text: the objects of many pixels would take a minute.
      const answers = await page.evaluate<string>(`JSON.stringify(predict(${JSON.stringify(wanted.rows)}))`);
      expectAnswers(asAnswers(JSON.parse(answers) as PlainAnswer[]), wanted);
      expect(await page.locator('body').innerText()).toBe('');
      await page.close();
    }
  });
});

test('the module is below 10 kB without its weights, and its types are those of a strict program', async () => {
  const { document } = await mnistCase();
  const exported = exportTree(document, 'js', { name: 'digits' });
  const withoutWeights = String(exported.content)
    .replace(/`[\w+/=\n]{100,}`/g, '')
    .replace(/^const (lefts|rights) = .*$/gm, '');
  expect(Buffer.byteLength(withoutWeights)).toBeLessThan(10_000);

  const consumer = `import { classNames, predict, predictOne, type Answer } from './digits.js';
const answers: Answer[] = predict([new Uint8Array(784), { pixel0: 1 }]);
export const names: readonly (string | undefined)[] = [answers[0]?.className, predictOne([null, 'x']), ...classNames];
`;
  await withExport(
    'digits.js',
    exported,
    { 'consumer.ts': consumer, 'package.json': '{"type":"module"}' },
    (folder) => {
      const program = ts.createProgram([path.join(folder, 'consumer.ts')], {
        strict: true,
        noEmit: true,
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.NodeNext,
        types: [],
      });
      const complaints = ts
        .getPreEmitDiagnostics(program)
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
      expect(complaints).toEqual([]);
      return Promise.resolve();
    },
  );
});
