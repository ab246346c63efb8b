import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { buildReportData } from '../../src/report/build-report-data.js';
import type { ReportData } from '../../src/report/report-data.js';
import { launchBrowser, openReport } from '../support/browser.js';
import { writeReport } from './committed-report.js';
import { exampleInput } from './example-experiment.js';

let browser: Browser;
let data: ReportData;
let url: string;

/** Test rows of a table with ids: the last of its rows, in the order of a shuffle. */
beforeAll(async () => {
  const input = exampleInput({ inputShape: [4], rows: 90, featureNames: ['a', 'b', 'c', 'd'] });
  const texts = Array.from({ length: 200 }, (_, row) => `P ${row}/${row % 7}`);
  const sourceRows = Int32Array.from({ length: 90 }, (_, row) => 199 - row);
  const places = Int32Array.from({ length: 200 }, (_, row) => row);
  const names = { column: 'patient', areFiles: false, texts };
  const rowSource = { name: 'example', parts: [200], places, labelled: 200, names };
  data = buildReportData({ ...input, test: { ...input.test, sourceRows, rowSource } });
  [url, browser] = await Promise.all([writeReport(data), launchBrowser()]);
}, 120_000);
afterAll(() => browser.close());

async function withPage(hash: string, work: (page: Page) => Promise<void>): Promise<void> {
  const { page, complaints } = await openReport(browser, `${url}${hash}`, {
    viewport: { width: 1280, height: 900 },
  });
  await work(page);
  expect(complaints).toEqual([]);
  await page.context().close();
}

const subjectOf = (page: Page) => page.locator('#subject h3').innerText();
const hashOf = (page: Page) => page.evaluate(() => decodeURIComponent(location.hash.replaceAll('+', ' ')));

describe('a reader finds the way', () => {
  test('rows are called as the data call them, and found by that name', async () => {
    await withPage('', async (page) => {
      const search = page.getByLabel('Go to patient');
      await search.fill('P 150/3');
      await search.press('Enter');
      expect(await subjectOf(page)).toBe('patient P 150/3');
      const sample = data.samples.ids?.texts.indexOf('P 150/3') ?? -1;
      const row = data.samples.rows[sample] ?? -1;
      expect(row).toBe(49);
      expect(await page.locator('[data-names]').innerText()).toBe(
        'row 151 of the data, counting from 1; row 49 of the test part (sdt explain --index 49)',
      );
      expect(await page.getByText('Path of patient P 150/3').count()).toBe(1);
      await search.fill('P 0/0');
      await page.getByRole('button', { name: 'Go', exact: true }).click();
      expect(await page.locator('.row-search .problem').innerText()).toBe(
        'patient P 0/0: not among the 90 test rows',
      );
      expect(await subjectOf(page)).toBe('patient P 150/3');
    });
  });

  test('the address follows what is shown, without entries in the history', async () => {
    await withPage('', async (page) => {
      const entries = await page.evaluate(() => history.length);
      expect(await hashOf(page)).toBe('');
      for (const index of [2, 1]) await page.locator('.gallery .sample').nth(index).click();
      const name = (await subjectOf(page)).replace('patient ', '');
      const address = `#${new URLSearchParams({ row: name }).toString()}`;
      await page.waitForFunction((expected) => location.hash === expected, address);
      await page.locator('.tree-view [data-node="2"]').focus();
      await page.waitForFunction(() => location.hash.includes('node=2'));
      expect(await hashOf(page)).toBe(`#row=${name}&node=2`);
      expect(await page.evaluate(() => history.length)).toBe(entries);
      // A section of the page does not make the address forget.
      await page.getByRole('link', { name: 'Words' }).click();
      await page.waitForFunction(() => location.hash.includes('node=2'));
    });
  });

  test('an address opens a row, or a node of a tree', async () => {
    await withPage('#row=P+150%2F3', async (page) => {
      expect(await subjectOf(page)).toBe('patient P 150/3');
      await page.waitForFunction(() => scrollY > 500);
      await page.evaluate(() => (location.hash = '#tree=baseline&node=11'));
      await page.locator('.tree-panel[data-role=baseline] [data-node="11"].is-focused').waitFor();
      await page.locator('[data-details-node="11"]').waitFor();
      expect(await subjectOf(page)).toBe('patient P 150/3');
    });
    await withPage('#row=nobody', async (page) => {
      await page.getByText('This report does not hold patient nobody.').waitFor();
    });
  });

  test('whose decision is followed is said where that is out of sight, and all samples of a cell can be seen', async () => {
    await withPage('', async (page) => {
      const held = await page.evaluate(() => document.querySelectorAll('.cell-samples .sample').length);
      expect(held).toBe(8);
      const more = page.locator('.cell-samples .more');
      const all = Number(/\d+/.exec(await more.innerText())?.[0]);
      await more.click();
      expect(await page.locator('.cell-samples .sample').count()).toBe(all);
      await page.locator('.cell-samples .sample').last().click();
      const bar = page.locator('.follow-bar');
      await bar.waitFor();
      expect(await bar.innerText()).toContain(`Following ${await subjectOf(page)}`);
      await bar.getByRole('button').click();
      await page.waitForFunction(() => {
        const place = document.getElementById('subject')?.getBoundingClientRect();
        return place !== undefined && place.top >= 0 && place.top < innerHeight / 2;
      });
      await bar.waitFor({ state: 'hidden' });
    });
  });

  test('Tab passes a gallery in one stop, arrows walk in it', async () => {
    await withPage('', async (page) => {
      const first = page.locator('.gallery .sample').first();
      await first.focus();
      const sampleOf = () => page.evaluate(() => document.activeElement?.getAttribute('data-sample'));
      const start = await sampleOf();
      await page.keyboard.press('ArrowRight');
      expect(await sampleOf()).not.toBe(start);
      await page.keyboard.press('Home');
      expect(await sampleOf()).toBe(start);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowUp');
      expect(await sampleOf()).toBe(start);
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('.gallery') === null)).toBe(true);
      // Streams of the probability are one stop as well, and lead to their nodes.
      await page.locator('.flow [tabindex="0"]').focus();
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await page.locator('.tree-view .node.is-focused').waitFor();
    });
  });
});
