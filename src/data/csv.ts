import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { InvalidInputError } from '../errors.js';

/** A table of numbers with one column of labels. */
export interface CsvTable {
  readonly featureNames: readonly string[];
  /** Row-major `[rows, featureNames.length]`. */
  readonly features: Float32Array;
  /** Label of each row, as it stands in the file. */
  readonly labels: readonly string[];
}

/** Column names that hold the label, if the header has one of them; otherwise the last column does. */
const labelNames = ['label', 'class', 'target', 'species', 'y'];

/**
 * Reads a comma-separated table. The first line is a header if one of its cells is not a number.
 *
 * @throws {InvalidInputError} naming the line and column of a cell that is missing or not a number
 */
export async function readCsvTable(path: string): Promise<CsvTable> {
  const { header, rows } = await readCsv(path);
  const [first] = rows;
  if (first === undefined || first.length < 2) {
    throw new InvalidInputError(`${path}: needs at least one row with a feature and a label`);
  }
  const named = header?.findIndex((name) => labelNames.includes(name.toLowerCase())) ?? -1;
  const labelColumn = named >= 0 ? named : first.length - 1;
  const columns = [...first.keys()].filter((column) => column !== labelColumn);
  const features = new Float32Array(rows.length * columns.length);
  const lineOfFirst = header === undefined ? 1 : 2;
  rows.forEach((row, index) => {
    columns.forEach((column, position) => {
      const where = `line ${index + lineOfFirst}, column ${header?.[column] ?? column + 1}`;
      features[index * columns.length + position] = numberIn(row[column], `${path}: ${where}`);
    });
  });
  return {
    featureNames: columns.map((column) => header?.[column] ?? `feature ${column + 1}`),
    features,
    labels: rows.map((row) => row[labelColumn] ?? ''),
  };
}

/** Reads the numbers of one sample: a line of numbers, which a header may precede. */
export async function readCsvNumbers(path: string): Promise<Float32Array> {
  const { rows } = await readCsv(path);
  return Float32Array.from(rows.flat(), (cell, index) => numberIn(cell, `${path}: number ${index + 1}`));
}

async function readCsv(path: string): Promise<{ header: string[] | undefined; rows: string[][] }> {
  const text = await readFile(path, 'utf8');
  let lines: string[][];
  try {
    lines = parse(text, { bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInputError(`${path}: not a comma-separated table: ${reason}`, { cause: error });
  }
  const [first, ...rest] = lines;
  // The label may be text, so that only a line in which most cells are text is taken for a header.
  const textCells = first?.filter((cell) => !isNumber(cell)).length ?? 0;
  const isHeader = first !== undefined && (textCells > 1 || textCells === first.length);
  return isHeader ? { header: first, rows: rest } : { header: undefined, rows: lines };
}

function isNumber(cell: string): boolean {
  return cell !== '' && Number.isFinite(Number(cell));
}

function numberIn(cell: string | undefined, where: string): number {
  if (cell === undefined || !isNumber(cell)) {
    throw new InvalidInputError(`${where}: must be a number, found ${JSON.stringify(cell ?? '')}`);
  }
  return Number(cell);
}
