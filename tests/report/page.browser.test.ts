import { readFile } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Resvg } from '@resvg/resvg-js';
import type { Browser, Download, Locator, Page } from 'playwright-core';

import { loadModel, type PageModel, type PageTree } from '../../src/report/page/model.js';
import { percent } from '../../src/report/page/text.js';
import type { ReportData } from '../../src/report/report-data.js';
import { explain } from '../../src/tree/explanation.js';
import { gateProbabilities } from '../../src/tree/routing.js';
import { launchBrowser, openReport, type WatchedPage } from '../support/browser.js';
import { committedData, committedReport, writeReport } from './committed-report.js';

let browser: Browser;
let data: ReportData;
let model: PageModel;
let url: string;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  data = committedData();
  [model, url, browser] = await Promise.all([loadModel(data), writeReport(data), launchBrowser()]);
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

function treeOf(role: string): PageTree {
  const found = model.trees.find((tree) => tree.role === role);
  if (found === undefined) throw new Error(`the report has no ${role} tree`);
  return found;
}

/** Chooses a sample of the gallery and waits until the page shows it. */
async function chooseSample(gallery: string, index = 0): Promise<number> {
  await page.locator('.gallery label', { hasText: gallery }).click();
  const button = page.locator('.gallery .sample').nth(index);
  await button.click();
  const sample = Number(await button.getAttribute('data-sample'));
  await page.locator('#subject h3', { hasText: `test row ${data.samples.rows[sample] ?? '?'}` }).waitFor();
  return sample;
}

async function textsOf(locator: Locator): Promise<string[]> {
  return (await locator.allInnerTexts()).map((text) => text.trim());
}

async function savedText(button: string): Promise<{ download: Download; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('.tree-panel').getByRole('button', { name: button }).click(),
  ]);
  return { download, bytes: await readFile(await download.path()) };
}

