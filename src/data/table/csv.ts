import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { InvalidInputError } from '../../errors.js';

/** A table of numbers with one column of labels. */
export interface CsvTable {
  /** Names of the columns of numbers. */
  readonly columnNames: readonly string[];
  /** Row-major `[rows, columnNames.length]`. */
  readonly values: Float64Array;
  /** Label of each row, as it stands in the file. */
  readonly labels: readonly string[];
}

/** Column names that hold the label, if the header has one of them; otherwise the last column does. */
const labelNames: readonly string[] = ['label', 'class', 'target', 'species', 'y'];

/**
 * Reads a comma-separated table. The first line is a header if a cell in it, besides a label at its end, is not a number.
 *
 * @throws {InvalidInputError} naming the line and column of a cell that is missing or not a number
 */
export async function readCsvTable(path: string): Promise<CsvTable> {
  const { header, rows } = await readCsv(path);
  const [first] = rows;
  if (first === undefined || first.cells.length < 2) {
    throw new InvalidInputError(`${path}: needs at least one row with a feature and a label`);
  }
  const named = header?.findIndex((name) => labelNames.includes(name.toLowerCase())) ?? -1;
  const labelColumn = named >= 0 ? named : first.cells.length - 1;
  const columns = [...first.cells.keys()].filter((column) => column !== labelColumn);
  const columnName = (column: number): string => header?.[column] ?? String(column + 1);
  const values = new Float64Array(rows.length * columns.length);
  rows.forEach(({ cells, line }, row) => {
    columns.forEach((column, position) => {
      const where = `${path}: line ${line}, column ${columnName(column)}`;
      values[row * columns.length + position] = numberIn(cells[column], where);
    });
  });
  const labels = rows.map(({ cells, line }) => {
    const label = cells[labelColumn] ?? '';
    if (label !== '') return label;
    throw new InvalidInputError(
      `${path}: line ${line}, column ${columnName(labelColumn)}: the label is missing`,
    );
  });
  const columnNames = columns.map((column) => header?.[column] ?? `feature ${column + 1}`);
  return { columnNames, values, labels };
}

/** Reads the numbers of one sample: a line of numbers, which a header may precede. */
export async function readCsvNumbers(path: string): Promise<Float64Array> {
  const { rows } = await readCsv(path);
  return Float64Array.from(
    rows.flatMap(({ cells }) => cells),
    (cell, index) => numberIn(cell, `${path}: number ${index + 1}`),
  );
}

interface CsvRow {
  readonly cells: readonly string[];
  /** Line of the file, from 1. */
  readonly line: number;
}

async function readCsv(
  path: string,
): Promise<{ readonly header: readonly string[] | undefined; readonly rows: readonly CsvRow[] }> {
  const bytes = await readFile(path);
  const lines: number[] = [];
  let records: string[][];
  try {
    records = parse(bytes, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      on_record: (record, context) => {
        lines.push(context.lines);
        return record;
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInputError(`${path}: not a comma-separated table: ${reason}`, { cause: error });
  }
  const rows = records.map((cells, index) => ({ cells, line: lines[index] ?? 0 }));
  const [first, ...rest] = records;
  if (first === undefined || !isHeader(first, rest)) return { header: undefined, rows };
  return { header: first, rows: rows.slice(1) };
}

/** The last cell of a row may be a label in words, so that it tells a header only when it names the labels. */
function isHeader(first: readonly string[], rest: readonly (readonly string[])[]): boolean {
  const last = first.at(-1) ?? '';
  const namesLabels = labelNames.includes(last.toLowerCase()) && rest.every((cells) => cells.at(-1) !== last);
  return namesLabels || first.slice(0, -1).some((cell) => !isNumber(cell));
}

function isNumber(cell: string): boolean {
  return cell !== '' && Number.isFinite(Math.fround(Number(cell)));
}

function numberIn(cell: string | undefined, where: string): number {
  if (cell === undefined || !isNumber(cell)) {
    throw new InvalidInputError(`${where}: must be a finite number, found ${JSON.stringify(cell ?? '')}`);
  }
  return Number(cell);
}
