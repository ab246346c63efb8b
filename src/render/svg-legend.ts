import { linkWidth } from './build-scene.js';
import { hex, negativeColor, positiveColor } from './colors.js';
import { imageShape } from './drawing.js';
import { drawsEachChannel } from './gate-weights.js';
import { line } from './node-card.js';
import { signedText } from './number-text.js';
import type { Scene } from './scene.js';
import type { PagePart } from './svg-header.js';
import { element, rounded } from './svg-markup.js';
import { classBar, textMarkup, type Brush } from './svg-node.js';

interface LegendContent {
  readonly brush: Brush;
  readonly scene: Scene;
  readonly width: number;
}

/** One entry: a drawing of `glyphWidth` by 14 pixels, and its words. */
interface Entry {
  readonly glyph: string;
  readonly glyphWidth: number;
  readonly words: string;
}

const wordSize = 11;
const rowHeight = 24;
const entryGap = 30;

/** What colors, widths and marks of a tree mean. */
export function legend({ brush, scene, width }: LegendContent): PagePart {
  const path = scene.nodes.some((node) => node.onPath) ? [pathEntry(brush)] : [];
  return flow([...weightEntries(brush), chipEntry(), ...linkEntries(scene, brush), ...path], brush, width);
}

/** What the colors of weights mean. */
export function weightLegend(brush: Brush, width: number): PagePart {
  return flow(weightEntries(brush), brush, width);
}

/** What the bars beside the values of a table mean. */
export function pushLegend(brush: Brush, width: number): PagePart {
  const glyph = [negativeColor, positiveColor].map((color, index) =>
    element('rect', { x: index * 23, y: 2, width: 20, height: 10, fill: hex(color) }),
  );
  const words =
    'what a value adds to the log-odds: orange sends left, blue sends right (each gate has its own scale)';
  return flow([{ glyph: glyph.join(''), glyphWidth: 43, words }], brush, width);
}

/** Entries side by side in as many rows as needed, below a rule. */
function flow(entries: readonly Entry[], brush: Brush, width: number): PagePart {
  let x = 0;
  let y = 14;
  const parts = entries.map(({ glyph, glyphWidth, words }) => {
    const textAt = (left: number, top: number) =>
      line(words, left + glyphWidth + 8, top + 11, { size: wordSize, tone: 'muted', anchor: 'start' });
    const total = glyphWidth + 8 + textAt(0, 0).box.width;
    if (x > 0 && x + total > width) {
      x = 0;
      y += rowHeight;
    }
    const transform = `translate(${rounded(x)} ${rounded(y)})`;
    const placed = element('g', { transform }, glyph) + textMarkup(textAt(x, y), brush.ink);
    x += total + entryGap;
    return placed;
  });
  const rule = element('line', { x1: 0, x2: width, y1: 0, y2: 0, ...brush.ink({ stroke: 'border' }) });
  return { markup: rule + parts.join(''), height: y + 14 };
}

function weightEntries({ drawing, ink, filterScale }: Brush): Entry[] {
  const glyphWidth = 120;
  const shape = imageShape(drawing.inputShape);
  const end = filterScale === 'node' ? '' : signedText(filterScale).slice(1);
  const range = filterScale === 'node' ? 'each gate has its own scale' : `−${end} to +${end}`;
  if (drawsEachChannel(drawing)) {
    return [
      {
        glyph: ramp('gray', ['#000000', '#808080', '#ffffff'], glyphWidth) + outline(glyphWidth, ink),
        glyphWidth,
        words: `weight in each color channel: dark sends left, mid gray is zero, light sends right (${range})`,
      },
    ];
  }
  const what =
    shape === undefined
      ? drawing.columns === undefined
        ? 'largest weights'
        : 'columns, numbers by a usual distance'
      : shape.channels === 1
        ? 'weights'
        : 'weights, summed over the color channels';
  const ends = element('rect', { width: glyphWidth, height: 14, rx: 3, ...ink({ fill: 'neutral' }) });
  const stops = [hex(negativeColor), 'none', hex(positiveColor)];
  return [
    {
      glyph: ends + ramp('weights', stops, glyphWidth) + outline(glyphWidth, ink),
      glyphWidth,
      words: `${what}: orange sends left, blue sends right (${range})`,
    },
  ];
}

/** A horizontal color ramp of three stops; `none` is transparent, between its neighbors' colors. */
function ramp(name: string, stops: readonly string[], width: number): string {
  const [low = '', , high = ''] = stops;
  const stop = (offset: number, color: string, opacity?: number): string =>
    element('stop', { offset, 'stop-color': color, 'stop-opacity': opacity });
  const middle = stops[1] === 'none' ? [stop(0.5, low, 0), stop(0.5, high, 0)] : [stop(0.5, stops[1] ?? '')];
  const id = `ramp-${name}`;
  return (
    element('linearGradient', { id }, stop(0, low), ...middle, stop(1, high)) +
    element('rect', { width, height: 14, rx: 3, fill: `url(#${id})` })
  );
}

function outline(width: number, ink: Brush['ink']): string {
  return element('rect', { width, height: 14, rx: 3, ...ink({ fill: 'none', stroke: 'border' }) });
}

function chipEntry(): Entry {
  const glyph = [0, 1, 2].map((index) =>
    classBar(index, { x: index * 14, y: 6, width: 10, height: 3, rx: 1.5 }),
  );
  return { glyph: glyph.join(''), glyphWidth: 38, words: 'classes still reachable' };
}

function linkEntries(scene: Scene, { ink }: Brush): Entry[] {
  if (scene.links.every((link) => link.share === undefined)) return [];
  const shares = [0.5, 0.1, 0.01];
  const glyph = shares.map((share, index) =>
    element('line', {
      x1: index * 22,
      x2: index * 22 + 18,
      y1: 7,
      y2: 7,
      ...ink({ stroke: 'link' }),
      'stroke-width': linkWidth(share) * (scene.linkScale ?? 1),
    }),
  );
  return [{ glyph: glyph.join(''), glyphWidth: 62, words: 'width: share of the inputs (50 %, 10 %, 1 %)' }];
}

function pathEntry({ ink }: Brush): Entry {
  const glyph = element('line', {
    x1: 0,
    x2: 30,
    y1: 7,
    y2: 7,
    ...ink({ stroke: 'accent' }),
    'stroke-width': 4,
  });
  return {
    glyph,
    glyphWidth: 30,
    words: 'the sample: its max path, the path of greatest probability, with the probability of each branch',
  };
}
