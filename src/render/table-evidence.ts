import type { TableDecision, TableGate } from '../explain/explain-table.js';
import { hex, negativeColor, positiveColor } from './colors.js';
import { questionText } from './decision-words.js';
import { pushLines, turnsText, type PushLine } from './gate-sentences.js';
import { line } from './node-card.js';
import { signedText } from './number-text.js';
import { element, escapeXml } from './svg-markup.js';
import { frame, textMarkup, type Brush } from './svg-node.js';
import { shorten, textWidth, wrapLines } from './text-metrics.js';

const textSize = 11;
const rowHeight = 15.5;
const padding = 4;
const barsWidth = 84;
const toldColumns = 3;
/** Lines of a column's name; longer ones are shortened, values never are. */
const mostLines = 3;
const questionSize = 13;
const questionLine = 16;
/** Lines of a question: room is kept for two, and a longer one is cut. */
const usualQuestionLines = 2;
const mostQuestionLines = 4;
const turnsSize = 11.5;
const turnsLine = 15;

/** A gate of a table as a picture, to be placed. */
export interface GatePicture {
  /** Room above its place, for what it asks. */
  readonly above: number;
  /** From its place down. */
  readonly height: number;
  /** @param y top of the frame with the values that push */
  readonly markupAt: (y: number) => string;
}

/** Room of a gate: its frame, which is so high at least, and the full width for sentences. */
interface GateRoom {
  readonly x: number;
  readonly width: number;
  readonly least: number;
  readonly full: number;
}

/** The max path's class, and how classes are called. */
interface GateAnswer {
  readonly current: number;
  readonly name: (index: number) => string;
}

/** What a gate asks, the values that push it, and the single values that would turn it. */
export function gateMarkup(
  gate: TableGate,
  decision: TableDecision,
  { x, width, least, full }: GateRoom,
  { current, name }: GateAnswer,
  brush: Brush,
): GatePicture {
  const rows = pushLines(gate, decision, toldColumns).map((push) => ({
    push,
    lines: pushText(push, width - barsWidth - 14),
  }));
  const lineCount = rows.reduce((sum, { lines }) => sum + lines.length, 0);
  const listHeight = Math.max(least, 2 * padding + lineCount * rowHeight);
  const turns = turnsText(gate, decision, current, name).flatMap((text) => wrapLines(text, full, turnsSize));
  const turnsTop = listHeight + 9;
  const question = questionText(decision.columns, gate.question);
  const questionLines = questionLinesOf(question, full);
  return {
    above: questionLine * Math.max(usualQuestionLines, questionLines.length) + 4,
    height: turns.length === 0 ? listHeight : turnsTop + turns.length * turnsLine,
    markupAt: (y) =>
      [
        questionMarkup(question, questionLines, x, y, brush),
        pushList(rows, { x, y, width, height: listHeight }, brush),
        ...turns.map((words, index) => {
          const style = { size: turnsSize, tone: 'muted', anchor: 'start' } as const;
          return textMarkup(line(words, x, y + turnsTop + 11 + index * turnsLine, style), brush.ink);
        }),
      ].join(''),
  };
}

function questionLinesOf(text: string, width: number): string[] {
  const lines = wrapLines(text, width, questionSize);
  if (lines.length <= mostQuestionLines) return lines;
  const rest = lines.slice(mostQuestionLines - 1).join(' ');
  return [...lines.slice(0, mostQuestionLines - 1), shorten(rest, width, questionSize)];
}

/** @param bottom where its gate begins; one line stands next to it */
function questionMarkup(
  text: string,
  lines: readonly string[],
  x: number,
  bottom: number,
  { ink }: Brush,
): string {
  const style = { size: questionSize, tone: 'text', anchor: 'start' } as const;
  const isCut = lines.some((words) => words.includes('…'));
  const last = bottom - 4 - questionLine + 13;
  return lines
    .map((words, index) => {
      const y = last - questionLine * (lines.length - 1 - index);
      return textMarkup({ ...line(words, x, y, style), full: isCut ? text : undefined }, ink);
    })
    .join('');
}

/** A line of what pushes: name and value, or what is usual. */
interface TextLine {
  readonly told: string;
  readonly usual: string;
}

/** Name and value on as many lines as they need, what is usual behind them or below. */
function pushText({ name, value, usual }: PushLine, room: number): TextLine[] {
  const told = toldLines(name, value, room);
  const last = told.at(-1) ?? '';
  const isBeside = textWidth(`${last}  ${usual}`, textSize) <= room;
  return [
    ...told.slice(0, -1).map((line) => ({ told: line, usual: '' })),
    { told: last, usual: isBeside ? usual : '' },
    ...(isBeside ? [] : wrapLines(usual, room, textSize).map((line) => ({ told: '', usual: line }))),
  ];
}

/** The value stays in one piece. */
function toldLines(name: string, value: string, room: number): string[] {
  const names = wrapLines(name, room, textSize);
  const kept =
    names.length <= mostLines
      ? names
      : [...names.slice(0, mostLines - 1), shorten(names.slice(mostLines - 1).join(' '), room, textSize)];
  if (value === '') return kept;
  const last = `${kept.at(-1) ?? ''} ${value}`;
  if (textWidth(last, textSize) <= room) return [...kept.slice(0, -1), last];
  return [...kept, ...wrapLines(value, room, textSize)];
}

interface PushRow {
  readonly push: PushLine;
  readonly lines: readonly TextLine[];
}

/** The values that push a gate most, with what is usual, and a bar to the left (orange) or right (blue) for each. */
function pushList(
  rows: readonly PushRow[],
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  { ink }: Brush,
): string {
  const greatest = Math.max(...rows.map(({ push }) => Math.abs(push.push)), 1e-12);
  const half = barsWidth / 2 - 3;
  const axis = box.x + box.width - barsWidth / 2 - 1;
  let y = box.y + padding;
  const parts = rows.flatMap(({ push: { push, text, usual }, lines }) => {
    const full = usual === '' ? text : `${text} (${usual})`;
    const style = { size: textSize, anchor: 'start' } as const;
    const length = (half * Math.abs(push)) / greatest;
    const bar = { x: push < 0 ? axis - length : axis, y: y + 3, width: length, height: rowHeight - 6 };
    const words = lines.map(({ told, usual: beside }) => {
      const x = box.x + 6;
      const usualX = told === '' ? x + 10 : x + textWidth(`${told}  `, textSize);
      const markup = [
        told === '' ? '' : textMarkup({ ...line(told, x, y + 11, { ...style, tone: 'text' }), full }, ink),
        beside === '' ? '' : textMarkup(line(beside, usualX, y + 11, { ...style, tone: 'muted' }), ink),
      ];
      y += rowHeight;
      return markup.join('');
    });
    const title = `<title>${escapeXml(`${full}: ${signedText(push)}`)}</title>`;
    return [
      ...words,
      element('rect', { ...bar, fill: hex(push < 0 ? negativeColor : positiveColor) }, title),
    ];
  });
  const axisLine = { x1: axis, x2: axis, y1: box.y + 4, y2: box.y + box.height - 4 };
  return (
    frame(box, false, ink, 'neutral') +
    parts.join('') +
    element('line', { ...axisLine, ...ink({ stroke: 'border' }) })
  );
}
