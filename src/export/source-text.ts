/** All but what would end a line, or change how the rest of a line is shown. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** A text on one line, as people read it. */
export function plainLine(text: string): string {
  return text.replace(unprintable, ' ').replace(/\s+/gu, ' ').trim();
}

/** A text within a line of a comment: on one line, and without what ends a comment in any language. */
export function commentText(text: string): string {
  return plainLine(text)
    .replaceAll('*/', '* /')
    .replaceAll('/*', '/ *')
    .replace(/--+/g, '-')
    .replaceAll('<', '< ') // no tag of a page
    .replaceAll('?', ' ?') // two of them start a trigraph of C
    .replaceAll('\\', '/') // at the end of a line it would join the next one to the comment
    .trim();
}

/** A value as a literal of JavaScript, safe within a script of a page. */
export function javaScriptLiteral(value: unknown): string {
  return JSON.stringify(value)
    .replace(unprintable, (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`)
    .replaceAll('<', '\\u003c');
}

/** A text as a literal of Python. */
export function pythonText(text: string): string {
  // What JSON escapes Python escapes alike; a pair of surrogates is one letter of eight digits there.
  return JSON.stringify(text).replace(
    unprintable,
    (letter) => `\\U${(letter.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`,
  );
}

/** A text as a literal of C, its bytes those of UTF-8. */
export function cText(text: string): string {
  const letters = Array.from(new TextEncoder().encode(text), (byte) => {
    const letter = String.fromCharCode(byte);
    return /[ -~]/.test(letter) && !/["\\?]/.test(letter) ? letter : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `"${letters.join('')}"`;
}

/** Items with commas between them, on lines of at most about 110 letters. */
export function wrappedList(items: readonly string[], indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    if (line !== '' && line.length + item.length > 108) {
      lines.push(line);
      line = '';
    }
    line += `${line === '' ? '' : ' '}${item},`;
  }
  return [...lines, line].map((text) => `${indent}${text}`).join('\n');
}

/** Base64 on lines of 110 letters. */
export function wrappedBase64(text: string): string {
  return text.replace(/.{110}/g, '$&\n');
}
