import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { gateQuestion } from '../../src/explain/gate-question.js';
import { columnTitle } from '../../src/render/decision-words.js';
import { columnBars, drawnQuestion, gateBars } from '../../src/render/gate-bars.js';
import { treeWeightScale } from '../../src/render/gate-weights.js';
import { treeSvg } from '../../src/render/svg.js';
import { anyTable, randomTable } from '../explain/random-table.js';
import { tabularDrawing } from './drawings.js';
import { expectSvgSnapshot } from './svg-snapshot.js';

const classNames = ['a', 'b', 'c'];

test('the bars of a gate begin with the columns of its question, in their order', () => {
  fc.assert(
    fc.property(anyTable, ({ tree, columns }) => {
      for (let gate = 0; gate < tree.innerNodeCount; gate++) {
        const node = tree.topology.nodeOfGate(gate);
        const asked = gateQuestion(tree, node, columns).terms.map(({ column }) => columns[column]);
        const names = columnBars(tree, node, columns).map(({ name }) => name);
        expect(asked.every((column) => column !== undefined && names.includes(columnTitle(column)))).toBe(
          true,
        );
        expect(names[0]).toBe(asked[0] && columnTitle(asked[0]));
      }
    }),
    { numRuns: 10 },
  );
});

test('a bar says what a usual distance of a number, and what each word adds', () => {
  const { tree, columns } = randomTable(4, 3);
  const bars = columnBars(tree, 0, columns);
  const [income, , , work] = ['income', 'dose', 'age', 'work'].map((name) =>
    bars.find((bar) => bar.name === name),
  );
  const slope = tree.beta(0) * (tree.filter(0)[columns[4]?.input.feature ?? 0] ?? 0);
  expect(income?.low).toBe(Math.min(0, slope));
  expect(income?.high).toBe(Math.max(0, slope));
  expect(income?.text).toMatch(/^[+−]\d\.\d\d for \d+ more$/);
  // What a gap does stands with its column, and not in a row of its own.
  expect(bars.find(({ name }) => name === 'dose')?.text).toMatch(/ mg more, missing [+−±]\d/);
  expect(work?.text).toMatch(/^(Private|State|None) [+−]\d\S*, /);
  expect(work?.low).toBeLessThan(0);
  expect(work?.high).toBeGreaterThan(0);
  expect(bars.map(({ name }) => name)).not.toContain('same');
});

test('without columns bars are those of the largest weights, and there is no question', () => {
  expect(gateBars(tabularDrawing, 0, 2)).toEqual([
    { name: 'sepal length (cm)', low: 0, high: 2, text: '+2' },
    { name: 'sepal width (cm)', low: -2, high: 0, text: '−2' },
  ]);
  expect(drawnQuestion(tabularDrawing, 0)).toBeUndefined();
});

test('a tree of a table is drawn by its columns, with its questions on hover', () => {
  const { tree, columns } = randomTable(4, 3);
  const drawing = { tree, classNames, columns, inputShape: [tree.featureCount] };
  const svg = treeSvg(drawing, { theme: 'light', title: 'A tree of a table' });
  expectSvgSnapshot('table-tree', svg);
  expectSvgSnapshot('table-tree-compact', treeSvg(drawing, { theme: 'light', layout: 'horizontal' }));
  const question = drawnQuestion(drawing, 0) ?? '';
  expect(question).toMatch(/^Is income above/);
  expect(svg).toContain(`Inner node 0: ${question} can still be`);
  expect(svg).not.toContain('State=');
  expect(treeWeightScale(drawing)).toBeGreaterThan(0);
});
