import { classMark, negativeColor, positiveColor, hex } from './colors.js';
import { imageShape, type TreeDrawing } from './drawing.js';
import { drawnQuestion, gateBars, weightBars, type GateBar } from './gate-bars.js';
import { columnSizes, drawnWeights, drawsEachChannel, gateWeights, weightScale } from './gate-weights.js';
import { fittedLine, listedWeights, weightBarsWidth, weightNameSize, weightRowHeight } from './node-card.js';
import type { NodeSummary } from './node-summary.js';
import { countText, percentText } from './number-text.js';
import { sampleImage, weightImage } from './pixel-image.js';
import type { Box, ClassChip, SceneNode, SceneText } from './scene.js';
import { element, escapeXml, rounded, type Ink } from './svg-markup.js';
import { hasKnownWidth, oneLine } from './text-metrics.js';

/** What the parts of a drawing share. */
export interface Brush {
  readonly drawing: TreeDrawing;
  readonly ink: Ink;
  /** Color scale of all filters, or `node` for one scale each. */
  readonly filterScale: number | 'node';
}

const largePictures = { inner: gatePicture, leaf: leafPicture, summary: fanPicture };
const compactPictures = { inner: gateThumbnail, leaf: leafPicture, summary: leafPicture };

function turnText({ x, y, degrees }: NonNullable<SceneNode['turn']>): string {
  return `translate(${rounded(x)} ${rounded(y)})${degrees === 0 ? '' : ` rotate(${rounded(degrees)})`}`;
}

/** A node: its picture, texts and reachable classes, in a group with a tooltip. */
export function nodeMarkup(node: SceneNode, brush: Brush): string {
  const pictures = node.isCompact === true ? compactPictures : largePictures;
  return element(
    'g',
    { id: `node-${node.node}`, transform: node.turn && turnText(node.turn) },
    `<title>${escapeXml(nodeTitle(node, brush.drawing))}</title>`,
    pictures[node.kind](node, brush),
    ...node.texts.map((text) => textMarkup(text, brush.ink)),
    ...node.chips.map((chip) => chipMarkup(chip, brush.ink)),
  );
}

/** Classes that a tooltip names. */
const listedClasses = 12;

