import { expect, test } from '@jest/globals';

import type { Pixel } from '../../../src/render/chart/paths.js';
import { chartText, lineMarkup, sampleMarkup, seriesLegend } from '../../../src/render/chart/series.js';
import { createInk } from '../../../src/render/svg-markup.js';

const style = { name: '<i>', color: 'red', dash: '5 4', symbol: 'square' } as const;
const ink = createInk('light');

test('a line has a symbol at every pixel, or at those named', () => {
  const pixels: Pixel[] = [
    [0, 0],
    [10, 5.004],
  ];
  expect(lineMarkup(style, pixels).match(/translate\(.*?\)/g)).toEqual(['translate(0 0)', 'translate(10 5)']);
  const markup = lineMarkup(style, pixels, pixels.slice(-1));
  expect(markup).toContain('d="M0,0L10,5"');
  expect(markup).toContain('stroke-dasharray="5 4"');
  expect(markup.match(/translate\(.*?\)/g)).toEqual(['translate(10 5)']);
});

test('a legend names each series beside a sample of its line, two in a row', () => {
  const styles = [style, { ...style, name: 'b' }, { ...style, name: 'c' }];
  const { markup, height } = seriesLegend(styles, 400, ink);
  expect(markup.match(/<g transform="[^"]*"/g)).toEqual(
    ['0 3', '200 3', '0 23'].map((place) => `<g transform="translate(${place})"`),
  );
  expect(markup).toContain(sampleMarkup(style));
  expect(markup).toContain('&lt;i&gt;');
  expect(markup).not.toContain('<i>');
  expect(height).toBe(40);
});

test('a label keeps its measured width in any font, where its characters have one', () => {
  // "10" in Arimo: 2 * 0.556 * 12.5.
  expect(chartText('10', 0, 0, ink)).toContain('textLength="13.9"');
  expect(chartText('十', 0, 0, ink)).not.toContain('textLength');
});
