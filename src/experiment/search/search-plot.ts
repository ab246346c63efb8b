import { percentTick } from '../../render/chart/axis.js';
import { barChart } from '../../render/chart/bar-chart.js';
import { chart, type ChartAxis, type Series } from '../../render/chart/chart.js';
import { seriesLegend, type SeriesStyle } from '../../render/chart/series.js';
import { lightPageColors, lightPalette } from '../../render/colors.js';
import type { PagePart } from '../../render/svg-header.js';
import { createInk, element, escapeXml, type Ink } from '../../render/svg-markup.js';
import { svgPage } from '../../render/svg-page.js';
import { wrapLines } from '../../render/text-metrics.js';
import type { SettingValue } from '../../settings/named-settings.js';
import type { MeasuredCandidate } from './candidate.js';
import type { Dimension, SearchSpace } from './search-space.js';
import type { SettingImportance } from './setting-importance.js';

export interface SearchPlot {
  readonly dataset: string;
  readonly space: SearchSpace;
  /** The most important first. */
  readonly importance: readonly SettingImportance[];
  /** All on the same folds. */
  readonly candidates: readonly MeasuredCandidate[];
  /** The default recipe, on these folds. */
  readonly reference: MeasuredCandidate;
  /** Number of the candidate that was chosen. */
  readonly chosen: number;
  /** What the scores are: `max path`. */
  readonly scoreName: string;
  /** On how many folds they were measured. */
  readonly folds: number;
}

const width = 640;
const panelHeight = 230;
const titleSize = 18;
const textSize = 13;
const leading = 1.4;

const styles = {
  tried: { name: 'Settings that were tried', color: lightPageColors.distilled, symbol: 'circle' },
  chosen: { name: 'The best of them', color: lightPalette.accent, symbol: 'diamond' },
  reference: { name: 'Default recipe', color: lightPageColors.teacher, dash: '5 4', symbol: 'square' },
} as const satisfies Record<string, SeriesStyle>;

/** What mattered in a search, as a standalone SVG document for light and dark pages. The same trials give the same bytes. */
export function searchPlot(plot: SearchPlot): string {
  const { dataset, importance, candidates, scoreName, folds } = plot;
  const ink = createInk('auto');
  const title = `What mattered in ${candidates.length} settings on ${dataset}`;
  const note = `Bars: share of the variance of the ranks of accuracy (${scoreName}, on ${folds === 1 ? 'one fold' : `${folds} folds`} of held-out rows) that lies between the thirds of a range, or between the values of a list. Thin lines: what chance alone gives in 95 of 100 random reorderings, at most.`;
  const bars = importance.map(({ name, share, chance }) => ({
    name,
    value: share,
    interval: [0, chance] as const,
    text: percentTick(Number(share.toFixed(2))),
  }));
  const parts: (PagePart & { readonly gap: number })[] = [
    { ...paragraph(title, titleSize, 700, 'text', ink), gap: 8 },
    { ...paragraph(note, textSize, 400, 'muted', ink), gap: 14 },
    {
      ...barChart({
        width,
        bars,
        title: 'share of the rank variance',
        format: percentTick,
        bounds: [0, 1],
        ink,
      }),
      gap: 22,
    },
    { ...seriesLegend(Object.values(styles), width, ink), gap: 14 },
    ...importance.map(({ name }) => ({ markup: panel(name, plot, ink), height: panelHeight, gap: 18 })),
  ];
  const shares = importance.map(({ name, share, chance, correlation }) => {
    const rank = correlation === undefined ? '' : `, rank correlation ${correlation.toFixed(2)}`;
    return `${name} ${percentTick(Number(share.toFixed(2)))} (chance: up to ${percentTick(Number(chance.toFixed(2)))}${rank})`;
  });
  return svgPage({ title, description: `${note} ${shares.join('; ')}.`, theme: 'auto', width, parts });
}

/** Accuracy against one setting. */
function panel(
  name: string,
  { space, candidates, reference, chosen, scoreName }: SearchPlot,
  ink: Ink,
): string {
  const dimension = space.get(name);
  const values = candidates.map(({ named }) => named[name] ?? 0);
  const { place, ends, ...axis } = settingAxis(dimension, values);
  const xs = values.map(place);
  const pointsOf = (isShown: (number: number) => boolean) =>
    candidates.flatMap(({ number, score }, index) =>
      isShown(number) ? [{ x: xs[index] ?? 0, y: score }] : [],
    );
  const series: Series[] = [
    {
      ...styles.reference,
      points: (ends ?? [Math.min(...xs), Math.max(...xs)]).map((x) => ({ x, y: reference.score })),
      symbolsAt: 'none',
    },
    { ...styles.tried, points: pointsOf((number) => number !== chosen), joined: false },
    { ...styles.chosen, points: pointsOf((number) => number === chosen), joined: false },
  ];
  return chart({
    width: width - 6,
    height: panelHeight,
    x: { ...axis, title: `${name} (up: ${scoreName})` },
    y: { bounds: [0, 1], format: percentTick },
    series,
    ink,
  });
}

interface SettingAxis extends ChartAxis {
  readonly place: (value: SettingValue) => number;
  /** Where it begins and ends; by default with its values. */
  readonly ends?: readonly number[];
}

/** Numbers along a line, words at equal distances. */
function settingAxis(dimension: Dimension | undefined, values: readonly SettingValue[]): SettingAxis {
  const listed = dimension?.kind === 'list' ? dimension.values : undefined;
  if (!values.every((value) => typeof value === 'number')) {
    const words = [...new Set((listed ?? values).map(String))];
    return {
      ticks: words.map((_, index) => index),
      format: (index) => words[index] ?? '',
      place: (value) => words.indexOf(String(value)),
      ends: [-0.5, words.length - 0.5],
    };
  }
  const isWide = Math.min(...values) > 0 && Math.max(...values) >= 10 * Math.min(...values);
  const isLog = listed === undefined ? dimension?.kind.startsWith('log') : isWide;
  const isCounted = dimension?.kind === 'integer' || dimension?.kind === 'logInteger';
  const ticks = listed?.flatMap((value) => (typeof value === 'number' ? [value] : [])).sort((a, b) => a - b);
  return {
    scale: isLog ? 'log' : 'linear',
    ticks: ticks ?? 'among',
    spacing: 70,
    format: (value) => (isCounted && !Number.isInteger(value) ? '' : String(Number(value.toPrecision(6)))),
    place: Number,
  };
}

function paragraph(text: string, size: number, weight: number, tone: 'text' | 'muted', ink: Ink): PagePart {
  // Bold letters are wider.
  const lines = wrapLines(text, (weight > 400 ? 0.9 : 0.97) * width, size);
  const markup = lines.map((line, index) =>
    element(
      'text',
      { y: size + index * leading * size, 'font-size': size, 'font-weight': weight, ...ink({ fill: tone }) },
      escapeXml(line),
    ),
  );
  return { markup: markup.join(''), height: size + (lines.length - 1) * leading * size };
}