function nodeTitle({ node, kind, summary }: SceneNode, drawing: TreeDrawing): string {
  const { classNames } = drawing;
  const names = (classes: readonly number[]): string => {
    const listed = classes.slice(0, listedClasses).map((index) => oneLine(classNames[index] ?? ''));
    const left = classes.length - listed.length;
    return `${listed.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
  };
  const traffic =
    summary.arrivalShare === undefined ? '' : `, ${percentText(summary.arrivalShare)} of the inputs`;
  if (kind === 'leaf') {
    const probability = percentText(summary.distribution[summary.winner] ?? 0);
    return `Leaf, node ${node}: ${names([summary.winner])} (${probability})${traffic}`;
  }
  const what =
    kind === 'inner'
      ? 'Inner node'
      : `Closed subtree with ${countText(summary.leafCount, 'leaf', 'leaves')}, node`;
  const question = kind === 'inner' ? drawnQuestion(drawing, node) : undefined;
  return `${what} ${node}: ${question === undefined ? '' : `${question} `}can still be ${names(summary.reachable)}${traffic}`;
}

export function textMarkup(text: SceneText, ink: Ink): string {
  const attributes = {
    x: text.x,
    y: text.y,
    'font-size': text.size,
    'font-weight': text.bold ? 700 : undefined,
    'text-anchor': text.anchor === 'start' ? undefined : text.anchor,
    // Where none of the fonts is installed, a wider one must not run into the neighbors.
    textLength: text.text !== '' && hasKnownWidth(text.text) ? text.box.width : undefined,
    lengthAdjust: text.text !== '' && hasKnownWidth(text.text) ? 'spacingAndGlyphs' : undefined,
    ...ink({ fill: text.tone }),
  };
  const title = text.full === undefined ? '' : `<title>${escapeXml(text.full)}</title>`;
  return element('text', attributes, escapeXml(text.text), title);
}

/** A bar or an underline in the mark of a class. */
export function classBar(classIndex: number, bar: Box & { readonly rx?: number }): string {
  const { color, dash } = classMark(classIndex);
  if (dash === undefined) return element('rect', { ...bar, fill: color });
  const { x, y, width, height } = bar;
  const ends =
    height > width
      ? { x1: x + width / 2, x2: x + width / 2, y1: y + height, y2: y }
      : { x1: x, x2: x + width, y1: y + height / 2, y2: y + height / 2 };
  return element('line', {
    ...ends,
    stroke: color,
    'stroke-width': Math.min(width, height),
    'stroke-dasharray': dash.join(' '),
  });
}

/** Name of a reachable class with its underline. */
export function chipMarkup({ classIndex, label }: ClassChip, ink: Ink): string {
  const text = textMarkup(label, ink);
  if (classIndex === undefined) return text;
  const underline = { x: label.box.x, y: label.y + 3, width: label.box.width, height: 3, rx: 1.5 };
  return text + classBar(classIndex, underline);
}

function gatePicture({ node, picture, onPath }: SceneNode, brush: Brush): string {
  const { drawing } = brush;
  if (imageShape(drawing.inputShape) === undefined)
    return barList(gateBars(drawing, node, listedWeights), tableScale(node, brush), picture, onPath, brush);
  return weightPicture(gateWeights(drawing.tree, node), picture, onPath, brush);
}

/** End of the bars of a table's gate. */
function tableScale(node: number, { drawing: { tree, columns }, filterScale }: Brush): number {
  if (filterScale !== 'node') return filterScale;
  return weightScale([columns === undefined ? gateWeights(tree, node) : columnSizes(tree, node, columns)]);
}

/** Weights of a gate: as an image, or for tables as a list of the largest. */
export function weightPicture(weights: Float32Array, box: Box, onPath: boolean, brush: Brush): string {
  const { drawing, ink, filterScale } = brush;
  const drawn = drawnWeights(weights, drawing);
  const scale = filterScale === 'node' ? weightScale([drawn]) : filterScale;
  const shape = imageShape(drawing.inputShape);
  if (shape === undefined)
    return barList(weightBars(drawing, weights, listedWeights), scale, box, onPath, brush);
  const image = pixelPicture(weightImage(drawn, shape, scale), box, 'filter');
  return frame(box, false, ink, 'neutral') + image + frame(box, onPath, ink, 'none');
}

/** Opacity of evidence over a photo. */
export const evidenceOpacity = { sum: 0.85, each: 0.6 } as const;

/** Evidence of a gate: as weights are; of a color image over the image in gray. */
export function evidencePicture(
  features: Float32Array,
  evidence: Float32Array,
  box: Box,
  brush: Brush,
): string {
  const { drawing, ink } = brush;
  const shape = imageShape(drawing.inputShape);
  if (shape === undefined || shape.channels === 1) return weightPicture(evidence, box, false, brush);
  const drawn = drawnWeights(evidence, drawing);
  const opacity = evidenceOpacity[drawsEachChannel(drawing) ? 'each' : 'sum'];
  return (
    frame(box, false, ink, 'neutral') +
    pixelPicture(sampleImage(features, shape, true), box, 'input in gray') +
    pixelPicture(weightImage(drawn, shape, weightScale([drawn])), box, 'evidence', opacity) +
    frame(box, false, ink, 'none')
  );
}

/** Frame of a picture: thicker and in the accent color on the highlighted path. */
export function frame(box: Box, onPath: boolean, ink: Ink, fill: 'neutral' | 'surface' | 'none'): string {
  const { x, y, width, height } = box;
  const stroke = onPath ? 'accent' : 'border';
  return element('rect', {
    x,
    y,
    width,
    height,
    rx: 3,
    ...ink({ fill, stroke }),
    'stroke-width': onPath ? 2.5 : 1,
  });
}

/** A filter, evidence or sample as an image fitted into its frame. */
export function pixelPicture(uri: string, box: Box, name: string, opacity?: number): string {
  // resvg knows only the old keyword, browsers take the style sheet's `pixelated`.
  const pixels = { href: uri, preserveAspectRatio: 'xMidYMid', 'image-rendering': 'optimizeSpeed' };
  return element('image', { ...box, ...pixels, opacity, role: 'img', 'aria-label': name });
}

/** What a table's gate looks at: name, and a bar to the left (orange) or right (blue), of words to both. */
function barList(
  bars: readonly GateBar[],
  scale: number,
  picture: Box,
  onPath: boolean,
  { ink }: Brush,
): string {
  const nameWidth = picture.width - weightBarsWidth - 12;
  const half = weightBarsWidth / 2 - 3;
  const axis = picture.x + picture.width - weightBarsWidth / 2 - 1;
  const rows = bars.map((bar, index) => {
    const y = picture.y + 4 + index * weightRowHeight;
    const style = { size: weightNameSize, tone: 'text', anchor: 'start' } as const;
    const name = fittedLine(bar.name, picture.x + 6, y + 11, nameWidth, style);
    const place = { y: y + 3, height: weightRowHeight - 6 };
    return textMarkup(name, ink) + barMarkup(bar, axis, half / scale, half, place);
  });
  const axisLine = { x1: axis, x2: axis, y1: picture.y + 4, y2: picture.y + picture.height - 4 };
  return (
    frame(picture, onPath, ink, 'neutral') +
    rows.join('') +
    element('line', { ...axisLine, ...ink({ stroke: 'border' }) })
  );
}

/** A gate in a small square: its filter, or bars of a table's strongest columns without their names. */
function gateThumbnail(node: SceneNode, brush: Brush): string {
  const { drawing, ink } = brush;
  const { picture, onPath } = node;
  if (imageShape(drawing.inputShape) !== undefined) return gatePicture(node, brush);
  const pitch = (picture.height - 4) / listedWeights;
  const axis = picture.x + picture.width / 2;
  const half = picture.width / 2 - 3;
  const scale = tableScale(node.node, brush);
  const bars = gateBars(drawing, node.node, listedWeights).map((bar, index) => {
    const place = { y: picture.y + 2 + (index + 0.1) * pitch, height: 0.8 * pitch };
    return barMarkup(bar, axis, half / scale, half, place);
  });
  return frame(picture, onPath, ink, 'neutral') + bars.join('');
}

/** A bar to one side of an axis, or one to each. */
function barMarkup(
  { name, low, high, text }: GateBar,
  axis: number,
  perUnit: number,
  most: number,
  place: Pick<Box, 'y' | 'height'>,
): string {
  const title = `<title>${escapeXml(`${name}: ${text}`)}</title>`;
  const [left, right] = [Math.min(most, -low * perUnit), Math.min(most, high * perUnit)];
  const bar = (x: number, width: number, color: readonly [number, number, number]) =>
    element('rect', { x, ...place, width, fill: hex(color) }, title);
  return [
    low < 0 ? bar(axis - left, left, negativeColor) : '',
    high > 0 || low === 0 ? bar(axis, right, positiveColor) : '',
  ].join('');
}

function leafPicture({ picture, summary, onPath, isCompact }: SceneNode, brush: Brush): string {
  return (
    frame(picture, onPath, brush.ink, 'surface') +
    distributionBars(summary, inset(picture, isCompact === true ? 1.5 : 4), brush.ink)
  );
}

/** A closed subtree: a fan that widens downwards, with the mixture of its leaves, each bar above the name of its class. */
function fanPicture({ picture, summary, chips, onPath }: SceneNode, { ink }: Brush): string {
  const { x, y, width, height } = picture;
  const middle = x + width / 2;
  const [shoulder, bottom] = [y + 22, y + height];
  const names = chips.map(({ label }) => label.box);
  const left = Math.min(x, ...names.map((box) => box.x));
  const right = Math.max(x + width, ...names.map((box) => box.x + box.width));
  const outline = `M${rounded(middle - 7)} ${rounded(y)}H${rounded(middle + 7)}L${rounded(right)} ${rounded(shoulder)}V${rounded(bottom)}H${rounded(left)}V${rounded(shoulder)}Z`;
  const stroke = onPath ? 'accent' : 'border';
  const shareOf = (classIndex: number | undefined) => summary.distribution[classIndex ?? -1] ?? 0;
  const rest = 1 - chips.reduce((sum, { classIndex }) => sum + shareOf(classIndex), 0);
  const bars = chips.map(({ classIndex, label }) => {
    const share = classIndex === undefined ? rest : shareOf(classIndex);
    const length = Math.max(0.6, share * (height - 26));
    const size = Math.min(12, Math.max(6, label.box.width));
    const place = {
      x: label.box.x + (label.box.width - size) / 2,
      y: bottom - 4 - length,
      width: size,
      height: length,
    };
    return classIndex === undefined
      ? element('rect', { ...place, ...ink({ fill: 'bar' }) })
      : classBar(classIndex, place);
  });
  const base = { x1: left + 4, x2: right - 4, y1: bottom - 4, y2: bottom - 4 };
  return (
    element('path', { d: outline, 'stroke-linejoin': 'round', ...ink({ fill: 'surface', stroke }) }) +
    bars.join('') +
    element('line', { ...base, ...ink({ stroke: 'border' }) })
  );
}

/** Classes that are drawn one bar each; with more, only the most likely are. */
const mostBars = 20;
const barsOfMany = 10;

/** Class probabilities as bars in the order of the classes; classes that win a leaf have their color, others are gray. */
export function distributionBars(
  { distribution, reachable }: Pick<NodeSummary, 'distribution' | 'reachable'>,
  box: Box,
  ink: Ink,
): string {
  const all = Array.from(distribution, (probability, classIndex) => ({ probability, classIndex }));
  const shown =
    all.length <= mostBars
      ? all
      : [...all]
          .sort((a, b) => b.probability - a.probability || a.classIndex - b.classIndex)
          .slice(0, barsOfMany)
          .sort((a, b) => a.classIndex - b.classIndex);
  const pitch = Math.min(16, box.width / shown.length);
  const left = box.x + (box.width - pitch * shown.length) / 2;
  const bottom = box.y + box.height;
  const bars = shown.map(({ probability, classIndex }, index) => {
    const height = Math.max(0.6, probability * box.height);
    const place = { x: left + (index + 0.1) * pitch, y: bottom - height, width: 0.8 * pitch, height };
    return reachable.includes(classIndex)
      ? classBar(classIndex, place)
      : element('rect', { ...place, ...ink({ fill: 'bar' }) });
  });
  const base = { x1: box.x, x2: box.x + box.width, y1: bottom, y2: bottom };
  return bars.join('') + element('line', { ...base, ...ink({ stroke: 'border' }) });
}

function inset({ x, y, width, height }: Box, margin: number): Box {
  return { x: x + margin, y: y + margin, width: width - 2 * margin, height: height - 2 * margin };
}
