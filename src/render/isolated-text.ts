/** Letters that are written from right to left. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const [open, close] = ['\u2068', '\u2069'];

/**
 * A text from data as a part of a sentence: where it is written from right to left, it stands between U+2068 and U+2069, so that the
 * numbers and words behind it keep their place (Unicode Standard Annex 9, isolates). Any other text comes back as it is, one that is
 * isolated already, too.
 */
export function isolated(text: string): string {
  if (text.startsWith(open) && text.indexOf(close) === text.length - 1) return text;
  return rightToLeft.test(text) ? `${open}${text}${close}` : text;
}

/** Whether a character is one of the two signs of `isolated`, which show nothing. */
export function isIsolate(character: string): boolean {
  return character === open || character === close;
}

/** Whether each `U+2068` of a text has its `U+2069` behind it: then it turns nothing outside of it. */
export function hasPairedIsolates(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === open) depth++;
    if (character === close && --depth < 0) return false;
  }
  return depth === 0;
}

/** Pieces of one text, each with its isolates closed at its end, and opened anew in the next one. */
export function withPairedIsolates(pieces: readonly string[]): string[] {
  let depth = 0;
  return pieces.map((piece) => {
    const start = open.repeat(depth);
    for (const character of piece) {
      if (character === open) depth++;
      if (character === close) depth = Math.max(0, depth - 1);
    }
    // Blanks before it are no part of the text.
    return `${piece.replace(/^ */, (blanks) => blanks + start)}${close.repeat(depth)}`;
  });
}
