import { spreadBar, type Spread } from '../data/spread.js';
import { seriesLegend, type SeriesStyle } from '../render/chart/series.js';
import { numberText, sweepChart, type SweepPlot } from '../render/chart/sweep-chart.js';
import { lightPageColors } from '../render/colors.js';
import { createInk, element, escapeXml } from '../render/svg-markup.js';
import { svgPage } from '../render/svg-page.js';
import type { TreeSummary, VariantSummary } from './summary.js';

export interface AccuracyPlot {
  readonly title: string;
  /** What the variants' values are. */
  readonly axisTitle: string;
  /** Whether equal ratios of the values are equal distances. */
  readonly logarithmic: boolean;
  /** Whether accuracies differ so much that equal ratios of their errors are to be equal distances. */
  readonly wideRange: boolean;
  readonly curves: readonly Curve[];
}

/** What is drawn of a row of a plan. */
export interface PlottedVariant extends Pick<VariantSummary, 'value' | 'unlabelled' | 'teacher'> {
  readonly baseline: Pick<TreeSummary, 'maxPath' | 'mixture'>;
  readonly distilled: Pick<TreeSummary, 'maxPath' | 'mixture'>;
}

/** An accuracy that is drawn against the setting. */
export interface Curve extends SeriesStyle {
  readonly spread: (variant: PlottedVariant) => Spread;
  /** Whether a row of the plan is a point of it; default: all are. */
  readonly has?: (variant: PlottedVariant) => boolean;
}

const distilled = { color: lightPageColors.distilled, symbol: 'circle' } as const;
const baseline = { color: lightPageColors.baseline, symbol: 'square' } as const;
const mixtureDash = '5 4';
/** Both trees by both inferences. */
export const treeCurves: readonly Curve[] = [
  { name: 'Distilled tree, max path', ...distilled, spread: (variant) => variant.distilled.maxPath },
  {
    name: 'Distilled tree, mixture',
    ...distilled,
    dash: mixtureDash,
    spread: (variant) => variant.distilled.mixture,
  },
  { name: 'Baseline tree, max path', ...baseline, spread: (variant) => variant.baseline.maxPath },
  {
    name: 'Baseline tree, mixture',
    ...baseline,
    dash: mixtureDash,
    spread: (variant) => variant.baseline.mixture,
  },
];

const width = 640;
const height = 364;
const titleSize = 18;

/**
 * Test accuracy of both trees against one setting, mean over seeds with one standard deviation up and down, as a
 * standalone SVG document. The same numbers give the same bytes.
 *
 * @param variants with values; their order does not matter
 */
export function accuracyPlot(variants: readonly PlottedVariant[], plot: AccuracyPlot): string {
  const drawn = sweepPlot(variants, plot);
  const ink = createInk('auto');
  const title = { y: titleSize, 'font-size': titleSize, 'font-weight': 700, ...ink({ fill: 'text' }) };
  const markup = sweepChart(drawn, { ink, width, height });
  return svgPage({
    title: plot.title,
    description: plotDescription(variants, plot),
    theme: 'auto',
    width,
    parts: [
      { markup: element('text', title, escapeXml(plot.title)), height: titleSize, gap: 16 },
      { ...seriesLegend(drawn.curves, width, ink), gap: 14 },
      { markup, height, gap: 0 },
    ],
  });
}

/** What the picture draws, as numbers. */
export function sweepPlot(
  variants: readonly PlottedVariant[],
  { axisTitle, logarithmic, wideRange, curves }: AccuracyPlot,
): SweepPlot {
  const rows = byValue(variants);
  return {
    axisTitle,
    logarithmic,
    wideRange,
    values: [...new Set(rows.map(({ value }) => value))],
    curves: curves.map(({ spread, has = () => true, ...style }) => ({
      ...style,
      points: rows
        .filter(has)
        .map((row) => ({ x: row.value, y: spread(row).mean, bar: spreadBar(spread(row)) })),
    })),
  };
}

/** The picture in words. */
export function plotDescription(
  variants: readonly PlottedVariant[],
  { axisTitle, curves }: Pick<AccuracyPlot, 'axisTitle' | 'curves'>,
): string {
  const scores = byValue(variants).map((row) => {
    const means = curves.flatMap(({ name, spread, has = () => true }) =>
      has(row) ? [`${name} ${(100 * spread(row).mean).toFixed(2)} %`] : [],
    );
    return `${axisTitle} ${numberText(row.value)}: ${means.join(', ')}`;
  });
  return `Test accuracy, mean over seeds; bars are one standard deviation. ${scores.join('; ')}.`;
}

function byValue(variants: readonly PlottedVariant[]) {
  return variants
    .flatMap(({ value, ...variant }) => (value === undefined ? [] : [{ ...variant, value }]))
    .sort((a, b) => a.value - b.value);
}
