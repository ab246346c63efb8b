import { argmax } from '../data/argmax.js';
import { fittedLine, line } from './node-card.js';
import { percentText } from './number-text.js';
import type { RoutedSample } from './sample-highlight.js';
import type { Box } from './scene.js';
import type { PagePart } from './svg-header.js';
import { classBar, textMarkup, type Brush } from './svg-node.js';
import { textWidth } from './text-metrics.js';

const answerRows = 5;
const answerRowHeight = 21;

/** Room of the answers: to the right of the line that joins the gates, whose last mark reaches to `top`. */
interface AnswersPlace {
  readonly width: number;
  readonly x: number;
  readonly top: number;
}

/** Where the path ends, and what all leaves say together: the most likely classes of both. */
export function answers(
  { explanation, label }: RoutedSample,
  { drawing, ink }: Brush,
  { width, x: start, top }: AnswersPlace,
): PagePart {
  const columnWidth = (width - start - 40) / 2;
  const tables = [
    { title: 'Leaf of the max path', distribution: explanation.leafDistribution },
    { title: 'Mixture of all leaves', distribution: explanation.mixtureDistribution },
  ].map(({ title, distribution }, index) => {
    const x = start + index * (columnWidth + 40);
    const heading = textMarkup(
      line(title, x, top + 5, { size: 14, bold: true, tone: 'text', anchor: 'start' }),
      ink,
    );
    return heading + answerBars(distribution, { x, y: top + 18, width: columnWidth }, label);
  });
  const shown = Math.min(answerRows, drawing.classNames.length);
  return { markup: tables.join(''), height: top + 18 + shown * answerRowHeight };

  function answerBars(
    distribution: Float32Array,
    box: Omit<Box, 'height'>,
    trueClass: number | undefined,
  ): string {
    const nameWidth = box.width * 0.4;
    const barWidth = box.width - nameWidth - 56;
    const winner = argmax(distribution);
    const ranked = Array.from(distribution, (probability, classIndex) => ({ probability, classIndex }))
      .sort((a, b) => b.probability - a.probability || a.classIndex - b.classIndex)
      .slice(0, answerRows);
    return ranked
      .map(({ probability, classIndex }, index) => {
        const y = box.y + index * answerRowHeight;
        const bold = classIndex === winner;
        const mark = classIndex === trueClass ? '(true class)' : '';
        const room = nameWidth - 10 - textWidth(mark, 12, bold) - 4;
        const style = { size: 12, bold, tone: 'text', anchor: 'start' } as const;
        const name = fittedLine(drawing.classNames[classIndex] ?? '', box.x, y + 14, room, style);
        const beside = line(mark, name.box.x + name.box.width + 4, y + 14, style);
        const bar = {
          x: box.x + nameWidth,
          y: y + 4,
          height: 12,
          width: Math.max(0.6, barWidth * probability),
        };
        return (
          textMarkup(name, ink) +
          (mark === '' ? '' : textMarkup(beside, ink)) +
          classBar(classIndex, bar) +
          textMarkup(
            line(percentText(probability), bar.x + bar.width + 7, y + 14, {
              size: 11,
              tone: 'muted',
              anchor: 'start',
            }),
            ink,
          )
        );
      })
      .join('');
  }
}
