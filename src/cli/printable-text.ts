import { hasPairedIsolates, isIsolate } from '../render/isolated-text.js';
import { randomUUID } from 'node:crypto';

/** Stands before the number of a color of our own until its line is written: text from data cannot know it. */
export const colorMark = `\u001b${randomUUID()}`;

/** Most characters of a line that are printed, between two colors: a screen or two. */
const longestLine = 4000;
/** Of which so many stand at the end, where a message says what would be right. */
const keptEnd = 1000;

/**
 * A line that a terminal shows as it is: control characters (escapes, line breaks), direction marks and other invisible ones become
 * `\u{9b}`, colors of our own stay, and of a very long line the middle is left out.
 */
export function printableLine(line: string): string {
  return line
    .split(colorMark)
    .map((part, index) => {
      const color = index === 0 ? '' : (/^\[\d+m/.exec(part)?.[0] ?? '');
      return (color && `\u001b${color}`) + shortened(visible(part.slice(color.length)));
    })
    .join('');
}

/** Lines of any length, for a terminal: see {@link printableLine}. */
export function printableLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

/** JSON that says the same without unprintable characters. */
export function printableJson(json: string): string {
  return json.replace(unprintable, (text) =>
    text === '\n'
      ? text
      : Array.from({ length: text.length }, (_, index) => {
          return `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`;
        }).join(''),
  );
}

/** Joiners have a use in names of some scripts and of faces, and move nothing. */
const unprintable = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The isolates of names that are written from right to left stay, where they are paired. */
function visible(text: string): string {
  const isPaired = hasPairedIsolates(text);
  return text.replace(unprintable, (character) =>
    isPaired && isIsolate(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

function shortened(text: string): string {
  if (text.length <= longestLine) return text;
  const start = text.slice(0, longestLine - keptEnd);
  return `${start} ... (${text.length - longestLine} characters) ... ${text.slice(-keptEnd)}`;
}
