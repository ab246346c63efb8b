import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';

import { openData } from '../../src/data/open-data.js';
import { summarizeTree, type TreeSummary } from '../../src/explain/summary/summarize-tree.js';
import { explainedColumns, type ExplainedColumn } from '../../src/explain/table-columns.js';
import { loadOptionsFor } from '../../src/file/data-fit.js';
import { inputColumns } from '../../src/file/input-columns.js';
import { readTreeFile } from '../../src/file/tree-file.js';
import { dropText } from '../../src/render/summary-charts.js';
import { dependenceText, leafText } from '../../src/render/summary-words.js';
import { buildReportData } from '../../src/report/build-report-data.js';
import { calibrationBins } from '../../src/tree/answer-quality.js';
import { violations } from '../support/accessibility.js';
import { launchBrowser, openReport } from '../support/browser.js';
import { writeReport } from './committed-report.js';

const fileOf = (name: string) => fileURLToPath(new URL(`../cases/${name}`, import.meta.url));

let browser: Browser;
let url: string;
let summary: TreeSummary;
let columns: readonly ExplainedColumn[];
let names: readonly string[];
let leafNode: number;
const quoted = (index: number) => `“${names[index] ?? ''}”`;

beforeAll(async () => {
  const document = await readTreeFile(fileOf('people-tree.json'));
  names = document.classNames;
  leafNode = document.tree.topology.nodeOfLeaf(0);
  const people = await openData(fileOf('people.csv'), loadOptionsFor(document));
  const { test: rows } = people.splits({ seed: document.seed }, document.preparation);
  const scores = { ...document.metrics, topPathProbability: document.metrics.topPathProbability ?? 0 };
  const testProbabilities = Float32Array.from({ length: rows.rowCount * names.length }, (_, index) =>
    index % names.length === (rows.labels[Math.floor(index / names.length)] ?? 0)
      ? 0.8
      : 0.2 / (names.length - 1),
  );
  const data = buildReportData({
    experiment: { seed: 1, teacher: { testProbabilities }, distilled: { ...scores, tree: document.tree } },
    test: rows,
    toolVersion: '1.2.3',
  });
  columns = explainedColumns(inputColumns(document), data.usual);
  const raw = rows.sourceRows && rows.rawTable?.valuesOf(rows.sourceRows);
  summary = summarizeTree(document.tree, columns, document.inputShape, { ...rows, raw });
  const teacherClasses = rows.labels;
  expect(data.teacher?.calibration).toEqual(
    calibrationBins(rows.labels, teacherClasses, testProbabilities, names.length),
  );
  [url, browser] = await Promise.all([writeReport(data), launchBrowser()]);
}, 120_000);
afterAll(() => browser.close());

test.each([390, 1440])('what the tree goes by is what the library says, %d px wide', async (width) => {
  const { page, complaints } = await openReport(browser, url, { viewport: { width, height: 900 } });
  const section = page.locator('#summary');
  await section.locator('details summary').click();
  for (const { column, share, shuffled } of summary.table?.importance ?? []) {
    const cells = await section.locator(`[data-importance="${column}"] td`).allInnerTexts();
    const { drop, low, high } = shuffled;
    expect(cells).toEqual([dropText(share), dropText(drop), `${dropText(low)} to ${dropText(high)}`]);
    // The bars say the same.
    const name = columns[column]?.title ?? '';
    const bars = await section.locator('.chart g > title').allTextContents();
    expect(bars).toContain(`${name}: ${dropText(share)}`);
    expect(bars).toContain(`${name}: ${dropText(drop)}`);
  }
  for (const dependence of summary.table?.dependence ?? []) {
    const column = columns[dependence.column];
    if (column === undefined) throw new Error('a column');
    expect(await section.locator(`[data-dependence="${dependence.column}"]`).innerText()).toBe(
      `${column.title}: ${dependenceText(column, dependence, quoted)}.`,
    );
  }
  const bars = section.locator('[data-calibration] .error-bar');
  const own = summary.calibration.maxPath.length;
  const withTeacher = await bars.count();
  await section.locator('[name="calibration-inference"][value="mixture"]').check({ force: true });
  await section.locator('[data-calibration="mixture"]').waitFor();
  expect((await bars.count()) - withTeacher).toBe(summary.calibration.mixture.length - own);

  // No figure of the quality table is behind a scroll.
  const table = page.locator('[aria-label="Quality table"]');
  expect(await table.evaluate((box) => box.scrollWidth > box.clientWidth)).toBe(false);
  expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page)).toEqual([]);
  }
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('the details of a leaf tell its rows', async () => {
  const { page } = await openReport(browser, `${url}#node=${leafNode}`, {
    viewport: { width: 1440, height: 900 },
  });
  const line = page.locator('[data-leaf-rows]').first();
  await line.waitFor();
  const leaf = Number(await line.getAttribute('data-leaf-rows'));
  const rows = summary.leaves[leaf];
  if (rows === undefined) throw new Error('a leaf');
  expect(await line.innerText()).toBe(`Of the test rows: ${leafText(rows, summary.rows, columns, quoted)}.`);
  await page.context().close();
});
