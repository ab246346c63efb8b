import type { TableDecision } from '../explain/explain-table.js';
import type { PixelChange } from '../explain/pixel-change.js';
import { runnerUp } from '../explain/runner-up.js';
import type { Verdict } from '../explain/verdict.js';
import { imageShape } from './drawing.js';
import { answerChangeTexts, pixelChangeText, runnerUpText, wrongTurnText } from './gate-sentences.js';
import { line } from './node-card.js';
import { sampleImage } from './pixel-image.js';
import type { RoutedSample } from './sample-highlight.js';
import type { Box } from './scene.js';
import type { PagePart } from './svg-header.js';
import { element } from './svg-markup.js';
import { frame, pixelPicture, textMarkup, type Brush } from './svg-node.js';
import { oneLine, wrapLines } from './text-metrics.js';

interface NotesContent {
  readonly sample: RoutedSample;
  /** Of the max path, where the true class is known. */
  readonly verdict: Verdict | undefined;
  readonly table: TableDecision | undefined;
  readonly pixels: PixelChange | undefined;
  readonly brush: Brush;
  readonly x: number;
  readonly width: number;
}

const textSize = 12.5;
const lineHeight = 18;
const pictureSide = 112;
const gap = 18;

/** What else there is to know of a decision: where it went wrong, the next likely path, the values or pixels that would change it. */
export function notes({
  sample,
  verdict,
  table,
  pixels,
  brush,
  x,
  width,
}: NotesContent): PagePart | undefined {
  const { drawing, ink } = brush;
  const name = (index: number): string => `"${oneLine(drawing.classNames[index] ?? '')}"`;
  const { explanation, features, label } = sample;
  const second = runnerUp(drawing.tree, features, explanation);
  const sentences = [
    verdict && label !== undefined ? wrongTurnText(verdict, explanation, name(label)) : undefined,
    second?.matters === true
      ? `Next likely path: ${runnerUpText(second, explanation, drawing.tree.topology, name)}.`
      : undefined,
  ].filter((text) => text !== undefined);
  const changes = table?.counterfactuals && answerChangeTexts(table.counterfactuals, table, name);
  const paragraph = (text: string, left: number, top: number): PagePart => {
    const lines = wrapLines(text, width - left, textSize);
    const markup = lines.map((words, index) => {
      const style = { size: textSize, tone: 'text', anchor: 'start' } as const;
      return textMarkup(line(words, left, top + 12 + index * lineHeight, style), ink);
    });
    return { markup: markup.join(''), height: lines.length * lineHeight };
  };
  let y = 0;
  const parts = sentences.map((text) => {
    const { markup, height } = paragraph(text, x, y);
    y += height + 4;
    return markup;
  });
  if (changes !== undefined) {
    const style = { size: 14, bold: true, tone: 'text', anchor: 'start' } as const;
    y += y === 0 ? 0 : 8;
    parts.push(textMarkup(line('What would change the answer of the max path', x, y + 12, style), ink));
    y += lineHeight + 4;
    for (const text of changes) {
      const { markup, height } = paragraph(text, x, y);
      y += height + 2;
      parts.push(markup);
    }
  }
  const shape = imageShape(drawing.inputShape);
  if (pixels !== undefined && shape !== undefined) {
    const text = `The fewest pixels found that change the answer, framed on the right: ${pixelChangeText(pixels, shape, name)}.`;
    const told = paragraph(text, x, y);
    y += told.height + 6;
    const box = { x, y, width: pictureSide, height: pictureSide };
    parts.push(told.markup, pixelPictures(sample, pixels, box, brush));
    y += pictureSide;
  }
  return y === 0 ? undefined : { markup: parts.join(''), height: y };
}

/** The image as it is, and changed with its changed pixels framed. */
function pixelPictures(
  { features }: RoutedSample,
  pixels: PixelChange,
  box: Box,
  { drawing, ink }: Brush,
): string {
  const shape = imageShape(drawing.inputShape);
  if (shape === undefined) return '';
  const other = { ...box, x: box.x + box.width + gap };
  const size = Math.min(box.width / shape.width, box.height / shape.height);
  const left = other.x + (box.width - size * shape.width) / 2;
  const top = other.y + (box.height - size * shape.height) / 2;
  const marks = pixels.pixels.map((pixel) => {
    const place = {
      x: left + size * (pixel % shape.width),
      y: top + size * Math.floor(pixel / shape.width),
      width: size,
      height: size,
    };
    // A light edge around the frame, which has to show on any picture.
    const edge = { ...ink({ fill: 'none', stroke: 'background' }), 'stroke-width': size / 4 + 1.5 };
    const frame = { ...ink({ fill: 'none', stroke: 'accent' }), 'stroke-width': size / 4 };
    return element('rect', { ...place, ...edge }) + element('rect', { ...place, ...frame });
  });
  return [
    frame(box, false, ink, 'neutral'),
    pixelPicture(sampleImage(features, shape), box, 'input'),
    frame(other, false, ink, 'neutral'),
    pixelPicture(sampleImage(pixels.features, shape), other, 'input with changed pixels'),
    ...marks,
  ].join('');
}
