import type { TableDecision, TableGate } from '../explain/explain-table.js';
import { hex, negativeColor, positiveColor } from './colors.js';
import { questionText } from './decision-words.js';
import { pushLines } from './gate-sentences.js';
import { line } from './node-card.js';
import { signedText } from './number-text.js';
import type { Box } from './scene.js';
import { element, escapeXml } from './svg-markup.js';
import { frame, textMarkup, type Brush } from './svg-node.js';
import { shorten, textWidth, wrapLines } from './text-metrics.js';

const textSize = 11;
const rowHeight = 15.5;
const barsWidth = 84;
const toldColumns = 3;

/** Height of a question above its gate, for two lines. */
export const questionHeight = 36;

/** What a gate asks, on two lines at most. */
export function gateQuestionMarkup(
  { question }: TableGate,
  { columns }: TableDecision,
  { x, y, width }: Omit<Box, 'height'>,
  { ink }: Brush,
): string {
  const text = questionText(columns, question);
  const [first = '', ...rest] = wrapLines(text, width, 13);
  const lines = rest.length === 0 ? [first] : [first, shorten(rest.join(' '), width, 13)];
  // One line stands next to its gate.
  const top = y + 16 * (2 - lines.length);
  return lines
    .map((words, index) =>
      textMarkup(
        {
          ...line(words, x, top + 13 + 16 * index, { size: 13, tone: 'text', anchor: 'start' }),
          full: lines.join(' ') === text ? undefined : text,
        },
        ink,
      ),
    )
    .join('');
}

/** The values that push a gate most, with what is usual, and a bar to the left (orange) or right (blue) for each. */
export function pushList(gate: TableGate, decision: TableDecision, box: Box, { ink }: Brush): string {
  const lines = pushLines(gate, decision, toldColumns);
  const greatest = Math.max(...lines.map(({ push }) => Math.abs(push)), 1e-12);
  const half = barsWidth / 2 - 3;
  const axis = box.x + box.width - barsWidth / 2 - 1;
  const room = box.width - barsWidth - 14;
  const rows = lines.map(({ push, text, usual }, index) => {
    const y = box.y + 4 + index * rowHeight;
    const full = usual === '' ? text : `${text} (${usual})`;
    const name = shorten(text, room, textSize);
    const style = { size: textSize, anchor: 'start' } as const;
    const x = box.x + 6;
    const beside = room - textWidth(`${name}  `, textSize);
    const length = (half * Math.abs(push)) / greatest;
    const bar = { x: push < 0 ? axis - length : axis, y: y + 3, width: length, height: rowHeight - 6 };
    return [
      textMarkup({ ...line(name, x, y + 11, { ...style, tone: 'text' }), full }, ink),
      usual === '' || beside < 40
        ? ''
        : textMarkup(
            line(shorten(usual, beside, textSize), x + room - beside, y + 11, { ...style, tone: 'muted' }),
            ink,
          ),
      element(
        'rect',
        { ...bar, fill: hex(push < 0 ? negativeColor : positiveColor) },
        `<title>${escapeXml(`${full}: ${signedText(push)}`)}</title>`,
      ),
    ].join('');
  });
  const axisLine = { x1: axis, x2: axis, y1: box.y + 4, y2: box.y + box.height - 4 };
  return (
    frame(box, false, ink, 'neutral') +
    rows.join('') +
    element('line', { ...axisLine, ...ink({ stroke: 'border' }) })
  );
}
