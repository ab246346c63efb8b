import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';

import { buildReportData } from '../../src/report/build-report-data.js';
import { percent } from '../../src/report/page/text.js';
import { treeQuality } from '../../src/tree/evaluate-tree.js';
import { renderReport } from '../../src/report/render-report.js';
import { hardenTree } from '../../src/tree/harden-tree.js';
import { predict } from '../../src/tree/prediction.js';
import { TreeTopology, type Children } from '../../src/tree/topology.js';
import { launchBrowser, openReport } from '../support/browser.js';
import { writeReport } from './committed-report.js';
import { lopsidedTopology } from '../tree/any-topology.js';
import { exampleInput } from './example-experiment.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
}, 120_000);
afterAll(() => browser.close());

async function open(options: Parameters<typeof exampleInput>[0], width = 1200) {
  const url = await writeReport(buildReportData(exampleInput(options)));
  return openReport(browser, url, { viewport: { width, height: 900 } });
}

const names = (count: number, stem: string) =>
  Array.from({ length: count }, (_, index) => `${stem} ${index}`);

describe('reports of every shape', () => {
  test.each([
    ['depth 1, 2 classes, 4 features', { depth: 1, classNames: ['no', 'yes'], inputShape: [4] }],
    ['depth 12, 100 classes, 4 features', { depth: 12, classNames: names(100, 'class'), inputShape: [4] }],
    ['depth 12, 2 classes, image', { depth: 12, classNames: ['no', 'yes'], inputShape: [4, 4, 1] }],
    ['color images', { depth: 4, classNames: names(10, 'class'), inputShape: [32, 32, 3], rows: 60 }],
  ])('draw: %s', async (_, options) => {
    const { page, complaints, requests } = await open(options);
    expect(await page.locator('.tree-view [role=treeitem]').count()).toBeGreaterThan(2);
    expect(await page.locator('.decision .path > .step').count()).toBe(options.depth + 1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await page.getByLabel('Levels to open').selectOption({ index: 1 });
    expect(await page.locator('.tree-view [role=treeitem]').count()).toBe(3);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
    await page.context().close();
  });

  test('a page of 3,072 features, 100 classes and depth 12 stays under 20 MB and says what it rounds', async () => {
    const input = exampleInput({
      depth: 12,
      classNames: names(100, 'class'),
      inputShape: [32, 32, 3],
      rows: 60,
    });
    const data = buildReportData(input);
    expect(Buffer.byteLength(renderReport(data))).toBeLessThan(20_000_000);
    expect(data.trees.map(({ role }) => role)).toEqual(['distilled']);
    expect(data.leftOut).toBe('baseline');
    expect(data.rounding?.[0]).toMatchObject({ role: 'distilled', rows: 60 });
    expect(data.rounding?.[0]?.greatestDifference).toBeLessThan(0.1);
    const { page, complaints } = await openReport(browser, await writeReport(data));
    expect(await page.locator('.rounding').innerText()).toMatch(
      /baseline tree has no room.*rounded to bytes/s,
    );
    expect(await page.locator('.decision .path > .step').count()).toBe(13);
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 240_000);

  test('color channels are drawn summed or each, and the words say which', async () => {
    const options = { depth: 3, inputShape: [8, 8, 3], rows: 30 };
    const { page, complaints } = await open(options);
    const notes = page.locator('#tree .note');
    const filters = () =>
      page.locator('.tree-view image').evaluateAll((all) => all.map((image) => image.getAttribute('href')));
    const summed = await filters();
    expect(await notes.allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringContaining('orange sends left, blue sends right')]),
    );
    await page.locator('#tree label', { hasText: 'Each channel' }).click();
    expect(await notes.allInnerTexts()).toEqual(
      expect.arrayContaining([
        expect.stringContaining('dark sends left, mid gray is zero, light sends right'),
      ]),
    );
    const each = await filters();
    expect(each).toHaveLength(summed.length);
    expect(each.some((href, index) => href !== summed[index])).toBe(true);
    await page.locator('#tree label', { hasText: 'Color channels summed' }).click();
    expect(await filters()).toEqual(summed);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('shows the pictures of an experiment, hostile names in them or not', async () => {
    const hostile = '</script><img src=x onerror=alert(1)>';
    const points = [2, 8, 10].map((x) => ({ x, y: 0.9 + x / 100, bar: [0.9, 0.99] as const }));
    const curves = [{ name: hostile, color: '#d95f02', symbol: 'circle' as const, points }];
    const plot = { axisTitle: hostile, logarithmic: false, wideRange: true, values: [2, 8, 10], curves };
    const sweeps = [
      { title: 'Depth', text: hostile, plot, description: 'Depth 8: 97 %.', seeds: 3, command: hostile },
    ];
    const url = await writeReport(buildReportData({ ...exampleInput(), sweeps }));
    const { page, complaints } = await openReport(browser, url, { viewport: { width: 390, height: 800 } });
    const pictures = page.locator('#experiment svg[role="img"]');
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      const shown = await pictures.evaluateAll((all) =>
        all.map((each) => each.getBoundingClientRect().width > 0),
      );
      expect(shown.filter(Boolean)).toHaveLength(1);
      const picture = pictures.nth(shown.indexOf(true));
      expect(await picture.getAttribute('aria-label')).toBe('Depth 8: 97 %.');
      // Pixels on the screen, by what the drawing is scaled with.
      const sizes = await picture.locator('text').evaluateAll((texts) =>
        texts.map((text) => {
          const { width: drawn } = (text as SVGTextElement).ownerSVGElement?.viewBox.baseVal ?? { width: 0 };
          const wide = (text as SVGTextElement).ownerSVGElement?.getBoundingClientRect().width ?? 0;
          return (Number(text.getAttribute('font-size')) * wide) / drawn;
        }),
      );
      expect(sizes.length).toBeGreaterThan(4);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
    }
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.locator('#experiment .note').innerText()).toContain(hostile);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    expect(await page.locator('nav a[href="#experiment"]').count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('shows how all classes fare beside accuracy, on a phone too', async () => {
    const input = exampleInput();
    const data = buildReportData(input);
    const url = await writeReport(data);
    const { page, complaints } = await openReport(browser, url, { viewport: { width: 390, height: 800 } });
    const quality = page.locator('.quality');
    const rows = await quality.locator('table').first().locator('tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split(/[\t\n]/)[0])).toEqual([
      'Teacher',
      'Baseline tree, max path',
      'Baseline tree, mixture',
      'Distilled tree, max path',
      'Distilled tree, mixture',
    ]);
    expect(rows[0]).toContain('100.00');
    expect(rows[0]).toContain('0.105');
    const { name, share } = data.mostFrequentClass ?? {};
    expect(await quality.locator('.note').first().innerText()).toContain(
      `always answers ${name ?? ''}, the most frequent class, is right in ${percent(share ?? Number.NaN, 2)}`,
    );
    const [line = []] = data.trees.find(({ role }) => role === 'distilled')?.confusion.maxPath.counts ?? [];
    const recall = (line[0] ?? 0) / line.reduce((sum, count) => sum + count, 0);
    expect(await page.locator('.matrix tbody .recall').first().innerText()).toBe(percent(recall));
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('data of earlier versions, which have no such numbers, do without the table', async () => {
    const { mostFrequentClass, ...data } = buildReportData(exampleInput());
    const { teacher, trees } = data;
    const url = await writeReport({
      ...data,
      teacher: teacher && { ...teacher, quality: undefined },
      trees: trees.map((tree) => ({ ...tree, quality: undefined })),
    });
    expect(mostFrequentClass).toBeDefined();
    const { page, complaints } = await openReport(browser, url);
    expect(await page.locator('.scores .score-table').count()).toBe(1);
    expect(await page.locator('.quality').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('trees that are not complete', async () => {
    const input = exampleInput({ topology: lopsidedTopology });
    const { page, complaints } = await openReport(browser, await writeReport(buildReportData(input)));
    await page.getByLabel('Levels to open').selectOption({ label: 'all 4' });
    expect(await page.locator('.tree-view [role=treeitem]').count()).toBe(9);
    const path = await page.locator('.decision .path > .step .node-link').allInnerTexts();
    const end = Number(path.at(-1)?.replace('Node ', ''));
    expect(path.slice(0, -1)).toEqual(lopsidedTopology.pathTo(end).map(({ node }) => `Node ${node}`));
    await page.locator('.decision .step-leaf .node-link').click();
    await page.locator(`[data-details-node="${end}"]`).waitFor();
    expect(await page.locator('.flow .flow-leaf.on-path').count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test.each<[string, Children]>([
    ['one leaf', [null]],
    ['two leaves', [[1, 2], null, null]],
    ['a gate beside a leaf', [[1, 2], null, [3, 4], null, null]],
  ])('a tree that was pruned to %s', async (_, children) => {
    const topology = new TreeTopology(children);
    const { page, complaints } = await open({ topology });
    expect(await page.locator('.tree-view [role=treeitem]').count()).toBe(topology.nodeCount);
    const steps = await page.locator('.decision .path > .step').count();
    expect(steps).toBeGreaterThan(topology.leafCount === 1 ? 0 : 1);
    await page.locator('.decision .step-leaf .node-link').click();
    expect(await page.locator('.flow .flow-leaf').count()).toBe(topology.leafCount);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a hard tree decides in the page as in the library', async () => {
    const example = exampleInput();
    const { distilled } = example.experiment;
    if (distilled === undefined) throw new Error('the example has a distilled tree');
    const tree = hardenTree(distilled.tree);
    const experiment = { ...example.experiment, distilled: { ...distilled, tree } };
    const { page, complaints } = await openReport(
      browser,
      await writeReport(buildReportData({ ...example, experiment })),
    );
    const gates = await page.locator('.decision [data-gate-probability]').allInnerTexts();
    expect(gates.length).toBe(3);
    for (const gate of gates) expect(gate).toMatch(/^(0|100)(\.0)?\s*%$/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a table shows features by name and has nothing to draw on', async () => {
    const featureNames = ['petal length', 'petal width', 'sepal length', 'sepal width'];
    const { page, complaints } = await open({ inputShape: [4], featureNames });
    expect(await page.locator('.drawing-pad').count()).toBe(0);
    expect(await page.locator('.details .weights').innerText()).toContain('petal width');
    expect(await page.locator('.step .weights').first().innerText()).toMatch(/petal length.*=/s);
    expect(await page.locator('.gallery .sample').count()).toBeGreaterThan(3);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('one tree without teacher, curves or settings', async () => {
    const example = exampleInput();
    if (example.experiment.distilled === undefined) throw new Error('the example has a distilled tree');
    const { tree, maxPath, mixture, topPathProbability } = example.experiment.distilled;
    const distilled = { tree, maxPath, mixture, topPathProbability };
    const url = await writeReport(buildReportData({ ...example, experiment: { seed: 1, distilled } }));
    const { page, complaints } = await openReport(browser, url);
    expect(await page.locator('.gallery .choice label').allInnerTexts()).toEqual([
      'Correct',
      'Wrong',
      'Least sure',
    ]);
    expect(await page.getByText('No learning curves were recorded').count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('several seeds show their mean, deviation and error bars', async () => {
    const example = exampleInput();
    const other = {
      seed: 6,
      teacherAccuracy: 0.97,
      trees: { distilled: { maxPath: 0.6, mixture: 0.65, topPathProbability: 0.4 } },
    };
    const url = await writeReport(buildReportData({ ...example, otherRuns: [other] }));
    const { page } = await openReport(browser, url);
    // Mean of 0.5 and 0.6; sample deviation 0.1 / sqrt(2).
    expect(await page.locator('.scores tbody tr', { hasText: 'Distilled' }).innerText()).toMatch(
      /55\.00.%\s*±7\.07/,
    );
    expect(await page.locator('.score-chart .error-bar').count()).toBeGreaterThan(0);
    await page.context().close();
  });
});

describe('hostile names', () => {
  const hostile = '</script><img src=x onerror=alert(1)>';
  test.each([
    ['of an image data set', { inputShape: [6, 6, 1] }],
    ['of a table', { inputShape: [4], featureNames: [hostile, `"'&${hostile}`, 'c', 'd'] }],
  ])('appear as text everywhere and run nothing: %s', async (_, shape) => {
    const classNames = [hostile, `${hostile} 2`, '"><svg onload=alert(2)>'];
    const experiment = { preset: hostile, settings: { tree: { [hostile]: hostile } } };
    const { page, complaints, requests } = await open(
      { ...shape, classNames, datasetName: hostile, experiment },
      360,
    );
    expect(await page.locator('h1').innerText()).toBe(hostile);
    expect(await page.title()).toContain(hostile);
    await page.getByLabel('Levels to open').selectOption({ index: 3 });
    await page.locator('.tree-view [data-node="8"]').focus();
    await page.getByText('Times and all settings').click();
    const injected = await page.evaluate(
      () => document.querySelectorAll('img[src="x"], [onerror], [onload]').length,
    );
    expect(injected).toBe(0);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save SVG' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^[\w-]+\.svg$/);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await page.context().close();
  });
});

test('each class has the precision, recall and F1 of the library', async () => {
  const input = exampleInput();
  const data = buildReportData(input);
  const { page, complaints } = await openReport(browser, await writeReport(data));
  const { tree } = input.experiment.distilled ?? {};
  if (tree === undefined) throw new Error('the example has a distilled tree');
  const { test: rows } = input;
  const prediction = predict(tree, rows.features, rows.rowCount);
  const quality = treeQuality(prediction, rows.labels, tree);
  await page.getByText('Precision, recall and F1 of each class').click();
  for (const [name, expected] of [
    ['Distilled tree, max path', quality.maxPath],
    ['Distilled tree, mixture', quality.mixture],
  ] as const) {
    await page.locator('.class-table label', { hasText: name }).click();
    const lines = await page
      .locator('.class-table tbody tr')
      .evaluateAll((all) =>
        all.map((line) => Array.from(line.querySelectorAll('td'), (cell) => cell.textContent)),
      );
    const shown = (value: number | null | undefined) => (value == null ? '–' : percent(value, 2));
    expect(lines.map(([precision]) => precision)).toEqual(expected.precision.map(shown));
    expect(lines.map(([, recall]) => recall)).toEqual(expected.recall.map(shown));
    const f1s = lines.map((line) => Number.parseFloat(line[2] ?? 'none'));
    expect(f1s.reduce((sum, f1) => sum + f1, 0) / f1s.length).toBeCloseTo(100 * expected.macroF1, 1);
    expect(lines.reduce((sum, line) => sum + Number(line[3]), 0)).toBe(rows.rowCount);
  }
  expect(complaints).toEqual([]);
  await page.context().close();
});
