import { element, escapeXml, rounded, type Ink } from '../svg-markup.js';
import type { PagePart } from '../svg-header.js';
import { hasKnownWidth, textWidth } from '../text-metrics.js';
import { linePath, symbolPath, type Pixel, type SymbolName } from './paths.js';

/** How a series looks; dash and symbol keep series apart without color. */
export interface SeriesStyle {
  readonly name: string;
  /** A CSS color that stands out from light and dark. */
  readonly color: string;
  /** Lengths of dashes and gaps, as in SVG's `stroke-dasharray`; a solid line by default. */
  readonly dash?: string | undefined;
  readonly symbol: SymbolName;
}

export const chartTextSize = 12.5;
const rowHeight = 20;
const sampleWidth = 34;

/** Line and symbols through pixels; symbols alone where no pixels are to be joined. */
export function lineMarkup(
  { color, dash, symbol }: SeriesStyle,
  pixels: readonly Pixel[],
  symbolsAt: readonly Pixel[] = pixels,
): string {
  const d = linePath(pixels);
  const line = { d, stroke: color, 'stroke-width': 2, 'stroke-linejoin': 'round', 'stroke-dasharray': dash };
  const mark = { d: symbolPath(symbol), fill: color };
  const marks = symbolsAt.map(([x, y]) =>
    element('path', { ...mark, transform: `translate(${rounded(x)} ${rounded(y)})` }),
  );
  return (pixels.length === 0 ? '' : element('path', { ...line, fill: 'none' })) + marks.join('');
}

/** A piece of the line with a symbol, 34 pixels wide and 10 high. */
export function sampleMarkup(style: SeriesStyle): string {
  const pixels = [0, sampleWidth / 2, sampleWidth].map((x): Pixel => [x, 5]);
  return lineMarkup(style, pixels, pixels.slice(1, 2));
}

/** Names with their samples in two columns, drawn from (0, 0), and its height. */
export function seriesLegend(styles: readonly SeriesStyle[], width: number, ink: Ink): PagePart {
  const entries = styles.map((style, index) => {
    const transform = `translate(${rounded((index % 2) * (width / 2))} ${Math.floor(index / 2) * rowHeight + 3})`;
    return element('g', { transform }, sampleMarkup(style), chartText(style.name, sampleWidth + 10, 9, ink));
  });
  return { markup: entries.join(''), height: Math.ceil(styles.length / 2) * rowHeight };
}

/** A label of a chart. */
export function chartText(
  content: string,
  x: number,
  y: number,
  ink: Ink,
  anchor?: 'middle' | 'end',
): string {
  // Where none of the fonts is installed, a wider one must not run into the neighbors.
  const textLength = hasKnownWidth(content) ? labelWidth(content) : undefined;
  const lengthAdjust = textLength && 'spacingAndGlyphs';
  const place = { x, y, 'font-size': chartTextSize, 'text-anchor': anchor, textLength, lengthAdjust };
  return element('text', { ...place, ...ink({ fill: 'muted' }) }, escapeXml(content));
}

export function labelWidth(label: string): number {
  return textWidth(label, chartTextSize);
}
