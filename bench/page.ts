/**
 * How long a reader waits in a report: until it is drawn, and from each event to the next picture, measured by the browser (Event
 * Timing, in steps of 8 ms). `npx tsx bench/page.ts [clicks=20]`, after `npm run build`: the report of MNIST, and one of a table of
 * 10,000 test rows and 100 columns, which it makes.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { SeededRandom } from '../src/data/random.js';
import { launchBrowser, openReport } from '../tests/support/browser.js';

const repository = fileURLToPath(new URL('..', import.meta.url));
const clicks = Number(process.argv[2] ?? 20);
/** For what follows an event without being part of it. */
const pause = 400;
const columns = 100;
/** Keys that visit and open nodes of a tree. */
const walk = ['ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter', 'ArrowDown', 'Enter'];

/** Three classes told apart by sums of columns. */
function table(rows: number, random: SeededRandom): string {
  const names = Array.from({ length: columns }, (_, column) => `measure ${column + 1}`);
  const lines = Array.from({ length: rows }, () => {
    const row = Float64Array.from({ length: columns }, () => random.normal());
    const [sum, other] = [row.subarray(0, 10), row.subarray(10, 20)].map((part) =>
      part.reduce((total, value) => total + value, 0),
    );
    const kind = (sum ?? 0) + random.normal() > 1 ? 'high' : (other ?? 0) > 0 ? 'middle' : 'low';
    return [...Array.from(row, (value) => value.toFixed(2)), kind].join(',');
  });
  return [[...names, 'kind'].join(','), ...lines, ''].join('\n');
}

/** @returns where the report is */
async function reportOfTable(folder: string): Promise<string> {
  const random = new SeededRandom(1);
  const data = path.join(folder, 'measures');
  await mkdir(data);
  await writeFile(path.join(data, 'train.csv'), table(4000, random));
  await writeFile(path.join(data, 'test.csv'), table(10_000, random));
  const argv = ['run', data, '--depth', '8', '--epochs', '4', '--teacher-epochs', '4', '--out', folder, '-q'];
  await promisify(execFile)(process.execPath, [path.join(repository, 'dist/cli/main.js'), ...argv]);
  return path.join(folder, 'reports', 'measures', 'index.html');
}

const observe = `
  window.waits = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId > 0) window.waits.push(entry.duration);
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
`;

/** @param act does it for the time of that number */
async function measure(page: Page, what: string, act: (time: number) => Promise<void>): Promise<void> {
  const waits: number[] = [];
  for (let time = 0; time < clicks; time++) {
    await page.evaluate('void (window.waits = [])');
    await act(time);
    await page.waitForTimeout(pause);
    waits.push(Math.max(8, ...(await page.evaluate<number[]>('window.waits'))));
  }
  waits.sort((a, b) => a - b);
  const [median, most] = [waits[Math.floor(waits.length / 2)], waits.at(-1)];
  console.log(`  ${what.padEnd(34)} median ${median} ms, longest ${most} ms`);
}

const browser = await launchBrowser();
const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-page-'));
try {
  for (const file of [path.join(repository, 'reports/mnist/index.html'), await reportOfTable(folder)]) {
    const { page } = await openReport(browser, pathToFileURL(file).href, {
      viewport: { width: 1440, height: 900 },
    });
    const paint = await page.evaluate<number>(
      `performance.getEntriesByName('first-contentful-paint')[0].startTime`,
    );
    console.log(`${path.basename(path.dirname(file))}: first paint after ${paint.toFixed(0)} ms`);
    await page.waitForTimeout(3 * pause);
    await page.evaluate(observe);
    const samples = page.locator('.gallery .sample');
    const held = await samples.count();
    await measure(page, 'another row', (time) => samples.nth((7 * time + 1) % held).click());
    await page.locator('.tree-view [role=treeitem]').first().focus();
    await measure(page, 'a node of the tree', (time) => page.keyboard.press(walk[time % walk.length] ?? ''));
    const slider = page.locator('input[type=range]').first();
    if ((await slider.count()) > 0)
      await measure(page, 'a value of what if', (time) =>
        slider.press(time % 2 === 0 ? 'ArrowRight' : 'ArrowLeft'),
      );
    await page.context().close();
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
