import { imageShapeOf } from '../data/image/image-shape.js';
import type { TreeSummary } from '../explain/summary/summarize-tree.js';
import type { ExplainedColumn } from '../explain/table-columns.js';
import { calibrationChart, evenStyle, type CalibrationCurve } from './chart/calibration-chart.js';
import { classStyle, movingClasses } from './chart/dependence-chart.js';
import { seriesLegend } from './chart/series.js';
import { lightPageColors } from './colors.js';
import { weightImage } from './pixel-image.js';
import { dependenceCharts, importanceCharts } from './summary-charts.js';
import type { PagePart } from './svg-header.js';
import { createInk, element, escapeXml, type Ink, type Theme } from './svg-markup.js';
import { svgPage } from './svg-page.js';
import { oneLine, wrapLines } from './text-metrics.js';

/** What is drawn of a summary. */
export interface SummaryDrawing {
  /** Untrusted text. */
  readonly title: string;
  readonly classNames: readonly string[];
  readonly inputShape: readonly number[];
  /** Absent for images. */
  readonly columns?: readonly ExplainedColumn[] | undefined;
  readonly summary: TreeSummary;
}

const width = 640;
const titleSize = 18;
const headingSize = 14;
const lineHeight = 22;
const pictureSide = 224;

/** How both answers of a tree are drawn. */
const answerStyles = {
  maxPath: { name: 'Max path', color: lightPageColors.distilled, symbol: 'circle' },
  mixture: { name: 'Mixture', color: lightPageColors.baseline, dash: '7 4', symbol: 'square' },
} as const;

/** What a tree goes by as a standalone SVG document: importance, partial dependence, calibration. The same numbers give the same bytes. */
export function summarySvg(
  { title, classNames, inputShape, columns, summary }: SummaryDrawing,
  theme: Theme = 'auto',
): string {
  const ink = createInk(theme);
  const { table, pixels } = summary;
  const parts: (PagePart & { readonly gap: number })[] = [{ ...heading(title, titleSize, ink), gap: 14 }];
  const add = (name: string, part: PagePart, gap = 22): void => {
    parts.push({ ...heading(name, headingSize, ink), gap: 8 }, { ...part, gap });
  };
  if (table !== undefined && columns !== undefined) {
    for (const chart of importanceCharts(columns, table)) add(chart.title, chart.draw(ink, width));
    const classes = movingClasses(table.dependence, classNames.length);
    const styles = classes.map((index) => classStyle(classNames[index] ?? String(index), index));
    const charts = dependenceCharts(columns, table, classNames);
    if (charts.length > 0)
      add(
        'Mean probability of each class, were one value the same in all rows',
        seriesLegend(styles, width, ink),
      );
    for (const chart of charts) parts.push({ ...chart.draw(ink, width), gap: 18 });
  }
  if (pixels !== undefined) add('How much each pixel moves the gates', pixelPart(pixels, inputShape, ink));
  const curves = (['maxPath', 'mixture'] as const).map((answer): CalibrationCurve => ({
    ...answerStyles[answer],
    bins: summary.calibration[answer],
  }));
  add('Are answers as sure as they are right?', seriesLegend([evenStyle, ...curves], width, ink), 10);
  parts.push({ ...calibrationChart(curves, width, ink), gap: 0 });
  return svgPage({
    title,
    description: 'Importance of the inputs, partial dependence of the answers, and calibration of a tree.',
    theme,
    width,
    parts,
  });
}

function heading(text: string, size: number, ink: Ink): PagePart {
  // Bold letters are wider.
  const lines = wrapLines(oneLine(text), 0.9 * width, size);
  const markup = lines.map((line, index) =>
    element(
      'text',
      { y: size + index * lineHeight, 'font-size': size, 'font-weight': 700, ...ink({ fill: 'text' }) },
      escapeXml(line),
    ),
  );
  return { markup: markup.join(''), height: size + (lines.length - 1) * lineHeight };
}

/** Pixels in color: the stronger, the more they move the gates. */
export function pixelsUri(pixels: ArrayLike<number>, inputShape: readonly number[]): string {
  const [height, columns] = imageShapeOf({ inputShape }) ?? [1, pixels.length, 1];
  const weights = Float32Array.from(pixels);
  const greatest = weights.reduce((most, size) => Math.max(most, size), 0);
  return weightImage(weights, { height, width: columns }, greatest || 1);
}

function pixelPart(pixels: ArrayLike<number>, inputShape: readonly number[], ink: Ink): PagePart {
  const [height, columns] = imageShapeOf({ inputShape }) ?? [1, pixels.length, 1];
  const scale = pictureSide / Math.max(height, columns);
  const size = { width: columns * scale, height: height * scale };
  return {
    markup:
      element('rect', { ...size, ...ink({ fill: 'neutral', stroke: 'border' }) }) +
      element('image', { ...size, href: pixelsUri(pixels, inputShape), style: 'image-rendering:pixelated' }),
    height: size.height,
  };
}
