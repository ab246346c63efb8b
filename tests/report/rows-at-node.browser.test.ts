import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';

import { signedText } from '../../src/render/number-text.js';
import { buildReportData } from '../../src/report/build-report-data.js';
import { loadModel, type PageModel } from '../../src/report/page/model.js';
import { sampleName } from '../../src/report/page/sample-names.js';
import { explain } from '../../src/tree/explanation.js';
import { violations } from '../support/accessibility.js';
import { launchBrowser, openReport } from '../support/browser.js';
import { peopleData, peopleRows } from './people-report.js';
import { writeReport } from './committed-report.js';
import { exampleInput } from './example-experiment.js';

let browser: Browser;
let model: PageModel;
let url: string;

beforeAll(async () => {
  const data = await peopleData();
  [model, url, browser] = await Promise.all([loadModel(data), writeReport(data), launchBrowser()]);
}, 120_000);
afterAll(() => browser.close());

const csvOf = async (page: Page): Promise<string[][]> => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as CSV' }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
};

test('histograms count every test row once at each gate of its greatest path', () => {
  const input = exampleInput({ inputShape: [4], rows: 300, depth: 4 });
  const data = buildReportData(input);
  return loadModel(data).then(({ trees }) => {
    for (const { tree, histogram } of trees) {
      const paths = Array.from({ length: 300 }, (_, row) =>
        explain(tree, input.test.features.subarray(4 * row, 4 * row + 4)),
      );
      for (let gate = 0; gate < tree.innerNodeCount; gate++) {
        const node = tree.topology.nodeOfGate(gate);
        const passing = paths.flatMap(({ steps }, row) => {
          const step = steps.find((each) => each.node === node);
          return step ? [{ z: Math.fround(step.preActivation), label: input.test.labels[row] ?? 0 }] : [];
        });
        const { start, width, bins, counts } = histogram(gate) ?? { start: 0, width: 1, bins: 0, counts: [] };
        expect(bins).toBeLessThanOrEqual(24);
        const expected = new Array<number>(bins * 3).fill(0);
        for (const { z, label } of passing) {
          const place = (Math.floor(z / width) - Math.round(start / width)) * 3 + label;
          expected[place] = (expected[place] ?? 0) + 1;
        }
        expect(Array.from(counts)).toEqual(expected);
      }
    }
  });
});

test.each([390, 1440])(
  'a node shows its rows, log-odds and values as the data has them, %d px wide',
  async (width) => {
    const { page, complaints } = await openReport(browser, url, { viewport: { width, height: 900 } });
    const [pageTree] = model.trees;
    if (pageTree === undefined) throw new Error('a tree');
    const { tree } = pageTree;
    const rows: Locator = page.locator('.node-rows');
    await page.locator('.tree-view [data-node="2"]').first().focus();
    await page.locator('[data-details-node="2"]').waitFor();
    await rows.locator('summary').click();

    const { samples } = model.data;
    const passing = samples.rows.flatMap((_, sample) =>
      explain(tree, model.features(sample)).steps.some(({ node }) => node === 2) ? [sample] : [],
    );
    expect(await rows.locator('summary').innerText()).toBe(`The ${passing.length} test rows at node 2`);
    const [header = [], ...lines] = await csvOf(page);
    expect(header).toEqual([
      'row',
      'row of the test part',
      'true class',
      'max path',
      'mixture',
      'ends at node',
      'age',
      'income',
      'work',
      'city',
      'member',
    ]);
    expect(lines.map(([, row]) => Number(row))).toEqual(passing.map((sample) => samples.rows[sample]));
    const ages = passing.map((sample) => {
      const age = model.raw(sample)?.[0] ?? NaN;
      return Number.isNaN(age) ? '' : String(age);
    });
    expect(lines.map((line) => line[6])).toEqual(ages);

    const button = rows.locator('tbody button').first();
    await button.click();
    const first = passing[0] ?? -1;
    const step = explain(tree, model.features(first)).steps.find(({ node }) => node === 2);
    expect(await page.locator('[data-own-log-odds]').innerText()).toContain(
      `${signedText(step?.preActivation ?? NaN)}, to the ${step?.side ?? ''}`,
    );
    expect(await page.locator('#subject').innerText()).toContain(sampleName(model.data, first));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    expect(complaints).toEqual([]);
    await page.context().close();
  },
);

test('the page carries every test row of a table', async () => {
  const { test: rows } = await peopleRows();
  expect(model.data.samples.rows).toEqual(Array.from({ length: rows.rowCount }, (_, row) => row));
});
