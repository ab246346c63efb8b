import type { CommandIo, TextStream } from './io.js';
import { isIsolate, withPairedIsolates } from '../render/isolated-text.js';
import { colorMark } from './printable-text.js';

const ownColor = new RegExp(`${colorMark}\\[\\d+m`, 'g');

/** Letters that take two places of a terminal: those of East Asian scripts, and pictures. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;

/** Places that a text takes in a terminal; characters rather than UTF-16 units count, and colors of our own take none. */
export function displayWidth(text: string): number {
  return Array.from(text.replace(ownColor, '')).reduce(
    (sum, character) => sum + (wide.test(character) ? 2 : isIsolate(character) ? 0 : 1),
    0,
  );
}

/**
 * A text as lines that are broken at blanks. A word that is wider than a line stays whole.
 *
 * @param width places of a line
 * @param first stands before the first line, `others` before each other one; they count
 */
export function wrapWords(text: string, width: number, first = '', others = ''): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/[ \t\n\r]+/).filter((part) => part !== '')) {
    const longer = isEmpty ? `${line}${word}` : `${line} ${word}`;
    if (!isEmpty && displayWidth(longer) > width) {
      lines.push(line);
      line = `${others}${word}`;
    } else {
      line = longer;
    }
    isEmpty = false;
  }
  return withPairedIsolates([...lines, line]);
}

/** Places of a line of a terminal, or of a reader who says COLUMNS; `undefined` where lines have no limit. */
export function lineWidth(
  { isTTY, columns }: TextStream,
  environment: CommandIo['environment'],
): number | undefined {
  if (isTTY === true && columns !== undefined && columns > 0) return columns;
  const named = Number(environment.COLUMNS);
  return Number.isInteger(named) && named > 0 ? named : undefined;
}

/** Command lines stay whole, to be copied. */
const commandLine = /(^|[\s`])(sdt|npm|npx|node) \S/;

/**
 * A line as lines that fit, broken at blanks; other blanks stay as they are, and later lines stand two places farther in. A word that is
 * wider than a line stays whole, and so does a line with a command in it.
 */
export function foldLine(line: string, width: number): string[] {
  if (displayWidth(line) <= width || commandLine.test(line)) return [line];
  const indent = `${/^ */.exec(line)?.[0] ?? ''}  `;
  const lines: string[] = [];
  let current = '';
  // Blanks belong to the word behind them.
  for (const part of line.match(/ *[^ ]+/g) ?? []) {
    if (current !== '' && displayWidth(current + part) > width) {
      lines.push(current);
      current = indent + part.trimStart();
    } else current += part;
  }
  return [...lines, current];
}