describe('the report in a browser', () => {
  test('the committed file is small, opens by itself and asks for nothing', async () => {
    expect(statSync(committedReport).size).toBeLessThan(3_000_000);
    const committed = await openReport(browser, pathToFileURL(committedReport).href);
    expect(await committed.page.locator('h1').innerText()).toBe(data.dataset);
    expect(committed.complaints).toEqual([]);
    expect(committed.requests).toEqual([]);
    await committed.page.context().close();
  });

  test('1: shows every score beside the paper', async () => {
    const table = page.locator('.scores .score-table');
    const [run] = data.runs;
    const row = await table.locator('tbody tr', { hasText: 'Distilled' }).innerText();
    if (data.runs.length === 1) {
      for (const score of [
        run?.trees.distilled?.maxPath,
        run?.trees.distilled?.mixture,
        run?.trees.distilled?.fidelity,
      ]) {
        expect(row).toContain(percent(score ?? Number.NaN, 2));
      }
    }
    expect(row).toContain('96.76');
    expect(await table.locator('tbody tr', { hasText: 'Teacher' }).innerText()).toContain('99.21');
    expect(await page.locator('.fact-list').first().innerText()).toContain(String(run?.seed));
    await page.getByText('Times and all settings').click();
    expect(await page.locator('.fact-groups').innerText()).toContain('temperature');
  });

  test('2: draws learning curves, and the samples behind a cell of the confusion matrix', async () => {
    expect(await page.locator('.chart path').count()).toBeGreaterThanOrEqual(4);
    const { confusion, answers } = treeOf('distilled').report;
    const { counts } = confusion.maxPath;
    const held = data.samples.labels.filter(
      (label, sample) => label === 4 && answers.maxPath[sample] === 9,
    ).length;
    await page.locator('[data-cell="4-9"]').click();
    expect(await page.locator('.cell-samples h4').innerText()).toBe('4 answered as 9');
    expect(await page.locator('.cell-samples p').first().innerText()).toContain(
      `${counts[4]?.[9] ?? 0} of 982`,
    );
    expect(await page.locator('.cell-samples .sample').count()).toBe(Math.min(8, held));
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('.cell-samples h4').innerText()).toBe('3 answered as 9');
    await page.locator('.confusions label', { hasText: 'Teacher' }).click();
    expect(await page.locator('[data-cell="0-0"]').innerText()).toBe(
      String(data.teacher?.confusion?.counts[0]?.[0]),
    );
  });

  test('3: shows an inner node on hover and focus, and a leaf with its samples', async () => {
    const distilled = treeOf('distilled');
    const details = page.locator('.details-body');
    await page.locator('.tree-view [data-node="1"]').hover();
    await page.locator('[data-details-node="1"]').waitFor();
    expect(await details.innerText()).toContain((distilled.tree.parameters.biases[1] ?? 0).toPrecision(4));
    expect(await details.innerText()).toContain(percent(distilled.traffic[1] ?? 0));
    expect(await details.locator('img[alt="Filter of node 1"]').count()).toBe(1);
    const boundary = await textsOf(details.locator('.sample .caption'));
    const samples = distilled.report.boundarySamples[1] ?? [];
    expect(boundary).toEqual(
      samples.map((sample) => percent(gateProbabilities(distilled.tree, model.features(sample), 1)[1] ?? 0)),
    );

    const leaf = distilled.report.leafRows.findIndex(
      (rows, index) => rows > 50 && (distilled.report.leafCorrect[index] ?? 0) < rows,
    );
    const node = distilled.tree.topology.nodeOfLeaf(leaf);
    await page.locator('.search select').selectOption({ index: (distilled.leafClasses[leaf] ?? 0) + 1 });
    const next = page.getByRole('button', { name: 'Next leaf of this class' });
    for (let step = 0; step < distilled.tree.leafCount; step++) {
      await next.click();
      if ((await page.locator(`.tree-view [data-node="${node}"]`).count()) > 0) break;
    }
    await page.locator(`.tree-view [data-node="${node}"]`).focus();
    await page.locator(`[data-details-node="${node}"]`).waitFor();
    const rows = distilled.report.leafRows[leaf] ?? 1;
    expect(await details.innerText()).toContain(percent((distilled.report.leafCorrect[leaf] ?? 0) / rows));
    const { typical = [], wrong = [] } = distilled.report.leafSamples[leaf] ?? {};
    expect(await details.locator('.sample').count()).toBe(typical.length + wrong.length);
    expect(await details.locator('.sample.is-wrong').count()).toBe(wrong.length);
  });

  test('3: zooms, pans, collapses and expands', async () => {
    const content = page.locator('.tree-view > g');
    const nodes = page.locator('.tree-view [role=treeitem]');
    const before = await content.getAttribute('transform');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.waitForFunction(
      (old) => document.querySelector('.tree-view > g')?.getAttribute('transform') !== old,
      before,
    );
    const zoomed = await content.getAttribute('transform');
    const box = await page.locator('.tree-view').boundingBox();
    if (box === null) throw new Error('the tree is not on the page');
    await page.mouse.move(box.x + 20, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 90, box.y + 60, { steps: 3 });
    await page.mouse.up();
    expect(await content.getAttribute('transform')).not.toBe(zoomed);
    await page.getByRole('button', { name: 'Fit' }).click();
    expect(await nodes.count()).toBe(31);
    await page.locator('.tree-view [data-toggle="1"]').click();
    expect(await nodes.count()).toBe(17);
    expect(await page.locator('.tree-view [data-node="1"]').getAttribute('aria-expanded')).toBe('false');
    await page.getByLabel('Levels to open').selectOption('1');
    expect(await nodes.count()).toBe(3);
    await page.getByLabel('Levels to open').selectOption('8');
    expect(await nodes.count()).toBe(511);
    // All of them are in the pane, large enough to be told apart.
    const inPane = (selector: string) =>
      page.evaluate((sought) => {
        const pane = document.querySelector('.tree-view')?.getBoundingClientRect();
        const boxes = [...document.querySelectorAll(`.tree-view ${sought} .halo`)].map((halo) =>
          halo.getBoundingClientRect(),
        );
        const isWithin = ({ left, right, top, bottom }: DOMRect) =>
          pane !== undefined &&
          left >= pane.left &&
          right <= pane.right &&
          top >= pane.top &&
          bottom <= pane.bottom;
        return {
          all: boxes.length > 0 && boxes.every(isWithin),
          height: Math.min(...boxes.map(({ height }) => height)),
        };
      }, selector);
    expect((await inPane('[role=treeitem]')).all).toBe(true);
    expect((await inPane('[role=treeitem]')).height).toBeGreaterThan(8);
    await page.getByRole('button', { name: 'Go to its leaf' }).click();
    await page.locator('.tree-view .node.is-focused[aria-level="9"]').waitFor();
    expect((await inPane('.node')).all).toBe(true);
    await page.getByLabel('Levels to open').selectOption('8');
    // The root closes as any other node.
    await page.locator('.tree-view [data-node="0"]').press('Enter');
    expect(await nodes.count()).toBe(1);
  });

  test('3: can be walked with the keyboard alone', async () => {
    await page.locator('.tree-view [data-node="0"]').focus();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-node'));
    const visited: unknown[] = [];
    for (const key of [
      'ArrowRight',
      'ArrowRight',
      'ArrowDown',
      'ArrowUp',
      'ArrowLeft',
      'ArrowLeft',
      'End',
      'Home',
    ]) {
      await page.keyboard.press(key);
      visited.push(await focused());
    }
    // Left closes node 3, then goes to its parent; End is the last node of the fourth level.
    expect(visited).toEqual(['1', '3', '7', '3', '3', '1', '30', '0']);
    expect(await page.locator('.tree-view [data-node="3"]').getAttribute('aria-expanded')).toBe('false');
    await page.locator('[data-details-node="0"]').waitFor();
    const nodes = page.locator('.tree-view [role=treeitem]');
    const before = await nodes.count();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    expect(await nodes.count()).toBeLessThan(before);
    await page.locator('[data-details-node="1"]').waitFor();
    const transform = () => page.locator('.tree-view > g').getAttribute('transform');
    const still = await transform();
    await page.keyboard.press('Shift+ArrowRight');
    expect(await transform()).not.toBe(still);
    const panned = await transform();
    await page.keyboard.press('+');
    expect(await transform()).not.toBe(panned);
  });

  test('3: finds the leaves of a class and fades what cannot answer it', async () => {
    await page.getByLabel('Find class').selectOption('3');
    const { leafClasses } = treeOf('distilled');
    const count = leafClasses.filter((answer) => answer === 3).length;
    expect(await page.locator('.search .position').innerText()).toBe(`${count} leaves`);
    await page.getByRole('button', { name: 'Next leaf of this class' }).click();
    await page.locator('.details-body h3', { hasText: 'answers 3' }).waitFor();
    expect(await page.locator('.search .position').innerText()).toBe(`1 of ${count}`);
    const faded = await page.locator('.tree-view .picture.is-faded').count();
    const shown = await page
      .locator('.tree-view [role=treeitem]')
      .evaluateAll((items) => items.map((item) => item.getAttribute('data-node')));
    const { summaries } = treeOf('distilled');
    expect(faded).toBe(
      shown.filter((node) => summaries[Number(node)]?.reachable.includes(3) === false).length,
    );
    expect(faded).toBeGreaterThan(0);
  });

  test.each(['Correct', 'Wrong', 'Least sure', 'Teacher disagrees'])(
    '4: follows a decision with the numbers of the library: %s',
    async (gallery) => {
      const sample = await chooseSample(gallery, 1);
      const { tree } = treeOf('distilled');
      const features = model.features(sample);
      const explanation = explain(tree, features);
      const decision = page.locator('.decision[data-role=distilled]');
      expect(await textsOf(decision.locator('[data-gate-probability]'))).toEqual(
        explanation.steps.map(({ gateProbability }) => percent(gateProbability)),
      );
      expect(await textsOf(decision.locator('[data-side-probability]'))).toEqual(
        explanation.steps.map(({ sideProbability }) => percent(sideProbability)),
      );
      expect(await textsOf(decision.locator('.path > .step .node-link'))).toEqual([
        ...explanation.steps.map(({ node }) => `Node ${node}`),
        `Node ${tree.topology.nodeOfLeaf(explanation.leaf)}`,
      ]);
      expect(await decision.locator('[data-path-probability]').innerText()).toBe(
        percent(explanation.pathProbability),
      );
      expect(await textsOf(decision.locator('[data-answer="Max path"] .number'))).toEqual(
        [...explanation.leafDistribution].map((value) => percent(value)),
      );
      expect(await textsOf(decision.locator('[data-answer="Mixture"] .number'))).toEqual(
        [...explanation.mixtureDistribution].map((value) => percent(value)),
      );
      expect(await decision.locator('[data-answer="Teacher"] tr').count()).toBe(10);
      expect(await decision.locator('.evidence .overlay').count()).toBe(tree.depth);
      const isWrong = explanation.maxPathClass !== data.samples.labels[sample];
      expect(await decision.locator('.verdict.is-wrong').count()).toBe(isWrong ? 1 : 0);
      expect(await decision.locator('.flow .flow-leaf.on-path').count()).toBe(1);
      // The path lights up in the tree, too.
      await decision.locator('.step-leaf .node-link').click();
      const leafNode = tree.topology.nodeOfLeaf(explanation.leaf);
      await page.locator(`.tree-view [data-node="${leafNode}"]`).waitFor();
      await page.locator(`[data-details-node="${leafNode}"]`).waitFor();
    },
  );

  test('5: answers a digit drawn with the mouse, then follows it', async () => {
    const pad = page.locator('.drawing-pad');
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    if (box === null) throw new Error('the pad is not on the page');
    const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
    await page.mouse.move(...at(0.52, 0.15));
    await page.mouse.down();
    await page.mouse.move(...at(0.48, 0.85), { steps: 12 });
    await page.mouse.up();
    await page.locator('.live-answer[data-role=distilled] .note', { hasText: 'max path' }).waitFor();
    expect(await page.locator('.live-answer[data-role=distilled] .big-answer').innerText()).toBe('1');
    await page.getByRole('button', { name: 'Follow this drawing' }).click();
    await page.locator('#subject h3', { hasText: 'your drawing' }).waitFor();
    expect(await page.locator('.decision[data-role=distilled] .leaf-answer').innerText()).toBe('1');
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await page.locator('.live-answer[data-role=distilled] .big-answer').innerText()).toBe('?');
  });

  test('5: can be drawn on with the keyboard', async () => {
    await page.locator('.drawing-pad').focus();
    await page.keyboard.press('Space');
    for (let step = 0; step < 14; step++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    expect(await page.locator('.live-answer[data-role=distilled] .big-answer').innerText()).toBe('1');
  });

  test('6: shows both trees side by side', async () => {
    await page.locator('#tree label', { hasText: 'Side by side' }).click();
    expect(await page.locator('.tree-view').count()).toBe(2);
    expect(await page.locator('.decision').count()).toBe(2);
    await page.locator('.tree-panel[data-role=baseline] [data-node="2"]').focus();
    await page.locator('.details .eyebrow', { hasText: /baseline tree/i }).waitFor();
    await page.locator('#tree label', { hasText: 'Baseline' }).click();
    expect(await page.locator('.tree-panel').getAttribute('data-role')).toBe('baseline');
    expect(await page.locator('.decision').getAttribute('data-role')).toBe('baseline');
  });

  test('7: saves the current view as SVG and PNG', async () => {
    await page.getByLabel('Levels to open').selectOption('2');
    const svg = await savedText('Save SVG');
    expect(svg.download.suggestedFilename()).toBe('mnist-distilled.svg');
    const text = svg.bytes.toString('utf8');
    expect(text).toMatch(/^<svg xmlns/);
    expect(text.match(/id="node-/g)).toHaveLength(7);
    expect(text).toContain('>Distilled tree<');
    expect(text).toContain('weights: orange sends left, blue sends right');
    expect(text).toContain('width: share of the inputs');
    const rendered = new Resvg(text).render();
    expect(rendered.width).toBeGreaterThan(300);
    const png = await savedText('Save PNG');
    expect(png.download.suggestedFilename()).toBe('mnist-distilled.png');
    expect(png.bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(png.bytes.length).toBeGreaterThan(10_000);
  });
});
