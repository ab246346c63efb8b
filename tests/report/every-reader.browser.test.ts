import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { violations } from '../support/accessibility.js';
import { launchBrowser, openReport, type WatchedPage } from '../support/browser.js';
import { committedData, writeReport } from './committed-report.js';

let browser: Browser;
let url: string;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  [url, browser] = await Promise.all([writeReport(committedData()), launchBrowser()]);
}, 120_000);
afterAll(() => browser.close());

beforeEach(async () => {
  watched = await openReport(browser, url, { viewport: { width: 1440, height: 1000 } });
  ({ page } = watched);
});
afterEach(async () => {
  await page.context().close();
  expect(watched.complaints).toEqual([]);
  expect(watched.requests).toEqual([]);
});

describe('the report for every reader', () => {
  test.each([390, 768, 1024, 1440])('has no accessibility violation, %i pixels wide', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    await page.locator('.gallery label', { hasText: 'Wrong' }).click();
    await page.locator('.gallery .sample').first().click();
    await page.locator('.verdict.is-wrong').waitFor();
    await page.getByText('Times and all settings').click();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
  });

  test('is left behind with few strokes of the Tab key', async () => {
    await page.locator('.skip').focus();
    const isAtPad = () => page.evaluate(() => document.activeElement?.className === 'drawing-pad');
    let strokes = 0;
    for (; strokes < 60 && !(await isAtPad()); strokes++) await page.keyboard.press('Tab');
    // A stop for each list and control; a stop for each picture or row would be a hundred more.
    expect(strokes).toBeLessThan(55);
  });

  test('is dark where the system is', async () => {
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background()).toBe('rgb(17, 21, 26)');
  });

  test.each([360, 768, 2200])('fits a screen of %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 800 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });

  test('does not shift while it draws itself', async () => {
    const shift = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let total = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries())
              total += (entry as PerformanceEntry & { value: number }).value;
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(total), 300);
        }),
    );
    expect(shift).toBeLessThan(0.01);
  });

  test('prints without its controls', async () => {
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.toolbar').first().isVisible()).toBe(false);
    expect(await page.locator('.scores .score-table').isVisible()).toBe(true);
    expect(await page.locator('button:visible:not(.matrix *, .sample, .node-link, .flow *)').count()).toBe(0);
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
    const sides = [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
    const isLandscape = sides.map(([, width, height]) => Number(width) > Number(height));
    expect(new Set(isLandscape)).toEqual(new Set([true, false]));
  });
});
