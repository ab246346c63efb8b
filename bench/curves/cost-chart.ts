import { chart } from '../../src/render/chart/chart.js';
import { seriesLegend, type SeriesStyle } from '../../src/render/chart/series.js';
import { lightPageColors } from '../../src/render/colors.js';
import { createInk, element, escapeXml } from '../../src/render/svg-markup.js';
import { svgPage } from '../../src/render/svg-page.js';
import type { Cost } from './measure-size.js';
import { usualSize, type Size, type SizeName } from './sizes.js';

/** What a size costs. */
export interface MeasuredSize extends Cost {
  readonly name: SizeName;
  readonly size: Size;
}

const styles: Readonly<Record<keyof Cost, SeriesStyle>> = {
  epoch: { name: 'an epoch of training', color: lightPageColors.distilled, symbol: 'circle' },
  answers: { name: 'both answers', color: lightPageColors.baseline, symbol: 'square', dash: '5 4' },
};
const width = 640;
const height = 364;
const titleSize = 18;

/** Microseconds a row against one size, both on logarithmic axes, as a standalone SVG document. */
export function costChart(name: SizeName, measured: readonly MeasuredSize[]): string {
  const points = measured
    .filter((each) => each.name === name)
    .sort((a, b) => a.size[name] - b.size[name])
    .map(({ size, epoch, answers }) => ({
      value: size[name],
      epoch: perRow(epoch, size),
      answers: perRow(answers, size),
    }));
  const others = Object.entries(usualSize).filter(([other]) => other !== name && other !== 'rows');
  const title = `Processor time a row by ${name} (${others.map(([other, value]) => `${other} ${value}`).join(', ')})`;
  const ink = createInk('auto');
  const markup = chart({
    width,
    height,
    x: {
      title: name,
      scale: name === 'depth' ? 'linear' : 'log',
      ticks: points.map(({ value }) => value),
      format: (value) => value.toLocaleString('en-US'),
    },
    y: {
      scale: 'log',
      ticks: roundBetween(points.flatMap((point) => [point.epoch, point.answers])),
      format: microseconds,
    },
    series: (['epoch', 'answers'] as const).map((part) => ({
      ...styles[part],
      points: points.map((point) => ({ x: point.value, y: point[part] })),
    })),
    ink,
  });
  const numbers = points.map(
    ({ value, epoch, answers }) =>
      `${name} ${value}: ${microseconds(epoch)} an epoch, ${microseconds(answers)} both answers`,
  );
  const head = { y: titleSize, 'font-size': titleSize, 'font-weight': 700, ...ink({ fill: 'text' }) };
  return svgPage({
    title,
    description: `${numbers.join('; ')}.`,
    theme: 'auto',
    width,
    parts: [
      {
        markup: element('text', head, escapeXml(`Processor time a row by ${name}`)),
        height: titleSize,
        gap: 16,
      },
      { ...seriesLegend(Object.values(styles), width, ink), gap: 14 },
      { markup, height, gap: 0 },
    ],
  });
}

/** Microseconds. */
export function perRow(seconds: number, { rows }: Size): number {
  return (1e6 * seconds) / rows;
}

/** 1, 2 and 5 times the powers of ten among some values. */
function roundBetween(values: readonly number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const first = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, index) => first + index);
  return powers
    .flatMap((power) => [1, 2, 5].map((step) => Number(`${step}e${power}`)))
    .filter((tick) => tick >= low && tick <= high);
}

function microseconds(value: number): string {
  return `${Number(value.toPrecision(2))} µs`;
}
