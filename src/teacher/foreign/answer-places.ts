import type { AnswerTable } from '../../data/table/answer-table.js';
import type { RowSource } from '../../data/row-source.js';
import { InvalidInputError } from '../../errors.js';

/** Column of a table of answers that counts the rows of the data from 0. */
export const rowColumn = 'row';

/** Which row of a file answers for each row of the data, and what people should know of it. */
export interface AnswerPlaces {
  /** Row of the file for each row of the source, -1 where it has none. */
  readonly places: Int32Array;
  readonly notes: readonly string[];
}

/** Columns that may name the rows of the data. */
export function keyColumns({ names }: RowSource): readonly string[] {
  const files = names?.areFiles === true ? ['image', 'file', 'filename', 'path'] : [];
  return [...(names === undefined ? [] : [names.column]), ...files, rowColumn];
}

/**
 * Answers in the order of the data: of all its rows, of all that have a label, or of the first parts that it keeps apart.
 *
 * @throws {InvalidInputError} when their number is none of these
 */
export function placesInOrder(rowCount: number, source: RowSource, path: string): AnswerPlaces {
  const { parts, name, names } = source;
  const read = source.places.subarray(0, source.labelled);
  const total = sumOf(parts);
  const places = new Int32Array(total).fill(-1);
  const isPart = parts.some((_, index) => sumOf(parts.slice(0, index + 1)) === rowCount);
  if (isPart) {
    for (let row = 0; row < rowCount; row++) places[row] = row;
    const covered = rowCount === total ? 'all' : `the first ${rowCount}`;
    const unnamed = names === undefined ? '' : `; none of its columns names them (${names.column})`;
    return {
      places,
      notes: [`${path}: its rows are those of ${name} in their order, ${covered} of ${total}${unnamed}`],
    };
  }
  if (rowCount === read.length) {
    for (const [row, number] of read.entries()) places[number] = row;
    const note = `${path}: its rows are those of ${name} that have a label, in their order: ${rowCount} of ${total}`;
    return { places, notes: [note] };
  }
  const [train = 0] = parts;
  const alone = parts.length > 1 ? `, or for its ${train} training rows alone` : '';
  const some = read.length < total ? `, or for the ${read.length} that have a label` : '';
  throw new InvalidInputError(
    `${path}: must hold answers for the ${total} rows of ${name} in their order${alone}${some}, found ${rowCount}`,
  );
}

/**
 * Answers whose rows are named.
 *
 * @throws {InvalidInputError} naming a name that is no row of the data, or stands for two rows of the file or of the data
 */
export function placesByKey(
  { column, texts }: NonNullable<AnswerTable['key']>,
  source: RowSource,
  path: string,
): AnswerPlaces {
  const { parts, name, names } = source;
  const total = sumOf(parts);
  const numberOf = column === rowColumn ? rowNumberOf(total) : nameFinder(source, path);
  const places = new Int32Array(total).fill(-1);
  for (const [row, text] of texts.entries()) {
    const number = numberOf(text);
    const found = `${path}: row ${row + 1}, column ${column}: ${JSON.stringify(text)}`;
    if (number === undefined) {
      const wanted =
        column === rowColumn
          ? `rows are counted from 0 to ${total - 1}`
          : `none of its ${total} rows is called so`;
      throw new InvalidInputError(`${found} is no row of ${name}: ${wanted}`);
    }
    const other = places[number] ?? -1;
    if (other >= 0) throw new InvalidInputError(`${found} is answered by row ${other + 1} already`);
    places[number] = row;
  }
  const by = names?.areFiles === true && column !== rowColumn ? 'file names in the column' : 'column';
  return {
    places,
    notes: [
      `${path}: its rows are known by their ${by} ${column}: ${texts.length} of ${total} rows of ${name}`,
    ],
  };
}

type NumberOf = (text: string) => number | undefined;

function rowNumberOf(total: number): NumberOf {
  return (text) => {
    const number = /^\d+(\.0+)?$/.test(text) ? Number(text) : NaN;
    return number < total ? number : undefined;
  };
}

/** Files are known by their path from the data set's folder on, or by their name alone where only one is called so. */
function nameFinder({ names, name }: RowSource, path: string): NumberOf {
  const numbers = new Map<string, number>();
  const doubtful = new Set<string>();
  const add = (text: string, number: number): void => {
    if (numbers.has(text)) doubtful.add(text);
    numbers.set(text, number);
  };
  for (const [number, text] of (names?.texts ?? []).entries()) {
    add(text, number);
    const alone = names?.areFiles === true ? text.slice(text.lastIndexOf('/') + 1) : text;
    if (alone !== text) add(alone, number);
  }
  return (text) => {
    const plain = names?.areFiles === true ? fromFolder(text, name) : text;
    if (doubtful.has(plain)) {
      throw new InvalidInputError(`${path}: ${JSON.stringify(text)} names more than one row of ${name}`);
    }
    return numbers.get(plain);
  };
}

/** `cats/1.png` of `/data/animals/cats/1.png`, for the data set `animals`. */
function fromFolder(text: string, folder: string): string {
  const file = text.replaceAll('\\', '/').replace(/^\.\//, '');
  const start = `/${file}`.lastIndexOf(`/${folder}/`);
  return start < 0 ? file : file.slice(start + folder.length + 1);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
