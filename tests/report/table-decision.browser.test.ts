import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';

import { runCommandLine } from '../../src/cli/command-line.js';
import { openData } from '../../src/data/open-data.js';
import { explainTable } from '../../src/explain/explain-table.js';
import { nearestRows } from '../../src/explain/nearest-rows.js';
import { gateQuestion } from '../../src/explain/gate-question.js';
import { loadOptionsFor } from '../../src/file/data-fit.js';
import { readTreeFile, writeTreeFile } from '../../src/file/tree-file.js';
import { changeText, questionText } from '../../src/render/decision-words.js';
import { columnBars } from '../../src/render/gate-bars.js';
import { pushLines, turnsText } from '../../src/render/gate-sentences.js';
import { buildReportData } from '../../src/report/build-report-data.js';
import { loadModel, type PageModel } from '../../src/report/page/model.js';
import type { ReportData } from '../../src/report/report-data.js';
import { explain } from '../../src/tree/explanation.js';
import { memoryIo } from '../cli/memory-io.js';
import { violations } from '../support/accessibility.js';
import { launchBrowser, openReport } from '../support/browser.js';
import { writeReport } from './committed-report.js';

const fileOf = (name: string) => fileURLToPath(new URL(`../cases/${name}`, import.meta.url));

let browser: Browser;
let data: ReportData;
let model: PageModel;
let url: string;

beforeAll(async () => {
  const document = await readTreeFile(fileOf('people-tree.json'));
  const people = await openData(fileOf('people.csv'), loadOptionsFor(document));
  const { test, train } = people.splits({ seed: document.seed }, document.preparation);
  const scores = { ...document.metrics, topPathProbability: document.metrics.topPathProbability ?? 0 };
  const tree = { ...scores, tree: document.tree };
  data = buildReportData({ experiment: { seed: 1, distilled: tree }, test, train, toolVersion: '1.2.3' });
  [model, url, browser] = await Promise.all([loadModel(data), writeReport(data), launchBrowser()]);
}, 120_000);
afterAll(() => browser.close());

