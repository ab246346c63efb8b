import type { PagePart } from '../svg-header.js';
import { element, escapeXml, type Ink } from '../svg-markup.js';
import { wrapLines } from '../text-metrics.js';
import { createAxis, type Axis, type AxisOptions } from './axis.js';
import { errorBarPath } from './paths.js';
import { chartText, chartTextSize, labelWidth } from './series.js';

/** One bar with its name, shown in two lines at most and whole on hover. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Ends of the error bar, on the scale of the values. */
  readonly interval?: readonly [low: number, high: number] | undefined;
  /** Text of the value, shown behind the bar and on hover. */
  readonly text: string;
}

/** Bars below each other, as SVG markup from (0, 0). */
export interface BarChart {
  readonly width: number;
  readonly bars: readonly Bar[];
  readonly title: string;
  /** Text of a tick. */
  readonly format: (value: number) => string;
  /** Least and greatest value worth showing; none by default. */
  readonly bounds?: AxisOptions['bounds'];
  readonly ink: Ink;
}

const lineHeight = 15;
const barHeight = 14;
const rowGap = 10;
const footHeight = 44;
/** Greatest share of the width for names. */
const nameShare = 0.4;

/** Horizontal bars from 0, with error bars and the text of each value. The same numbers give the same bytes. */
export function barChart({ width, bars, title, format, bounds, ink }: BarChart): PagePart {
  const rows = nameRows(
    bars.map(({ name }) => name),
    width,
    ink,
  );
  const values = bars.flatMap(({ value, interval = [value, value] }) => [value, ...interval]);
  const valueWidth = Math.max(0, ...bars.map(({ text }) => labelWidth(text))) + 8;
  const axis = createAxis([0, ...values], [rows.left, width - valueWidth], { spacing: 70, bounds });
  const marks = bars.map((bar, index) => barMarkup(bar, rows.middles[index] ?? 0, axis, ink));
  return {
    markup: [...gridMarkup(axis, format, title, rows, width, ink), rows.markup, ...marks].join(''),
    height: rows.bottom + footHeight,
  };
}

function barMarkup({ name, value, interval, text }: Bar, middle: number, axis: Axis, ink: Ink): string {
  const [zero, end] = [axis.position(0), axis.position(value)];
  const place = { x: Math.min(zero, end), y: middle - barHeight / 2, height: barHeight };
  const box = element('rect', { ...place, width: Math.abs(end - zero), rx: 2, ...ink({ fill: 'bar' }) });
  const ends = (interval ?? [value, value]).map((at) => axis.position(at));
  const [low = end, high = end] = ends;
  const bar =
    low === high
      ? ''
      : element('path', {
          class: 'error-bar',
          d: errorBarPath('horizontal', middle, [low, high], 4),
          fill: 'none',
          'stroke-width': 1.25,
          ...ink({ stroke: 'text' }),
        });
  const label = chartText(text, Math.max(zero, end, high) + 6, middle + 4, ink);
  return element('g', {}, element('title', {}, escapeXml(`${name}: ${text}`)), box, bar, label);
}

/** Names below each other at the left, and where their rows are. */
export interface NameRows {
  readonly markup: string;
  /** Where the plot begins. */
  readonly left: number;
  readonly middles: readonly number[];
  readonly bottom: number;
}

/** Names in up to two lines each. */
export function nameRows(names: readonly string[], width: number, ink: Ink): NameRows {
  const room = Math.min(nameShare * width, Math.max(0, ...names.map(labelWidth)));
  const middles: number[] = [];
  let top = 0;
  const texts = names.map((name) => {
    const [first = '', ...others] = wrapLines(name, room, chartTextSize);
    const lines = others.length > 1 ? wrapTwo(name, room) : [first, ...others];
    const height = Math.max(barHeight, lines.length * lineHeight);
    const middle = top + height / 2;
    middles.push(middle);
    top += height + rowGap;
    const start = middle - ((lines.length - 1) * lineHeight) / 2 + 4;
    const drawn = lines.map((line, index) => chartText(line, room, start + index * lineHeight, ink, 'end'));
    return element('g', {}, element('title', {}, escapeXml(name)), ...drawn);
  });
  return { markup: texts.join(''), left: room + 10, middles, bottom: top };
}

/** The first two lines of a long name; its end is told on hover. */
function wrapTwo(name: string, room: number): string[] {
  const [first = '', second = ''] = wrapLines(name, room, chartTextSize);
  return [first, second.endsWith('…') ? second : `${second}…`];
}

/** Vertical lines with labels below, and the axis' title. */
export function gridMarkup(
  { ticks, position }: Axis,
  format: (value: number) => string,
  title: string,
  { left, bottom }: NameRows,
  width: number,
  ink: Ink,
): string[] {
  return [
    ...ticks.flatMap((tick) => [
      element('line', {
        x1: position(tick),
        x2: position(tick),
        y1: 0,
        y2: bottom,
        ...ink({ stroke: 'border' }),
      }),
      chartText(format(tick), position(tick), bottom + 16, ink, 'middle'),
    ]),
    chartText(title, (left + width) / 2, bottom + 38, ink, 'middle'),
  ];
}
