import { imageShape } from './drawing.js';
import { isolated } from './isolated-text.js';
import { fittedLine, line } from './node-card.js';
import { countText, percentText, probabilityText } from './number-text.js';
import { sampleImage } from './pixel-image.js';
import type { RoutedSample } from './sample-highlight.js';
import type { Box } from './scene.js';
import { frame, pixelPicture, textMarkup, type Brush } from './svg-node.js';
import { oneLine, wrapLines } from './text-metrics.js';

/** A part of the page with its height; drawn from (0, 0). */
export interface PagePart {
  readonly markup: string;
  readonly height: number;
}

interface HeaderContent {
  readonly brush: Brush;
  readonly title: string;
  /** Top node of the drawing. */
  readonly root: number;
  /** Number of closed subtrees. */
  readonly closed: number;
  readonly sample: RoutedSample | undefined;
  readonly width: number;
  /** Where the left branches are, in a layout in which that is not on the left. */
  readonly sides?: string | undefined;
}

const titleSize = 21;
const textSize = 12.5;
const lineHeight = 19;
const sampleSide = 84;

/** Headline, what is drawn, and the highlighted sample with both answers. */
export function header(content: HeaderContent): PagePart & { readonly description: string } {
  const { brush, title, sample, width } = content;
  const description = describe(content);
  const below = wrapLines(description, width, textSize);
  const lines = [
    fittedLine(title, 0, titleSize, width, { size: titleSize, bold: true, tone: 'text', anchor: 'start' }),
    ...below.map((text, index) =>
      line(text, 0, titleSize + 22 + index * lineHeight, { size: textSize, tone: 'muted', anchor: 'start' }),
    ),
  ];
  const markup = lines.map((text) => textMarkup(text, brush.ink)).join('');
  const height = titleSize + 26 + (below.length - 1) * lineHeight;
  if (sample === undefined) return { markup, height, description };
  const panel = samplePanel(content, sample, height + 16);
  return { markup: markup + panel.markup, height: height + 16 + panel.height, description };
}

function describe({ brush, root, closed, sides }: HeaderContent): string {
  const { tree } = brush.drawing;
  const { classCount, featureCount } = tree;
  const sentences = [
    `Depth ${tree.depth}, ${countText(tree.innerNodeCount, 'gate')}, ${countText(tree.leafCount, 'leaf', 'leaves')}; ${countText(featureCount, 'feature')}, ${classCount} classes.`,
  ];
  if (tree.routing === 'hard') sentences.push('Every gate sends all one way.');
  const turns = tree.topology.pathTo(root).map(({ side }) => side);
  if (root !== 0) sentences.push(`Drawn: the subtree of node ${root} (from the root: ${turns.join(', ')}).`);
  if (closed > 0) sentences.push(`Drawn as summaries: ${countText(closed, 'closed subtree')}.`);
  if (sides !== undefined) sentences.push(sides);
  return sentences.join(' ');
}

function samplePanel({ brush, root, width }: HeaderContent, sample: RoutedSample, top: number): PagePart {
  const { drawing, ink } = brush;
  const shape = imageShape(drawing.inputShape);
  const picture =
    shape === undefined
      ? ''
      : samplePicture(sample, { x: 0, y: top, width: sampleSide, height: sampleSide }, brush);
  const x = shape === undefined ? 0 : sampleSide + 18;
  const texts = sampleSentences(sample, drawing.classNames);
  if (!entersSubtree(sample, root)) texts.push(`Its path does not enter the subtree of node ${root}.`);
  const markup = texts.map((text, index) => {
    const bold = index === 0;
    const size = bold ? 14 : textSize;
    const y = top + 14 + index * lineHeight;
    return textMarkup(
      fittedLine(text, x, y, width - x, {
        size,
        bold,
        tone: bold ? 'accent' : 'text',
        anchor: 'start',
      }),
      ink,
    );
  });
  const height = Math.max(shape === undefined ? 0 : sampleSide, texts.length * lineHeight);
  return { markup: picture + markup.join(''), height };
}

/** The input itself, framed. */
export function samplePicture(sample: RoutedSample, box: Box, { drawing, ink }: Brush): string {
  const shape = imageShape(drawing.inputShape);
  if (shape === undefined) return '';
  const image = pixelPicture(sampleImage(sample.features, shape), box, 'input');
  return frame(box, false, ink, 'neutral') + image + frame(box, true, ink, 'none');
}

/** Name, verdict, and both answers of the tree. */
export function sampleSentences(
  { name, label, explanation }: RoutedSample,
  classNames: readonly string[],
): string[] {
  const className = (index: number): string => isolated(oneLine(classNames[index] ?? ''));
  const { maxPathClass, mixtureClass, leafDistribution, mixtureDistribution, pathProbability } = explanation;
  const maxPath = percentText(leafDistribution[maxPathClass] ?? 0);
  const mixture = percentText(mixtureDistribution[mixtureClass] ?? 0);
  const verdict = label === maxPathClass ? 'The tree is right.' : 'The tree is wrong.';
  return [
    oneLine(name),
    ...(label === undefined ? [] : [`True class: ${className(label)}. ${verdict}`]),
    `Max path: ${className(maxPathClass)} (${maxPath}), reached with probability ${probabilityText(pathProbability)}`,
    `Mixture of all leaves: ${className(mixtureClass)} (${mixture})`,
  ];
}

function entersSubtree({ explanation }: RoutedSample, root: number): boolean {
  return root === 0 || explanation.steps.some(({ node }) => node === root);
}
