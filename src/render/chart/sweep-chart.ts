import type { Ink } from '../svg-markup.js';
import { percentTick } from './axis.js';
import { chart, type ChartPoint } from './chart.js';
import type { SeriesStyle } from './series.js';

/** Accuracies against a setting, as numbers. */
export interface SweepPlot {
  /** What the values are. */
  readonly axisTitle: string;
  /** Whether equal ratios of the values are equal distances. */
  readonly logarithmic: boolean;
  /** Whether accuracies differ so much that equal ratios of their errors are to be equal distances. */
  readonly wideRange: boolean;
  /** Of the setting, ascending. */
  readonly values: readonly number[];
  readonly curves: readonly SweepCurve[];
}

/** One curve, and how it is drawn. */
export interface SweepCurve extends SeriesStyle {
  readonly points: readonly ChartPoint[];
}

/** Its markup from (0, 0). The same numbers give the same bytes. */
export function sweepChart(
  { axisTitle, logarithmic, wideRange, values, curves }: SweepPlot,
  size: { readonly ink: Ink; readonly width: number; readonly height: number },
): string {
  return chart({
    ...size,
    x: { title: axisTitle, scale: logarithmic ? 'log' : 'linear', ticks: values, format: numberText },
    y: { scale: wideRange ? 'accuracy' : 'linear', bounds: [0, 1], format: percentTick },
    series: curves,
    // Where accuracies differ little, their deviations are tall.
    dodge: wideRange ? 0 : 6,
  });
}

export function numberText(value: number): string {
  return value.toLocaleString('en-US');
}
