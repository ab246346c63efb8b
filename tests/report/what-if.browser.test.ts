import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';

import { applyPreparation } from '../../src/data/apply-preparation.js';
import type { Preparation } from '../../src/data/preparation.js';
import { buildReportData } from '../../src/report/build-report-data.js';
import { loadModel, type PageModel } from '../../src/report/page/model.js';
import { percent } from '../../src/report/page/text.js';
import type { ReportData } from '../../src/report/report-data.js';
import { explain } from '../../src/tree/explanation.js';
import type { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { violations } from '../support/accessibility.js';
import { launchBrowser, openReport } from '../support/browser.js';
import { writeReport } from './committed-report.js';
import { peopleData, peopleRows } from './people-report.js';
import { exampleInput } from './example-experiment.js';

let browser: Browser;
let data: ReportData;
let model: PageModel;
let tree: SoftDecisionTree;
let preparation: Preparation;
let url: string;

beforeAll(async () => {
  const { document } = await peopleRows();
  ({ tree, preparation } = document);
  data = await peopleData();
  [model, url, browser] = await Promise.all([loadModel(data), writeReport(data), launchBrowser()]);
}, 120_000);
afterAll(() => browser.close());

/** What the page says of the changed row is what the library says of these raw values. */
async function expectAnswer(page: Page, raw: Float64Array): Promise<void> {
  const expected = explain(tree, applyPreparation(raw, raw.length, preparation));
  const live = page.locator('#what-if .live');
  const name = (index: number) => data.classNames[index] ?? '';
  expect(await live.locator('.big-answer').innerText()).toBe(name(expected.maxPathClass));
  expect(await live.locator('.live-answer .note').innerText()).toBe(
    `max path to node ${tree.topology.nodeOfLeaf(expected.leaf)} with ${percent(expected.pathProbability)}; mixture: ${name(expected.mixtureClass)}`,
  );
  const shares = await live.locator('.distribution .number').allInnerTexts();
  expect(shares).toEqual(Array.from(expected.mixtureDistribution, (value) => percent(value)));
  const steps = live.locator('.live-path li');
  expect(await steps.locator('[data-side-probability]').allInnerTexts()).toEqual(
    expected.steps.map(({ sideProbability }) => percent(sideProbability)),
  );
  expect(await steps.evaluateAll((items) => items.map((item) => item.getAttribute('data-node')))).toEqual(
    expected.steps.map(({ node }) => String(node)),
  );
}

/** The map's answers are those of the library to rows with two other values. */
async function expectMap(page: Page, raw: Float64Array): Promise<void> {
  const maps = page.locator('.decision-maps');
  await maps.locator('select').first().selectOption({ label: 'age' });
  await maps.locator('select').last().selectOption({ label: 'income' });
  const answers = await maps.locator('[data-map=distilled] rect').evaluateAll((strips) =>
    strips.map((strip) => {
      const [x, y, width] = ['x', 'y', 'width'].map((name) => Number(strip.getAttribute(name)));
      return { x: x ?? 0, y: y ?? 0, width: width ?? 0, answer: Number(strip.getAttribute('data-class')) };
    }),
  );
  expect(new Set(answers.map(({ answer }) => answer)).size).toBeGreaterThan(1);
  const place = (name: string) => data.columns?.findIndex((column) => column.name === name) ?? -1;
  const ends = (name: string) => {
    const { least = 0, greatest = 0 } = data.usual?.columns[place(name)]?.numbers ?? {};
    const own = raw[place(name)] ?? 0;
    return [Math.min(least, own), Math.max(greatest, own)] as const;
  };
  // In pixels of the picture, whose plot is 256 wide from 56 and 288 high from 8.
  for (let cell = 0; cell < 48 * 48; cell += 101) {
    const [across, up] = [((cell % 48) + 0.5) / 48, (Math.floor(cell / 48) + 0.5) / 48];
    const changed = raw.slice();
    for (const [name, part] of [
      ['age', across],
      ['income', up],
    ] as const) {
      const [low, high] = ends(name);
      changed[place(name)] = low + part * (high - low);
    }
    const [x, y] = [56 + across * 256, 296 - up * 288];
    const strip = answers.find(
      (each) => x > each.x && x < each.x + each.width && y > each.y && y < each.y + 6,
    );
    expect(strip?.answer).toBe(
      explain(tree, applyPreparation(changed, changed.length, preparation)).maxPathClass,
    );
  }
}

test('a report of a table carries every test row exactly as its file has it', () => {
  expect(data.samples.features).toBeUndefined();
  expect(data.samples.rows.length).toBeGreaterThan(10);
  for (const sample of data.samples.rows.keys()) {
    const raw = model.raw(sample) ?? new Float64Array();
    expect(model.features(sample)).toEqual(applyPreparation(raw, raw.length, preparation));
  }
});

test.each([390, 1440])(
  'changed values are answered as the library answers them, %d px wide',
  async (width) => {
    const { page, complaints } = await openReport(browser, url, { viewport: { width, height: 900 } });
    const button = page.locator('.gallery .sample').first();
    await button.click();
    const raw = (model.raw(Number(await button.getAttribute('data-sample'))) ?? new Float64Array()).slice();
    await expectAnswer(page, raw);
    const editor = (name: string) => page.locator(`#what-if [data-column="${name}"]`);
    const place = (name: string) => data.columns?.findIndex((column) => column.name === name) ?? -1;

    await editor('age').locator('input[type=number]').fill('71.3');
    raw[place('age')] = 71.3;
    await expectAnswer(page, raw);

    const slider = editor('income').locator('input[type=range]');
    await slider.press('End');
    raw[place('income')] = Number(await slider.inputValue());
    expect(raw[place('income')]).toBeLessThanOrEqual(
      data.usual?.columns[place('income')]?.numbers?.greatest ?? 0,
    );
    await expectAnswer(page, raw);

    const words = editor('work').locator('select');
    for (const label of await words.locator('option').allInnerTexts()) {
      await words.selectOption({ label });
      const column = data.columns?.[place('work')];
      const categories = column?.kind === 'category' ? column.categories : [];
      const word = categories.indexOf(label);
      raw[place('work')] = label === 'missing' ? NaN : word < 0 ? categories.length : word;
      await expectAnswer(page, raw);
    }
    await editor('member').locator('select').selectOption('yes');
    raw[place('member')] = 1;
    await expectAnswer(page, raw);

    await expectMap(page, raw);

    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );

    await page.getByRole('button', { name: 'Follow this row' }).click();
    const { steps } = explain(tree, applyPreparation(raw, raw.length, preparation));
    expect(await page.locator('.decision [data-side-probability]').allInnerTexts()).toEqual(
      steps.map(({ sideProbability }) => percent(sideProbability)),
    );
    expect(await page.locator('#subject').innerText()).toContain('71.3');
    expect(complaints).toEqual([]);
    await page.context().close();
  },
);

test('a value that no training row lacked is told as missing, not as the mean', async () => {
  const input = exampleInput({ inputShape: [2], rows: 40 });
  const raw = Float64Array.from({ length: 80 }, (_, index) => (index % 2 === 0 ? NaN : index / 4));
  const given = [{ kind: 'affine', offset: [3, 4], scale: [0.5, 0.25] }] as const;
  const rows = {
    ...input.test,
    preparation: given,
    features: applyPreparation(raw, 2, given),
    sourceRows: Int32Array.from({ length: 40 }, (_, row) => row),
    rawTable: {
      columns: [
        { name: 'age', type: 'number' },
        { name: 'height (cm)', type: 'number' },
      ] as const,
      constants: [],
      valuesOf: (chosen: Int32Array) =>
        Float64Array.from([...chosen].flatMap((row) => [...raw.subarray(2 * row, 2 * row + 2)])),
    },
  };
  const { page } = await openReport(browser, await writeReport(buildReportData({ ...input, test: rows })));
  expect(await page.locator('#subject .features dd').first().innerText()).toContain('missing');
  expect(await page.locator('#what-if-0').inputValue()).toBe('');
  await page.context().close();
});
