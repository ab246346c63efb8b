import { describe, expect, test } from '@jest/globals';

import { chart, type Chart } from '../../../src/render/chart/chart.js';
import { createInk } from '../../../src/render/svg-markup.js';
import { textWidth } from '../../../src/render/text-metrics.js';

const series = {
  name: 'tree',
  color: 'red',
  symbol: 'circle',
  points: [1, 2, 4].map((x) => ({ x, y: 10 * x })),
} as const;
const example: Chart = {
  width: 400,
  height: 200,
  x: { title: 'Depth', ticks: [1, 2, 4], format: String },
  y: { format: String },
  series: [series],
  ink: createInk('light'),
};

/** The labels and their places. */
function labels(markup: string) {
  const texts = markup.matchAll(/<text x="([^"]*)" y="([^"]*)"[^>]*>([^<]*)</g);
  return [...texts].map(([, x, y, content = '']) => ({ x: Number(x), y: Number(y), content }));
}
const count = (markup: string, part: string) => markup.split(part).length - 1;

describe('chart', () => {
  test('labels ticks and the axis, and draws each series with a symbol at each point', () => {
    const markup = chart(example);
    expect(
      labels(markup)
        .map(({ content }) => content)
        .join(' '),
    ).toBe('10 20 30 40 1 2 4 Depth');
    expect(count(markup, '<line')).toBe(4);
    expect(count(markup, 'transform="translate')).toBe(3);
    expect(markup).toContain('<title>tree</title>');
    expect(markup).not.toMatch(/NaN|Infinity|undefined/);
    expect(chart(example)).toBe(markup);
  });

  test('points that stand alone have symbols and no line', () => {
    const lines = (markup: string) => count(markup, 'stroke-linejoin');
    const alone = chart({ ...example, series: [{ ...series, joined: false }] });
    expect([lines(chart(example)), lines(alone)]).toEqual([1, 0]);
    expect(count(alone, 'transform="translate')).toBe(3);
  });

  test('makes room for the widest label of the left axis', () => {
    const format = (value: number) => `${value} thousand parameters`;
    const [first] = labels(chart({ ...example, y: { format } }));
    expect(first?.x).toBeCloseTo(textWidth('40 thousand parameters', 12.5), 1);
  });

  test('leaves out labels that have no room, but no grid line', () => {
    const ticks = Array.from({ length: 60 }, (_, index) => 1000 + index);
    const markup = chart({
      ...example,
      x: { title: '', ticks, format: String },
      y: { ticks, format: String },
      series: [{ ...series, points: ticks.map((x) => ({ x, y: x })) }],
    });
    expect(count(markup, '<line')).toBe(60);
    const shown = labels(markup).filter(({ content }) => content !== '');
    const [corner] = shown;
    const down = shown.filter(({ x }) => x === corner?.x).map(({ y }) => -y);
    const across = shown.filter(({ x }) => x !== corner?.x).map(({ x }) => x);
    const gaps = (places: readonly number[]) =>
      places.slice(1).map((place, index) => place - (places[index] ?? 0));
    expect(down.length).toBeGreaterThan(5);
    expect(across.length).toBeGreaterThan(5);
    expect(Math.min(...gaps(down))).toBeGreaterThanOrEqual(12.4);
    expect(Math.min(...gaps(across))).toBeGreaterThan(textWidth('1000', 12.5));
  });

  test('draws error bars where they have a length, and the axis holds them', () => {
    const bars = [[0, 60] as const, [20, 20] as const, undefined];
    const points = series.points.map((point, index) => ({ ...point, bar: bars[index] }));
    const markup = chart({ ...example, series: [{ ...series, points }] });
    expect(count(markup, 'class="error-bar"')).toBe(1);
    expect(labels(markup).map(({ content }) => content)).toEqual(expect.arrayContaining(['0', '60']));
  });

  test('series stand beside each other where asked to', () => {
    const starts = (dodge?: number) =>
      [...chart({ ...example, series: [series, series], dodge }).matchAll(/d="M([\d.]+),[\d.]+L/g)].map(
        ([, x]) => Number(x),
      );
    const [left = 0, right = 0] = starts(6);
    expect(right - left).toBeCloseTo(6, 1);
    expect(new Set(starts()).size).toBe(1);
  });

  test('shows the last symbol alone where asked to, and escapes what it is given', () => {
    const markup = chart({
      ...example,
      x: { ...example.x, title: '&' },
      series: [{ ...series, symbolsAt: 'end', tooltip: '<b>' }],
    });
    expect(count(markup, 'transform="translate')).toBe(1);
    expect(markup).toContain('<title>&lt;b&gt;</title>');
    expect(markup).toContain('>&amp;</text>');
  });

  test('survives a single point', () => {
    const markup = chart({ ...example, series: [{ ...series, points: [{ x: 3, y: 0 }] }] });
    expect(markup).not.toMatch(/NaN|Infinity/);
  });
});
