/** A cell of CSV, quoted where it has to be; a text that a spreadsheet would take for a formula is marked as text. */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  return quotedCell(/^[=+\-@\t\r]/.test(value) && !/^[+-]?[\d.]/.test(value) ? `'${value}` : value);
}

/** A text as a cell of CSV, quoted where it has to be. */
export function quotedCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
