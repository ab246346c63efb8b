/** Letters that take two places of a terminal: those of East Asian scripts, and pictures. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;

/** Places that a text takes in a terminal; characters rather than UTF-16 units count. */
export function displayWidth(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + (wide.test(character) ? 2 : 1), 0);
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
  return [...lines, line];
}
