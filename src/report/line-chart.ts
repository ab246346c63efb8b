import { element, escapeXml, rounded } from '../render/svg-markup.js';
import { fontFamily } from '../render/text-metrics.js';

/** One line of a chart. Colors are CSS colors or variables; the dash keeps lines apart without color. */
export interface Series {
  readonly name: string;
  readonly color: string;
  readonly dash?: string | undefined;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface LineChartOptions {
  readonly title: string;
  readonly xLabel: string;
  /** Text of a tick on the y axis. */
  readonly formatY: (value: number) => string;
  /** Largest share of the values that may lie below the drawn range; keeps a first bad epoch from flattening the rest. */
  readonly clipBelow?: number;
  readonly width?: number;
  readonly height?: number;
}

const margin = { top: 12, right: 14, bottom: 34, left: 52 };

/**
 * Lines over a common axis as an SVG element, usable by itself. Texts and grid take the color of the surroundings
 * (`currentColor`). Every line ends in a dot whose tooltip tells its last value.
 */
export function lineChart(series: readonly Series[], options: LineChartOptions): string {
  const { width = 520, height = 260, title, xLabel, formatY, clipBelow = 0 } = options;
  const points = series.flatMap((line) => line.points);
  if (points.length === 0) return '';
  const ys = points.map(({ y }) => y).sort((a, b) => a - b);
  const lowest = ys[Math.floor(clipBelow * (ys.length - 1))] ?? 0;
  const ticks = niceTicks(lowest, ys.at(-1) ?? 1, 5);
  const [yLow, yHigh] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const [xLow, xHigh] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const xOf = (x: number) =>
    xHigh === xLow
      ? (margin.left + right) / 2
      : margin.left + ((x - xLow) / (xHigh - xLow)) * (right - margin.left);
  const yOf = (y: number) => bottom - ((Math.max(y, yLow) - yLow) / (yHigh - yLow)) * (bottom - margin.top);
  const label = (x: number, y: number, text: string, anchor: string): string =>
    element(
      'text',
      { x, y, 'text-anchor': anchor, 'font-size': 12, fill: 'currentColor', opacity: 0.75 },
      escapeXml(text),
    );

  const grid = ticks.map((tick) => {
    const y = yOf(tick);
    const line = { x1: margin.left, x2: right, y1: y, y2: y, stroke: 'currentColor', opacity: 0.15 };
    return element('line', line) + label(margin.left - 8, y + 4, formatY(tick), 'end');
  });
  const xTicks = niceTicks(xLow, xHigh, 6)
    .filter((tick) => tick >= xLow && tick <= xHigh && Number.isInteger(tick))
    .map((tick) => label(xOf(tick), bottom + 17, String(tick), 'middle'));
  const lines = series.map((line) => {
    const d = line.points
      .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${rounded(xOf(x))} ${rounded(yOf(y))}`)
      .join('');
    const last = line.points.at(-1);
    const stroke = {
      d,
      fill: 'none',
      stroke: line.color,
      'stroke-width': 2.2,
      'stroke-linejoin': 'round',
      'stroke-dasharray': line.dash,
    };
    const dot = last && element('circle', { cx: xOf(last.x), cy: yOf(last.y), r: 3.6, fill: line.color });
    const tooltip =
      last && `<title>${escapeXml(`${line.name}: ${formatY(last.y)} at ${xLabel} ${last.x}`)}</title>`;
    return element('g', {}, tooltip ?? '', element('path', stroke), dot ?? '');
  });
  const frame = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': title,
  };
  return element(
    'svg',
    { ...frame, 'font-family': fontFamily },
    ...grid,
    ...xTicks,
    label((margin.left + right) / 2, height - 2, xLabel, 'middle'),
    ...lines,
  );
}

/** Round numbers that cover a range, about `count` of them; a range of one value is widened. */
export function niceTicks(low: number, high: number, count: number): number[] {
  const span = high > low ? high - low : Math.max(Math.abs(high) * 0.1, 1e-6);
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}
