import { isIsolate, withPairedIsolates } from './isolated-text.js';

/** Fonts of one metric family (Arimo has Arial's and Helvetica's advance widths), so that measured widths hold everywhere. */
export const fontFamily = "Arimo, Helvetica, Arial, 'Liberation Sans', sans-serif";

/** Advance widths of U+0020 to U+007E in thousandths of the font size, from Arimo's `hmtx` table. */
const regularWidths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const boldWidths = [
  278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278,
  556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584,
  556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556,
  333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];
/** Widths of the signs that the drawings themselves use. */
const knownWidths = new Map([
  ['…', 1000],
  ['→', 1000],
  ['←', 1000],
  ['−', 584],
  ['·', 333],
  ['×', 584],
  ['±', 549],
]);
/** A safe width for letters outside ASCII (Latin, Greek, Cyrillic), and for wide scripts and pictures. */
const otherWidth = 800;
const wideWidth = 1250;
const firstWideCodePoint = 0x1100;
/** Letters of East Asian scripts, each a square as wide as the font is high, in every font. */
const square = /[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\u{20000}-\u{3ffff}]/u;
const squareWidth = 1000;
/** A word from so many letters on is rather shortened than broken. */
const longestBroken = 200;

/** Width of one line of text in pixels. Exact for ASCII in the fonts of `fontFamily`, else on the safe side. */
export function textWidth(text: string, size: number, bold = false): number {
  const widths = bold ? boldWidths : regularWidths;
  let total = 0;
  for (const character of text) {
    if (isIsolate(character)) continue;
    const code = character.codePointAt(0) ?? 0;
    const isSquare = code >= firstWideCodePoint && square.test(character);
    const fallback = isSquare ? squareWidth : code >= firstWideCodePoint ? wideWidth : otherWidth;
    total += widths[code - 0x20] ?? knownWidths.get(character) ?? fallback;
  }
  return (total * size) / 1000;
}

/** Whether every character's width is known, so that `textWidth` is exact and not only safe. */
export function hasKnownWidth(text: string): boolean {
  return Array.from(text).every(
    (character) => (character >= ' ' && character <= '~') || knownWidths.has(character),
  );
}

/** The text, or as much of its start as fits with an ellipsis; at least one character always stays. */
export function shorten(text: string, maximumWidth: number, size: number, bold = false): string {
  const clean = oneLine(text);
  if (textWidth(clean, size, bold) <= maximumWidth) return clean;
  const characters = Array.from(clean);
  let kept = '';
  for (const character of characters) {
    if (textWidth(`${kept}${character}…`, size, bold) > maximumWidth) break;
    kept += character;
  }
  return withPairedIsolates([kept === '' ? (characters[0] ?? '') : `${kept.trimEnd()}…`]).join('');
}

/**
 * Breaks text at blanks into lines that fit. A word that is wider than a line is broken behind `_`, `-`, `.`, `/` and between East Asian
 * letters; a part that is still wider is shortened, and so is a very long word.
 */
export function wrapLines(text: string, maximumWidth: number, size: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of oneLine(text).split(' ')) {
    const parts = textWidth(word, size) > maximumWidth ? wordParts(word) : [word];
    for (const [index, part] of parts.entries()) {
      const longer = line === '' ? part : `${line}${index === 0 ? ' ' : ''}${part}`;
      if (line !== '' && textWidth(longer, size) > maximumWidth) {
        lines.push(line);
        line = part;
      } else {
        line = longer;
      }
    }
  }
  return withPairedIsolates([...lines, line]).map((words) => shorten(words, maximumWidth, size));
}

/** Where a word may be broken. */
function wordParts(word: string): string[] {
  if (word.length > longestBroken) return [word];
  return word.split(
    /(?<=[_\-./])(?=[\p{L}\p{N}])|(?<=[\u3040-\u9fff\uac00-\ud7a3])(?=[\u3041-\u9fff\uac00-\ud7a3])/u,
  );
}

/** Line breaks, tabs and runs of blanks become one blank, as SVG would show them. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
