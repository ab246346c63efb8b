import { displayWidth, wrapWords } from './wrapped-text.js';

export interface TableColumn {
  readonly title: string;
  /** Numbers align right, words left. */
  readonly align: 'left' | 'right';
}

/**
 * Rows as aligned lines of plain text: two spaces between columns, a rule under the titles, no trailing blanks. Where that is too wide,
 * texts are broken at blanks, those of the widest columns first; where that is not enough, each row becomes lines of `title: value`.
 * @param indent blanks before every line
 * @param width places of a line
 */
export function formatTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  indent = '',
  width = Infinity,
): string[] {
  const titles = columns.map(({ title }) => title);
  const widths = columnWidths([titles, ...rows], columns.length, width - indent.length);
  if (widths === undefined) return stackedRows(titles, rows, indent, width);
  const lines = (cells: readonly string[]): string[] => {
    const parts = widths.map((room, column) => wrapWords(kept(cells[column] ?? ''), room).map(released));
    return Array.from({ length: Math.max(...parts.map((part) => part.length)) }, (_, index) =>
      columns
        .map(({ align }, column) => pad(parts[column]?.[index] ?? '', widths[column] ?? 0, align))
        .join('  '),
    );
  };
  return [...lines(titles), widths.map((room) => '-'.repeat(room)).join('  '), ...rows.flatMap(lines)].map(
    (text) => (indent + text).trimEnd(),
  );
}

/** A number and its per cent sign stay together, and so do blanks at the start. */
function kept(text: string): string {
  return text.replaceAll(' %', '\u00a0%').replace(/^ +/, (blanks) => '\u00a0'.repeat(blanks.length));
}

function released(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

/** Widths that fit, the widest columns broken first, none inside a word; `undefined` where none do. */
function columnWidths(
  lines: readonly (readonly string[])[],
  count: number,
  room: number,
): number[] | undefined {
  const widthOf = (column: number, limit: number): number =>
    Math.max(0, ...lines.flatMap((cells) => wrapWords(kept(cells[column] ?? ''), limit).map(displayWidth)));
  const widths = Array.from({ length: count }, (_, column) => widthOf(column, Infinity));
  const narrower = widths.map((width, column) => widthOf(column, width - 1));
  const total = (): number => widths.reduce((sum, width) => sum + width, 2 * (count - 1));
  while (total() > room) {
    const broken = widths.reduce((best, width, column) => {
      const isPossible = (narrower[column] ?? 0) < width;
      return isPossible && width > (widths[best] ?? 0) ? column : best;
    }, -1);
    if (broken < 0) return undefined;
    const width = narrower[broken] ?? 0;
    widths[broken] = width;
    narrower[broken] = widthOf(broken, width - 1);
  }
  return widths;
}

function stackedRows(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  indent: string,
  width: number,
): string[] {
  return rows.flatMap((cells) =>
    titles.flatMap((title, column) => {
      const cell = cells[column] ?? '';
      if (cell === '') return [];
      const start = column === 0 ? indent : `${indent}  `;
      const text = kept(title === '' ? cell : `${title}: ${cell}`);
      return wrapWords(text, width, start, `${start}  `).map(released);
    }),
  );
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + blanks : blanks + text;
}
