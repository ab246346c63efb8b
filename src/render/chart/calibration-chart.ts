import type { CalibrationBin } from '../../tree/answer-quality.js';
import type { PagePart } from '../svg-header.js';
import type { Ink } from '../svg-markup.js';
import { percentTick } from './axis.js';
import { chart, type Series } from './chart.js';
import type { SeriesStyle } from './series.js';

const height = 300;
const gray = '#7d8791';

/** How the line is drawn on which answers are as sure as they are right. */
export const evenStyle = {
  name: 'As sure as right',
  color: gray,
  dash: '1 4',
  symbol: 'circle',
} as const satisfies SeriesStyle;

/** What answers of one model are worth by how sure they are. */
export interface CalibrationCurve extends SeriesStyle {
  /** At least one. */
  readonly bins: readonly CalibrationBin[];
}

/** A reliability diagram from (0, 0): share of right answers, with its 95 % interval, by the mean probability of the answers. */
export function calibrationChart(curves: readonly CalibrationCurve[], width: number, ink: Ink): PagePart {
  const confidences = curves.flatMap(({ bins }) => bins.map(({ confidence }) => confidence));
  const least = Math.floor(10 * Math.min(1, ...confidences)) / 10;
  const even: Series = {
    ...evenStyle,
    points: [
      { x: least, y: least },
      { x: 1, y: 1 },
    ],
    symbolsAt: 'none',
  };
  const series = curves.map(({ bins, ...style }): Series => ({
    ...style,
    points: bins.map(({ confidence, accuracy, interval }) => ({
      x: confidence,
      y: accuracy,
      bar: [interval.low, interval.high],
    })),
  }));
  const axis = { bounds: [0, 1], format: percentTick } as const;
  const markup = chart({
    width,
    height,
    x: { ...axis, title: 'mean probability of the answers', ticks: 'among', spacing: 70 },
    y: axis,
    series: [even, ...series],
    ink,
    dodge: 3,
  });
  return { markup, height };
}
