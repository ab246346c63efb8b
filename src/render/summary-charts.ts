import type { ColumnImportance, TableSummary } from '../explain/summary/summarize-tree.js';
import type { ExplainedColumn } from '../explain/table-columns.js';
import { percentTick } from './chart/axis.js';
import { barChart, type Bar } from './chart/bar-chart.js';
import { dependenceChart, movingClasses } from './chart/dependence-chart.js';
import { columnTitle } from './decision-words.js';
import type { PagePart } from './svg-header.js';
import type { Ink } from './svg-markup.js';

/** A chart of what a tree goes by, to be drawn as wide as there is room. */
export interface SummaryChart {
  readonly title: string;
  readonly draw: (ink: Ink, width: number) => PagePart;
}

/** Columns that are drawn; the others are so many that nobody reads them. */
const mostBars = 15;

/** `4.3 %`, `−0.2 %`: a share of accuracy. */
export function dropText(drop: number): string {
  const percent = Number((100 * drop).toFixed(1));
  return `${String(percent).replace('-', '−')} %`;
}

/** Both kinds of importance, the columns that move the gates most from the top. */
export function importanceCharts(
  columns: readonly ExplainedColumn[],
  { importance }: Pick<TableSummary, 'importance'>,
): SummaryChart[] {
  const shown = importance.slice(0, mostBars);
  const bars = (bar: (importance: ColumnImportance) => Omit<Bar, 'name'>): Bar[] =>
    shown.flatMap((each) => {
      const column = columns[each.column];
      return column === undefined ? [] : [{ name: columnTitle(column), ...bar(each) }];
    });
  const moves = bars(({ share }) => ({ value: share, text: dropText(share) }));
  const losses = bars(({ shuffled: { drop, low, high } }) => ({
    value: drop,
    interval: [low, high],
    text: dropText(drop),
  }));
  return [
    { title: 'How much each column moves the gates', bars: moves, axis: 'share of all that moves them' },
    {
      title: 'Accuracy lost when a column is shuffled',
      bars: losses,
      axis: 'accuracy lost, with 95 % interval',
    },
  ].map(({ title, bars: drawn, axis }) => ({
    title,
    draw: (ink, width) => barChart({ width, bars: drawn, title: axis, format: percentTick, ink }),
  }));
}

/** Partial dependence of the columns that are told. */
export function dependenceCharts(
  columns: readonly ExplainedColumn[],
  { dependence }: Pick<TableSummary, 'dependence'>,
  classNames: readonly string[],
): SummaryChart[] {
  const classes = movingClasses(dependence, classNames.length);
  return dependence.flatMap((each) => {
    const column = columns[each.column];
    if (column === undefined) return [];
    return [
      {
        title: columnTitle(column),
        draw: (ink, width) => dependenceChart(column, each, classNames, classes, width, ink),
      },
    ];
  });
}
