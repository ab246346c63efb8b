import { hex, negativeColor, positiveColor, type Tone } from '../render/colors.js';
import { createInk, element, escapeXml, rounded, type Ink } from '../render/svg-markup.js';
import { svgPage } from '../render/svg-page.js';
import { textWidth } from '../render/text-metrics.js';
import { accuracyAxis, linearAxis, markedAxis, type Axis } from './axis.js';
import type { Spread } from './statistics.js';
import type { VariantSummary } from './summary.js';

export interface AccuracyPlot {
  readonly title: string;
  /** What the variants' values are. */
  readonly axisTitle: string;
  /** Whether equal ratios of the values are equal distances. */
  readonly logarithmic: boolean;
  /** Whether accuracies differ so much that equal ratios of their errors are to be equal distances. */
  readonly wideRange: boolean;
  readonly withTeacher: boolean;
}

interface Curve {
  readonly name: string;
  readonly ink: { readonly color: string } | { readonly tone: Tone };
  readonly dashes: string | undefined;
  readonly marker: 'circle' | 'square' | 'diamond';
  readonly spread: (variant: VariantSummary) => Spread;
}

const treeCurves: readonly Curve[] = (
  [
    ['distilled', 'Distilled tree', positiveColor, 'circle'],
    ['baseline', 'Baseline tree', negativeColor, 'square'],
  ] as const
).flatMap(([kind, name, color, marker]) => [
  {
    name: `${name}, max path`,
    ink: { color: hex(color) },
    dashes: undefined,
    marker,
    spread: (variant: VariantSummary) => variant[kind].maxPath,
  },
  {
    name: `${name}, mixture`,
    ink: { color: hex(color) },
    dashes: '5 4',
    marker,
    spread: (variant: VariantSummary) => variant[kind].mixture,
  },
]);

const teacherCurve: Curve = {
  name: 'Teacher',
  ink: { tone: 'muted' },
  dashes: '1 4',
  marker: 'diamond',
  spread: (variant) => variant.teacher,
};

const width = 640;
const left = 58;
const plotHeight = 320;
const titleSize = 18;
const textSize = 12.5;

/**
 * Test accuracy of both trees against one setting, mean over seeds with one standard deviation up and down, as a
 * standalone SVG document. The same numbers give the same bytes.
 *
 * @param variants with values; their order does not matter
 */
export function accuracyPlot(variants: readonly VariantSummary[], plot: AccuracyPlot): string {
  const points = variants
    .filter((variant): variant is VariantSummary & { readonly value: number } => variant.value !== undefined)
    .sort((a, b) => a.value - b.value);
  const curves = plot.withTeacher ? [...treeCurves, teacherCurve] : treeCurves;
  const ink = createInk('auto');
  const spreads = points.flatMap((point) => curves.map(({ spread }) => spread(point)));
  const vertical = (plot.wideRange ? accuracyAxis : linearAxis)(
    spreads.flatMap(({ mean, deviation = 0 }) => [mean - deviation, mean + deviation]),
    plotHeight,
    0,
  );
  const values = points.map(({ value }) => value);
  const horizontal = markedAxis(values, left + 16, width - 16, plot);
  const drawn = curves.map((curve) => curveMarkup(curve, points, horizontal, vertical, ink));
  return svgPage({
    title: plot.title,
    description: describe(points, curves, plot),
    theme: 'auto',
    width,
    parts: [
      {
        markup: text(plot.title, 0, titleSize, ink, { size: titleSize, bold: true }),
        height: titleSize,
        gap: 16,
      },
      { ...legend(curves, ink), gap: 20 },
      {
        markup: axes(horizontal, vertical, plot.axisTitle, ink) + drawn.join(''),
        height: plotHeight + 44,
        gap: 0,
      },
    ],
  });
}

function axes(horizontal: Axis, vertical: Axis, axisTitle: string, ink: Ink): string {
  const lines = vertical.marks.map((mark) => {
    const y = vertical.position(mark);
    return (
      element('line', {
        x1: left,
        x2: width,
        y1: y,
        y2: y,
        ...ink({ stroke: 'border' }),
        'stroke-width': 1,
      }) + text(percent(mark), left - 8, y + 4, ink, { anchor: 'end' })
    );
  });
  let free = -Infinity;
  const marks = horizontal.marks.map((mark) => {
    const x = horizontal.position(mark);
    const label = mark.toLocaleString('en-US');
    const half = textWidth(label, textSize) / 2;
    if (x - half < free) return '';
    free = x + half + 6;
    return text(label, x, plotHeight + 20, ink, { anchor: 'middle' });
  });
  const title = text(axisTitle, (left + width) / 2, plotHeight + 42, ink, { anchor: 'middle' });
  return lines.join('') + marks.join('') + title;
}

