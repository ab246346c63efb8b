import { expect, test } from '@jest/globals';
import { percentTick } from '../../../src/render/chart/axis.js';
import { barChart } from '../../../src/render/chart/bar-chart.js';
import { createInk } from '../../../src/render/svg-markup.js';

const ticksOf = (values: readonly number[], bounds?: readonly [number, number]) => {
  const bars = values.map((value) => ({ name: `bar ${value}`, value, text: 'none' }));
  const chart = { width: 400, bars, title: 'share', format: percentTick, ink: createInk('light') };
  const { markup } = barChart({ ...chart, bounds });
  return [...markup.matchAll(/>(-?[\d.]+ %)</g)].map(([, text]) => text);
};

test('an axis holds zero and all values, and nothing beyond its bounds, even where all bars are zero', () => {
  expect(ticksOf([0.2, 0.6])).toEqual(['0 %', '10 %', '20 %', '30 %', '40 %', '50 %', '60 %']);
  expect(ticksOf([0, 0])[0]).toMatch(/^-/);
  expect(ticksOf([0, 0], [0, 1])[0]).toBe('0 %');
});
