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

/** Width of one line of text in pixels. Exact for ASCII in the fonts of `fontFamily`, else on the safe side. */
export function textWidth(text: string, size: number, bold = false): number {
  const widths = bold ? boldWidths : regularWidths;
  let total = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const fallback = code >= firstWideCodePoint ? wideWidth : otherWidth;
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
  return kept === '' ? (characters[0] ?? '') : `${kept.trimEnd()}…`;
}

/** Breaks text at blanks into lines that fit; a word that is wider than a line is shortened. */
export function wrapLines(text: string, maximumWidth: number, size: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of oneLine(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, size) > maximumWidth) {
      lines.push(shorten(line, maximumWidth, size));
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, shorten(line, maximumWidth, size)];
}

/** Line breaks, tabs and runs of blanks become one blank, as SVG would show them. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