function curveMarkup(
  { spread, ink: curveInk, dashes, marker }: Curve,
  points: readonly (VariantSummary & { readonly value: number })[],
  horizontal: Axis,
  vertical: Axis,
  ink: Ink,
): string {
  const paint = (part: 'fill' | 'stroke') =>
    'tone' in curveInk ? ink({ [part]: curveInk.tone }) : { [part]: curveInk.color };
  const placed = points.map((point) => {
    const { mean, deviation = 0 } = spread(point);
    return {
      x: horizontal.position(point.value),
      y: vertical.position(mean),
      high: vertical.position(mean + deviation),
      low: vertical.position(mean - deviation),
    };
  });
  const path = placed
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${rounded(x)} ${rounded(y)}`)
    .join('');
  const stroke = { ...paint('stroke'), 'stroke-width': 2 };
  return element(
    'g',
    {},
    element('path', { d: path, ...stroke, fill: 'none', 'stroke-dasharray': dashes }),
    ...placed.map(({ x, high, low }) =>
      low === high
        ? ''
        : element('path', {
            d: `M${rounded(x - 4)} ${rounded(high)}h8M${rounded(x - 4)} ${rounded(low)}h8M${rounded(x)} ${rounded(high)}V${rounded(low)}`,
            ...stroke,
            'stroke-width': 1.25,
            fill: 'none',
          }),
    ),
    ...placed.map(({ x, y }) => element('path', { d: markerPath(marker, x, y), ...paint('fill') })),
  );
}

function markerPath(marker: Curve['marker'], x: number, y: number): string {
  const at = (dx: number, dy: number) => `${rounded(x + dx)} ${rounded(y + dy)}`;
  switch (marker) {
    case 'circle':
      return `M${at(-4, 0)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z`;
    case 'square':
      return `M${at(-3.5, -3.5)}h7v7h-7Z`;
    case 'diamond':
      return `M${at(0, -5)}L${at(5, 0)}L${at(0, 5)}L${at(-5, 0)}Z`;
  }
}

/** Two columns of names with a piece of each curve. */
function legend(curves: readonly Curve[], ink: Ink): { readonly markup: string; readonly height: number } {
  const rowHeight = 20;
  const entries = curves.map(({ name, ink: curveInk, dashes, marker }, index) => {
    const x = (index % 2) * (width / 2);
    const y = Math.floor(index / 2) * rowHeight + 8;
    const paint = (part: 'fill' | 'stroke') =>
      'tone' in curveInk ? ink({ [part]: curveInk.tone }) : { [part]: curveInk.color };
    return (
      element('path', {
        d: `M${rounded(x)} ${y}h34`,
        ...paint('stroke'),
        'stroke-width': 2,
        fill: 'none',
        'stroke-dasharray': dashes,
      }) +
      element('path', { d: markerPath(marker, x + 17, y), ...paint('fill') }) +
      text(name, x + 44, y + 4, ink, {})
    );
  });
  return { markup: entries.join(''), height: Math.ceil(curves.length / 2) * rowHeight };
}

function text(
  content: string,
  x: number,
  y: number,
  ink: Ink,
  {
    size = textSize,
    bold = false,
    anchor,
  }: { readonly size?: number; readonly bold?: boolean; readonly anchor?: 'middle' | 'end' },
): string {
  return element(
    'text',
    {
      x,
      y,
      'font-size': size,
      'font-weight': bold ? 700 : undefined,
      'text-anchor': anchor,
      ...ink({ fill: bold ? 'text' : 'muted' }),
    },
    escapeXml(content),
  );
}

/** The numbers in words, for who cannot see the curves. */
function describe(
  points: readonly (VariantSummary & { readonly value: number })[],
  curves: readonly Curve[],
  { axisTitle }: AccuracyPlot,
): string {
  const rows = points.map((point) => {
    const scores = curves.map(({ name, spread }) => `${name} ${percent(spread(point).mean, 2)}`);
    return `${axisTitle} ${point.value.toLocaleString('en-US')}: ${scores.join(', ')}`;
  });
  return `Test accuracy, mean over seeds; bars are one standard deviation. ${rows.join('; ')}.`;
}

function percent(fraction: number, digits?: number): string {
  const value = fraction * 100;
  return `${digits === undefined ? String(Number(value.toFixed(2))) : value.toFixed(digits)} %`;
}
