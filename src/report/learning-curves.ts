import { percentTick } from '../render/chart/axis.js';
import type { TreeSearch } from '../file/tree-search-schema.js';
import { chart, type Chart, type ChartAxis, type Series } from '../render/chart/chart.js';
import { inlineChart } from '../render/chart/inline-chart.js';
import type { SeriesStyle } from '../render/chart/series.js';
import { lightPageColors } from '../render/colors.js';
import type { CurvePoint, TreeRole } from './report-data.js';

/** Epochs of each model that was trained; those without epochs are left out. */
export type LearningCurves = Readonly<
  Partial<Record<'teacher' | TreeRole, readonly CurvePoint[] | undefined>>
>;

/** How each model is drawn, in every chart: a color, and a dash for readers who do not see colors. */
export const modelStyles = {
  teacher: {
    name: 'Teacher',
    color: `var(--teacher, ${lightPageColors.teacher})`,
    dash: '2 4',
    symbol: 'diamond',
  },
  baseline: {
    name: 'Baseline tree',
    color: `var(--baseline, ${lightPageColors.baseline})`,
    dash: '7 4',
    symbol: 'square',
  },
  distilled: {
    name: 'Distilled tree',
    color: `var(--distilled, ${lightPageColors.distilled})`,
    symbol: 'circle',
  },
} as const satisfies Record<string, SeriesStyle>;
export const models = ['teacher', 'baseline', 'distilled'] as const;

/** Largest share of the accuracies that may lie below the axis; keeps a first bad epoch from flattening the rest. */
const hiddenShare = 0.06;

/** Validation accuracy (max path, for trees) by epoch as SVG; an empty string without any epoch. */
export function accuracyChart(curves: LearningCurves): string {
  const sorted = models
    .flatMap((model) => curves[model] ?? [])
    .map(({ validationAccuracy }) => validationAccuracy)
    .sort((a, b) => a - b);
  const lowest = sorted[Math.floor(hiddenShare * (sorted.length - 1))] ?? 0;
  const axis = { bounds: [lowest, 1], format: percentTick } as const;
  return curveChart('Validation accuracy by epoch', curves, axis, (point) => point.validationAccuracy);
}

/** Mean training loss by epoch as SVG; an empty string without any epoch. The losses of labels and of soft targets differ in kind: draw them apart. */
export function lossChart(curves: LearningCurves, title = 'Training loss by epoch'): string {
  const axis = { format: (value: number) => String(Number(value.toFixed(3))) };
  return curveChart(title, curves, axis, ({ loss }) => loss);
}

/** Scores of the sizes that were tried, by depth, with standard errors; longer training as points of its own. */
export function sizeChart({ points }: TreeSearch): string {
  const lengths = [...new Set(points.map(({ epochs }) => epochs))];
  const series = lengths.map((epochs, index): Series => ({
    ...(index === 0 ? modelStyles.distilled : { ...modelStyles.baseline, dash: '2 4' }),
    name: `${epochs} epochs`,
    points: points
      .filter((point) => point.epochs === epochs)
      .map(({ depth, score, standardError }) => ({
        x: depth,
        y: score,
        bar: [score - standardError, score + standardError],
      })),
  }));
  const format = (depth: number) => (Number.isInteger(depth) ? String(depth) : '');
  return chartMarkup('Score of each size that was tried', {
    x: { title: 'depth', ticks: 'among', format },
    y: { format: percentTick },
    series,
    dodge: 10,
  });
}

/** Test accuracy of several runs one beside the other as SVG; of trees on the max path. */
export function runScoresChart(
  runs: readonly {
    readonly teacher: { readonly accuracy?: number | undefined };
    readonly baseline: { readonly maxPath: number };
    readonly distilled: { readonly maxPath: number };
  }[],
): string {
  const scores = {
    teacher: runs.map(({ teacher }) => teacher.accuracy),
    baseline: runs.map(({ baseline }) => baseline.maxPath),
    distilled: runs.map(({ distilled }) => distilled.maxPath),
  };
  const series = models.flatMap((model): Series[] => {
    const points = scores[model].flatMap((y, index) => (y === undefined ? [] : [{ x: index + 1, y }]));
    return points.length === 0 ? [] : [{ ...modelStyles[model], points }];
  });
  const format = (run: number) => (Number.isInteger(run) ? String(run) : '');
  return chartMarkup('Test accuracy of each run', {
    x: { title: 'run', ticks: runs.map((_, index) => index + 1), format },
    y: { bounds: [0, 1], format: percentTick },
    series,
  });
}

const height = 250;

function curveChart(
  title: string,
  curves: LearningCurves,
  y: ChartAxis,
  value: (point: CurvePoint) => number,
): string {
  const series = models.flatMap((model): Series[] => {
    const points = (curves[model] ?? []).map((point) => ({ x: point.epoch, y: value(point) }));
    const last = points.at(-1);
    if (last === undefined) return [];
    const tooltip = `${modelStyles[model].name}: ${y.format(last.y)} at epoch ${last.x}`;
    return [{ ...modelStyles[model], points, tooltip, symbolsAt: 'end' }];
  });
  if (series.length === 0) return '';
  const format = (epoch: number) => (Number.isInteger(epoch) ? String(epoch) : '');
  const x = { title: 'epoch', ticks: 'among', format } as const;
  return chartMarkup(title, { x, y, series });
}

function chartMarkup(title: string, parts: Pick<Chart, 'x' | 'y' | 'series' | 'dodge'>): string {
  return inlineChart(title, (ink, width) => ({ markup: chart({ width, height, ...parts, ink }), height }));
}
