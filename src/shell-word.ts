/** A text as one word of a command line, whatever it holds: any POSIX shell reads it back. */
export function shellWord(text: string): string {
  if (/^[\w./,+@%=:][\w./,+@%=:-]*$/.test(text)) return text;
  if (!unprintable.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = text.replace(/[\\']/g, '\\$&').replace(new RegExp(unprintable, 'gu'), octal);
  return `$'${escaped}'`;
}

/** Line breaks and what a terminal would not show. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

function octal(character: string): string {
  return Array.from(
    new TextEncoder().encode(character),
    (byte) => `\\${byte.toString(8).padStart(3, '0')}`,
  ).join('');
}
