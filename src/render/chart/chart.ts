import { element, escapeXml, type Ink } from '../svg-markup.js';
import { createAxis, type Axis, type AxisOptions } from './axis.js';
import { errorBarPath, type Pixel } from './paths.js';
import { chartTextSize, labelWidth, lineMarkup, chartText, type SeriesStyle } from './series.js';

export interface Series extends SeriesStyle {
  /** From left to right. */
  readonly points: readonly ChartPoint[];
  /** Whether a line joins the points (the default), or they stand alone. */
  readonly joined?: boolean | undefined;
  /** Whether every point has a symbol (the default), the last alone, or none. */
  readonly symbolsAt?: 'points' | 'end' | 'none' | undefined;
  /** The name by default. */
  readonly tooltip?: string | undefined;
}

/** A point of a chart, in the units of its axes. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  /** Ends of the error bar, on the scale of `y`. */
  readonly bar?: readonly [low: number, high: number] | undefined;
}

export interface ChartAxis extends AxisOptions {
  /** Text of a tick; empty for none. */
  readonly format: (value: number) => string;
}

export interface Chart {
  /** Pixels, labels included. */
  readonly width: number;
  readonly height: number;
  readonly x: ChartAxis & { readonly title: string };
  readonly y: ChartAxis;
  /** With at least one point. */
  readonly series: readonly Series[];
  readonly ink: Ink;
  /** Pixels from each series to the next at the same x, so that error bars do not cover each other; 0 by default. */
  readonly dodge?: number | undefined;
}

/** Room below the plot for labels and title. */
const footHeight = 44;
/** Room between the ends of the grid lines and the first and last value. */
const inset = 16;

/** Lines with symbols and error bars over two axes, as SVG markup from (0, 0). The same numbers give the same bytes. */
export function chart({ width, height, x, y, series, ink, dodge = 0 }: Chart): string {
  const points = series.flatMap((each) => each.points);
  const bottom = height - footHeight;
  const xs = points.map((point) => point.x);
  const ys = points.flatMap((point) => [point.y, ...(point.bar ?? [])]);
  const vertical = createAxis(ys, [bottom, chartTextSize / 2], y);
  const left = Math.max(...vertical.ticks.map((tick) => labelWidth(y.format(tick)))) + 8;
  const horizontal = createAxis(xs, [left + inset, width - inset], x);
  const grid = vertical.ticks.map((tick) => {
    const at = vertical.position(tick);
    return element('line', { x1: left, x2: width, y1: at, y2: at, ...ink({ stroke: 'border' }) });
  });
  const rows = labels(vertical, y.format, () => chartTextSize).map(([label, at]) =>
    chartText(label, left - 8, at + 4, ink, 'end'),
  );
  const columns = labels(horizontal, x.format, (label) => labelWidth(label) + 6).map(([label, at]) =>
    chartText(label, at, bottom + 20, ink, 'middle'),
  );
  const title = chartText(x.title, (left + width) / 2, height - 4, ink, 'middle');
  const lines = series.map((each, index) => {
    const shift = (index - (series.length - 1) / 2) * dodge;
    return seriesMarkup(each, (value) => horizontal.position(value) + shift, vertical.position);
  });
  return [...grid, ...rows, ...columns, title, ...lines].join('');
}

/** Labels of ticks with their pixels, as many as have room beside each other. */
function labels(
  { ticks, position }: Axis,
  format: ChartAxis['format'],
  size: (label: string) => number,
): (readonly [label: string, at: number])[] {
  let free = -Infinity;
  return ticks.flatMap((tick) => {
    const [label, at] = [format(tick), position(tick)];
    const along = Math.abs(at - position(ticks[0] ?? 0));
    if (label === '' || along - size(label) / 2 < free) return [];
    free = along + size(label) / 2;
    return [[label, at] as const];
  });
}

function seriesMarkup(series: Series, left: (x: number) => number, top: (y: number) => number): string {
  const { points, color, joined = true, symbolsAt = 'points', tooltip = series.name } = series;
  const bars = points.flatMap(({ x, bar: [low, high] = [0, 0] }) => {
    if (low === high) return [];
    const d = errorBarPath('vertical', left(x), [top(low), top(high)], 4);
    return [element('path', { class: 'error-bar', d, stroke: color, 'stroke-width': 1.25, fill: 'none' })];
  });
  const pixels = points.map(({ x, y }): Pixel => [left(x), top(y)]);
  const symbols = { points: pixels, end: pixels.slice(-1), none: [] }[symbolsAt];
  const title = element('title', {}, escapeXml(tooltip));
  return element('g', {}, title, ...bars, lineMarkup(series, joined ? pixels : [], symbols));
}
