import { displayWidth } from './wrapped-text.js';

export interface TableColumn {
  readonly title: string;
  /** Numbers align right, words left. */
  readonly align: 'left' | 'right';
}

/**
 * Rows as aligned lines of plain text: two spaces between columns, a rule under the titles, no trailing blanks.
 * @param indent blanks before every line
 */
export function formatTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  indent = '',
): string[] {
  const widths = columns.map(({ title }, column) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    indent +
    columns.map(({ align }, column) => pad(cells[column] ?? '', widths[column] ?? 0, align)).join('  ');
  return [
    line(columns.map(({ title }) => title)),
    indent + widths.map((width) => '-'.repeat(width)).join('  '),
    ...rows.map(line),
  ].map((text) => text.trimEnd());
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + blanks : blanks + text;
}
