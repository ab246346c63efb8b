import { partsOfDependence, type PartialDependence } from '../../explain/summary/partial-dependence.js';
import type { ExplainedColumn } from '../../explain/table-columns.js';
import { classMark } from '../colors.js';
import { columnTitle, valueText } from '../decision-words.js';
import { percentText } from '../number-text.js';
import type { PagePart } from '../svg-header.js';
import { element, escapeXml, type Ink } from '../svg-markup.js';
import { classBar } from '../svg-node.js';
import { oneLine } from '../text-metrics.js';
import { createAxis, percentTick } from './axis.js';
import { gridMarkup, nameRows } from './bar-chart.js';
import { chart } from './chart.js';
import type { SeriesStyle } from './series.js';

const dashes = [undefined, '7 4', '2 4', '9 3 2 3'];
const symbols = ['circle', 'square', 'diamond'] as const;
const lineHeight = 230;
const wordBar = 14;
/** Lines of more classes cannot be told apart. */
const mostClasses = 8;

/** How a class is drawn as a line: dash and symbol for readers who do not see colors. */
export function classStyle(name: string, index: number): SeriesStyle {
  return {
    name: oneLine(name),
    color: classMark(index).color,
    dash: dashes[index % dashes.length],
    symbol: symbols[index % symbols.length] ?? 'circle',
  };
}

/** The classes whose lines move most over all columns, eight at most, in their order. */
export function movingClasses(dependence: readonly PartialDependence[], classCount: number): number[] {
  const ranges = Array.from({ length: classCount }, (_, index) => ({
    index,
    range: Math.max(0, ...dependence.map((each) => rangeOf(each, index).range)),
  }));
  return ranges
    .sort((a, b) => b.range - a.range || a.index - b.index)
    .slice(0, mostClasses)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}

/** Where the probability of a class is least and greatest. */
export function rangeOf({ probabilities }: PartialDependence, index: number) {
  let [low, high] = [0, 0];
  const at = (position: number) => probabilities[position]?.[index] ?? 0;
  for (const position of probabilities.keys()) {
    if (at(position) < at(low)) low = position;
    if (at(position) > at(high)) high = position;
  }
  return { low, high, least: at(low), greatest: at(high), range: at(high) - at(low) };
}

/**
 * Mean probability of each class by the values of a column, from (0, 0): lines over numbers, and a bar below for a missing one; shares
 * of a bar for each word.
 *
 * @param classes that are drawn
 */
export function dependenceChart(
  column: ExplainedColumn,
  dependence: PartialDependence,
  classNames: readonly string[],
  classes: readonly number[],
  width: number,
  ink: Ink,
): PagePart {
  if (column.input.kind !== 'number') return wordShares(column, dependence, classNames, width, ink);
  const { present, missing } = partsOfDependence(dependence);
  const series = classes.map((index) => {
    const points = present.values.map((value, at) => ({
      x: Number(value),
      y: present.probabilities[at]?.[index] ?? 0,
    }));
    const { least, greatest } = rangeOf(present, index);
    const style = classStyle(classNames[index] ?? String(index), index);
    const tooltip = `${style.name}: ${percentText(least)} to ${percentText(greatest)}`;
    return { ...style, points, tooltip, symbolsAt: 'end' as const };
  });
  const title =
    column.unit === undefined ? columnTitle(column) : `${columnTitle(column)}, ${oneLine(column.unit)}`;
  const markup = chart({
    width,
    height: lineHeight,
    x: {
      title,
      ticks: 'among',
      spacing: 70,
      format: (value) => valueText({ ...column, unit: undefined }, value),
    },
    y: { bounds: [0, 1], format: percentTick },
    series,
    ink,
  });
  if (missing.values.length === 0) return { markup, height: lineHeight };
  const bar = wordShares(column, missing, classNames, width, ink);
  const below = element('g', { transform: `translate(0 ${lineHeight})` }, bar.markup);
  return { markup: markup + below, height: lineHeight + bar.height };
}

/** A bar for each word, parted by class. */
function wordShares(
  column: ExplainedColumn,
  { values, probabilities }: PartialDependence,
  classNames: readonly string[],
  width: number,
  ink: Ink,
): PagePart {
  const names = values.map((value) => valueText(column, value));
  const rows = nameRows(names, width, ink);
  const axis = createAxis([0, 1], [rows.left, width - 20], { spacing: 80 });
  const bars = probabilities.flatMap((shares, row) => {
    let start = 0;
    return shares.map((share, index) => {
      const [from, to] = [axis.position(start), axis.position(start + share)];
      start += share;
      const text = `${names[row] ?? ''}: ${oneLine(classNames[index] ?? String(index))} ${percentText(share)}`;
      const place = { x: from, y: (rows.middles[row] ?? 0) - wordBar / 2, width: to - from, height: wordBar };
      return element('g', {}, element('title', {}, escapeXml(text)), classBar(index, place));
    });
  });
  const grid = gridMarkup(axis, percentTick, columnTitle(column), rows, width, ink);
  return { markup: [...grid, rows.markup, ...bars].join(''), height: rows.bottom + 44 };
}
