import { lineChart, type Series } from './line-chart.js';
import type { CurvePoint, TreeRole } from './report-data.js';

/** Epochs of each model that was trained; those without epochs are left out. */
export type LearningCurves = Readonly<
  Partial<Record<'teacher' | TreeRole, readonly CurvePoint[] | undefined>>
>;

/** How each model is drawn, in every chart: a color, and a dash for readers who do not see colors. */
export const modelStyles = {
  teacher: { name: 'Teacher', color: 'var(--teacher, #5b6672)', dash: '2 4' },
  baseline: { name: 'Baseline tree', color: 'var(--baseline, #b35c00)', dash: '7 4' },
  distilled: { name: 'Distilled tree', color: 'var(--distilled, #1f6fd6)', dash: undefined },
} as const;
const models = ['teacher', 'baseline', 'distilled'] as const;

/** Validation accuracy (max path, for trees) by epoch as SVG; an empty string without any epoch. */
export function accuracyChart(curves: LearningCurves): string {
  const series = seriesOf(curves, ({ validationAccuracy }) => 100 * validationAccuracy);
  return lineChart(series, {
    title: 'Validation accuracy by epoch',
    xLabel: 'epoch',
    formatY: (value) => `${Number(value.toFixed(2))} %`,
    clipBelow: 0.06,
  });
}

/** Mean training loss by epoch as SVG; an empty string without any epoch. The losses of hard and soft targets differ in kind. */
export function lossChart(curves: LearningCurves): string {
  const series = seriesOf(curves, ({ loss }) => loss);
  return lineChart(series, {
    title: 'Training loss by epoch',
    xLabel: 'epoch',
    formatY: (value) => `${Number(value.toFixed(3))}`,
  });
}

function seriesOf(curves: LearningCurves, value: (point: CurvePoint) => number): Series[] {
  return models.flatMap((model): Series[] => {
    const epochs = curves[model] ?? [];
    if (epochs.length === 0) return [];
    return [{ ...modelStyles[model], points: epochs.map((point) => ({ x: point.epoch, y: value(point) })) }];
  });
}