test.each([390, 768, 1024, 1440])(
  'a decision on a table says what the library says, whole, %d px wide',
  async (width) => {
    const watched = await openReport(browser, url, { viewport: { width, height: 900 } });
    const { page } = watched;
    const button = page.locator('.gallery .sample').first();
    await button.click();
    const sample = Number(await button.getAttribute('data-sample'));
    const [pageTree] = model.trees;
    const { columns } = model;
    if (pageTree === undefined || columns === undefined) throw new Error('a tree of a table');
    const { tree } = pageTree;
    const features = model.features(sample);
    const table = explainTable(tree, columns, { features });
    const name = (index: number) => data.classNames[index] ?? '';
    const answer = explain(tree, features).maxPathClass;
    for (const gate of table.gates) {
      const step = page.locator(`.path [data-node="${gate.node}"]`);
      await step.waitFor();
      expect(await step.locator('[data-question]').innerText()).toBe(questionText(columns, gate.question));
      const texts = (await step.locator('[data-push] .push-text').allInnerTexts()).map((text) => text.trim());
      expect(texts).toEqual(
        pushLines(gate, table, 4).map(({ text, usual }) => (usual === '' ? text : `${text} (${usual})`)),
      );
      expect(await step.locator('[data-turns]').allInnerTexts()).toEqual(
        turnsText(gate, table, answer, name, {
          most: 4,
          elsewhere: 'sdt explain --format json has them',
        }),
      );
      for (const part of await step.locator('.push-text, [data-question], [data-turns]').all()) {
        const isCut = await part.evaluate(
          (element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0,
        );
        expect(isCut).toBe(false);
      }
    }
    const { one } = table.counterfactuals ?? {};
    const change = page.locator('[data-change]').first();
    await change.waitFor();
    expect(await change.innerText()).toBe(
      `${(one?.changes ?? []).map((each) => changeText(columns, each)).join(' and ')}: then it is ${name(one?.answer ?? -1)}`,
    );
    const near = page.locator('[data-near-row]');
    await near.first().waitFor();
    const { training } = model;
    if (training === undefined) throw new Error('the training rows are in the page');
    const nearest = nearestRows(tree, features, training.features, 3);
    expect(
      await near.evaluateAll((all) => all.map((each) => Number(each.getAttribute('data-near-row')))),
    ).toEqual(nearest.map(({ row }) => row));
    const [first] = nearest;
    const label = name(training.facts.labels[first?.row ?? 0] ?? 0);
    const fileRow = training.facts.fileRows?.[first?.row ?? 0] ?? '?';
    expect(await near.first().innerText()).toMatch(
      new RegExp(`^row ${fileRow}, labelled ${label}(, answered .*)?: .* and `),
    );
    // The values of a narrow table stand there whole, without a box that scrolls.
    const values = page.locator('#subject .features-box');
    expect(await values.locator('dd').count()).toBe(columns.length);
    const isWhole = await values.evaluate(
      (box) => box.scrollHeight <= box.clientHeight + 1 && box.scrollWidth <= box.clientWidth + 1,
    );
    expect(isWhole).toBe(true);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    expect(sideways).toBe(false);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
    expect(watched.complaints).toEqual([]);
    await page.context().close();
  },
);

test('a report without the training rows says so', async () => {
  const { training, ...rest } = data;
  expect(training?.rows).toHaveLength(training?.total ?? 0);
  const { page, complaints } = await openReport(browser, await writeReport(rest));
  const line = page.locator('[data-no-training-rows]');
  expect(await line.innerText()).toMatch(/made without the training rows.* sdt explain with --nearest 3/);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test.each([390, 1440])(
  'the pane of a gate asks its question and tells what columns add, in the units of the data, %d px wide',
  async (width) => {
    const watched = await openReport(browser, `${url}#node=0`, { viewport: { width, height: 900 } });
    const { page } = watched;
    const [pageTree] = model.trees;
    const { columns } = model;
    if (pageTree === undefined || columns === undefined) throw new Error('a tree of a table');
    const pane = page.locator('[data-details-node="0"]');
    expect(await pane.locator('[data-node-question]').innerText()).toBe(
      questionText(columns, gateQuestion(pageTree.tree, 0, columns)),
    );
    const rows = await pane.locator('.strengths tr').allInnerTexts();
    for (const [index, { name, text }] of columnBars(pageTree.tree, 0, columns).slice(0, 10).entries())
      expect(rows[index]?.replace(/\s+/g, ' ').trim()).toBe(`${name} ${text}`);
    expect(rows.join(' ')).not.toContain('=');
    await pane.locator('.prepared summary').click();
    expect(await pane.locator('.prepared .weights').isVisible()).toBe(true);
    const isWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    expect(isWide).toBe(false);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
    expect(watched.complaints).toEqual([]);
    await page.context().close();
  },
);

test.each([390, 1440])(
  'the page of sdt explain is whole and readable for everybody, %d px wide',
  async (width) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'sdt-explain-page-'));
    try {
      const file = path.join(folder, 'why.html');
      const tree = await readTreeFile(fileOf('people-tree.json'));
      await writeTreeFile(path.join(folder, 'tree.json'), {
        ...tree,
        table: tree.table && { ...tree.table, usual: data.usual },
      });
      const row = ['--data', fileOf('people.csv'), '--part', 'all', '--index', '7'];
      const argv = ['explain', path.join(folder, 'tree.json'), ...row, '--format', 'html', '--out', file];
      expect(await runCommandLine(argv, memoryIo())).toBe(0);
      const context = await browser.newContext({ offline: true, viewport: { width, height: 900 } });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      await page.goto(pathToFileURL(file).href);
      expect(await page.locator('.question').count()).toBe(tree.tree.depth);
      const isWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      expect(isWide).toBe(false);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violations(page)).toEqual([]);
      }
      expect(complaints).toEqual([]);
      await context.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
