import { expect, test } from '@jest/globals';
import type { TreeSummary } from '../../src/explain/summary/summarize-tree.js';
import { conditionText, dependenceText, leafText } from '../../src/render/summary-words.js';
import { summarySvg } from '../../src/render/summary-svg.js';
import { expectSvgSnapshot } from './svg-snapshot.js';

const number = { kind: 'number', offset: 40, scale: 0.1, indicator: false } as const;
const word = { kind: 'category', categories: ['Private', 'State'], indicator: true } as const;
const longName = 'weekly hours of work in the main and in all other occupations together, self-reported (h)';
const columns = [
  { input: { ...number, name: 'age (years)', feature: 0 }, title: 'age', unit: 'years', rows: 100 },
  { input: { ...word, name: 'work', feature: 1 }, title: 'work', rows: 100 },
  { input: { ...number, name: longName, feature: 5 }, title: longName, rows: 100 },
];
const bin = (confidence: number, accuracy: number) => ({
  low: confidence - 0.03,
  high: confidence + 0.03,
  rows: 50,
  confidence,
  accuracy,
  interval: { low: accuracy - 0.1, high: Math.min(1, accuracy + 0.08) },
});
const ages = {
  column: 0,
  values: [20, 40, 60],
  probabilities: [
    [0.8, 0.15, 0.05],
    [0.5, 0.445, 0.055],
    [0.1, 0.85, 0.05],
  ],
};
const works = {
  column: 1,
  values: ['Private', 'State', null],
  probabilities: [
    [0.2, 0.5, 0.3],
    [0.6, 0.3, 0.1],
    [0.4, 0.3, 0.3],
  ],
};
const hours = {
  column: 2,
  values: [10, 40, null],
  probabilities: [
    [0.7, 0.25, 0.05],
    [0.2, 0.75, 0.05],
    [0.05, 0.3, 0.65],
  ],
};
const summary: TreeSummary = {
  rows: 200,
  looked: { traffic: 200, shuffled: 200, dependence: 200 },
  table: {
    repeats: 5,
    importance: [
      { column: 0, logOdds: 2, share: 0.5, shuffled: { drop: 0.21, low: 0.15, high: 0.27 } },
      { column: 1, logOdds: 1.6, share: 0.4, shuffled: { drop: -0.01, low: -0.03, high: 0.01 } },
      { column: 2, logOdds: 0.4, share: 0.1, shuffled: { drop: 0, low: 0, high: 0 } },
    ],
    dependence: [ages, works, hours],
  },
  leaves: [],
  calibration: { maxPath: [bin(0.6, 0.5), bin(0.9, 0.92)], mixture: [bin(0.55, 0.6)] },
};
const drawing = {
  title: 'What a tree <goes> by',
  classNames: ['low & slow', 'high', 'other'],
  inputShape: [6],
  columns,
  summary,
};

test('a summary of a table is drawn: importance, partial dependence, calibration', () => {
  const svg = summarySvg(drawing);
  expect(summarySvg(drawing)).toBe(svg);
  expectSvgSnapshot('summary', svg);
  // Names are whole at least on hover.
  expect(svg).toContain(`<title>${longName}</title>`);
  expect(svg).toContain('What a tree &lt;goes&gt; by');
});

test('bars are as long as their numbers, from 0', () => {
  const bars = [
    ...summarySvg(drawing, 'light').matchAll(
      /<rect x="([\d.]+)" y="[\d.]+" height="14" width="([\d.]+)" rx="2"/g,
    ),
  ];
  const widths = bars.map(([, , width]) => Number(width));
  const [age = 0, work = 0, hours = 0] = widths;
  expect(work / age).toBeCloseTo(0.8, 2);
  expect(hours / age).toBeCloseTo(0.2, 2);
  const [loss = 0, gain = 0, none = 1] = widths.slice(3);
  expect(gain / loss).toBeCloseTo(1 / 21, 2);
  expect(none).toBe(0);
});

test('a summary of images is drawn with its pixels', () => {
  const pixels = Float64Array.of(0, 1, 2, 0.5);
  const images = {
    ...drawing,
    columns: undefined,
    inputShape: [2, 2, 1],
    summary: { ...summary, table: undefined, pixels },
  };
  expect(summarySvg(images)).toContain('href="data:image/png;base64,');
});

test('words of columns, leaves and dependences', () => {
  const name = (index: number) => `"${drawing.classNames[index] ?? ''}"`;
  const [age, work] = columns;
  if (age === undefined || work === undefined) throw new Error('columns');
  expect(conditionText(age, { column: 0, below: 12_500 })).toBe('age under 12,500 years');
  expect(conditionText(age, { column: 0, from: 30, below: 45 })).toBe('age 30 to under 45 years');
  expect(conditionText(age, { column: 0, from: 30 })).toBe('age 30 years or more');
  expect(conditionText(work, { column: 1, words: ['State', null] })).toBe('work State or missing');
  const leaf = {
    leaf: 0,
    rows: 50,
    classRows: [40, 9, 1],
    conditions: [{ column: 0, below: 30 }],
    met: { own: 45, others: 3 },
  };
  expect(leafText(leaf, 200, columns, name)).toBe(
    '50 rows, 80 % "low & slow", 18 % "high": age under 30 years (true of 90 % of them and of 2 % of the others)',
  );
  expect(leafText({ ...leaf, conditions: [], met: undefined }, 200, columns, name)).toBe(
    '50 rows, 80 % "low & slow", 18 % "high" (no value tells them from the others)',
  );
  const few = { ...leaf, rows: 3, classRows: [2, 1, 0], conditions: [], met: undefined };
  expect(leafText(few, 200, columns, name)).toMatch(/^3 rows, .* \(too few to tell them from the others\)$/);
  // Images have no columns.
  expect(leafText(few, 200, [], name)).not.toContain('(');
  expect(leafText({ ...leaf, rows: 0 }, 200, columns, name)).toBe('none of the rows');
  expect(dependenceText(age, ages, name)).toBe(
    '"low & slow" falls from 80 % at 20 years to 10 % at 60 years and "high" rises from 15 % at 20 years to 85 % at 60 years',
  );
  expect(dependenceText(work, works, name, 1)).toBe(
    '"low & slow" is between 20 % at Private and 60 % at State',
  );
});
