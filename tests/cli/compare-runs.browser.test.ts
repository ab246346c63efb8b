import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { runCommandLine } from '../../src/cli/command-line.js';
import { readResults } from '../../src/file/results.js';
import { violations } from '../support/accessibility.js';
import { launchBrowser } from '../support/browser.js';
import { committedData } from '../report/committed-report.js';
import { memoryIo } from './memory-io.js';

const committed = fileURLToPath(new URL('../../trees/mnist', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sdt-compare-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('several runs on one page: their scores, and the settings that differ', async () => {
  const other = path.join(folder, 'other <run>');
  await cp(committed, other, { recursive: true });
  const file = path.join(other, 'results.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('"temperature":', '"temperature": 123, "earlier":'));
  const out = path.join(folder, 'comparison.html');
  expect(await runCommandLine(['report', '--compare', committed, other, '--out', out], memoryIo())).toBe(0);

  const browser = await launchBrowser();
  const page = await (
    await browser.newContext({ offline: true, viewport: { width: 390, height: 800 } })
  ).newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(pathToFileURL(out).href);
  const { teacher, distilled } = await readResults(path.join(committed, 'results.json'));
  const shown = (score = Number.NaN) => `${(100 * score).toFixed(2)}\u00A0%`;
  const scores = page.locator('table').first().locator('tbody tr');
  expect(await scores.count()).toBe(2);
  const cells = await scores.first().locator('td').allInnerTexts();
  expect([cells[0], cells[3], cells[4]]).toEqual(
    [teacher.accuracy, distilled.maxPath, distilled.mixture].map(shown),
  );
  expect(await scores.last().locator('th').innerText()).toContain('other <run>');
  const differing = await page.locator('table').nth(1).locator('tbody tr').allInnerTexts();
  expect(differing.filter((line) => line.includes('temperature'))).toHaveLength(1);
  expect(differing.join('\n')).toContain('123');
  const [tree] = committedData().trees.filter(({ role }) => role === 'distilled');
  const confusion = page.locator('.matrix');
  // The copy has no report of its own.
  expect(await confusion.count()).toBe(1);
  const lines = await confusion.locator('tbody tr').all();
  const counts = await Promise.all(lines.map((line) => line.locator('td').allInnerTexts()));
  expect(counts.map((line) => line.slice(0, -1).map((count) => Number(count.replace(',', ''))))).toEqual(
    tree?.confusion.maxPath.counts,
  );
  const cell = confusion.locator('tbody tr').nth(4).locator('td').nth(9);
  expect(await cell.getAttribute('title')).toMatch(
    /^\d+ test rows? of [\d,]+ test rows of class 4 answered 9$/,
  );
  expect(await page.locator('p.aside', { hasText: 'Not known' }).count()).toBe(1);
  expect(await page.locator('svg.sdt-tree').count()).toBe(3);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page)).toEqual([]);
  }
  expect(complaints).toEqual([]);
  await browser.close();
});

test('a folder without results is named, and one run alone is refused', async () => {
  const io = memoryIo();
  expect(await runCommandLine(['report', '--compare', committed, path.join(folder, 'nothing')], io)).not.toBe(
    0,
  );
  expect(io.stderr.text).toContain(path.join(folder, 'nothing'));
  const alone = memoryIo();
  expect(await runCommandLine(['report', '--compare', committed], alone)).toBe(2);
  expect(alone.stderr.text).toContain('two runs or more');
});
