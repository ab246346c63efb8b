import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { InvalidInputError } from '../../errors.js';
import { namingFile, numberOf, rowsOf, sqlName, sqlPath, sqlText, textOf } from './database.js';
import { defaultMissing, type TableOptions } from './table-options.js';
import { assertUtf8 } from './utf8-check.js';

/** A table's file, ready to be queried. */
export interface TableFile {
  readonly path: string;
  /** In the order of the file. */
  readonly columnNames: readonly string[];
  /** What stands behind FROM; its columns are called as `textOf` and `numberOf` say. */
  readonly relation: string;
  /** Expression for a cell of a column, counted from 0: its text without blanks around it, NULL where it is missing. */
  readonly cell: (index: number) => string;
  /** Lines before the first row: 1 with a header. `undefined` for formats without lines. */
  readonly headerLines: number | undefined;
  /** What was found rather than said, for people. */
  readonly notes: readonly string[];
}

/** Endings of the files that are tables. */
export const tableEndings = [
  '.csv',
  '.tsv',
  '.txt',
  '.csv.gz',
  '.tsv.gz',
  '.parquet',
  '.jsonl',
  '.ndjson',
] as const;

export function isTablePath(path: string): boolean {
  return tableEndings.some((ending) => path.toLowerCase().endsWith(ending));
}

const separators = [',', ';', '\t', '|'] as const;
/** The reader's default is 32 MB for each thread: more than most files. A line takes at most half of this. */
const bufferBytes = 2 ** 22;

const separatorNames: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
};

/**
 * Finds out how a table is written: separator, header, names of the columns.
 *
 * @throws {InvalidInputError} naming the file, and the line where there is one
 */
export async function openTable(
  connection: DuckDBConnection,
  path: string,
  options: TableOptions,
): Promise<TableFile> {
  if (/\.parquet$/i.test(path))
    return openStructured(connection, path, options, `read_parquet(${sqlPath(path)})`);
  if (/\.(jsonl|ndjson)$/i.test(path)) {
    await assertUtf8(path);
    return openStructured(
      connection,
      path,
      options,
      `read_json(${sqlPath(path)}, format = 'newline_delimited', sample_size = -1)`,
    );
  }
  return openText(connection, path, options);
}

async function openStructured(
  connection: DuckDBConnection,
  path: string,
  options: TableOptions,
  source: string,
): Promise<TableFile> {
  const columns = await namingFile(path, () => rowsOf(connection, `DESCRIBE SELECT * FROM ${source}`));
  const columnNames = columns.map(({ column_name: name }) => String(name));
  const texts = columnNames.map((name) => `CAST(${sqlName(name)} AS VARCHAR)`);
  return {
    path,
    columnNames,
    ...queryable(texts, source, options),
    headerLines: undefined,
    notes: [],
  };
}

async function openText(
  connection: DuckDBConnection,
  path: string,
  options: TableOptions,
): Promise<TableFile> {
  if (options.encoding === undefined) await assertUtf8(path);
  const lines = await namingFile(path, () => firstLines(path));
  if (lines.length === 0) throw new InvalidInputError(`${path}: is empty; a table needs a header and rows`);
  const separator = options.separator ?? foundSeparator(lines);
  const encoding = options.encoding === undefined ? '' : `, encoding = ${sqlText(options.encoding)}`;
  const dialect = `delim = ${sqlText(separator)}, quote = '"', escape = '"', skip = 0${encoding}`;
  const found = await foundHeader(connection, path, dialect);
  const columns = Array.from({ length: outsideQuotes(lines[0] ?? '').split(separator).length }, (_, index) =>
    textOf(index),
  );
  const sourceOf = (header: boolean): string =>
    `read_csv(${sqlPath(path)}, auto_detect = false, ${dialect}, buffer_size = ${bufferBytes}, header = ${header}, nullstr = '', columns = {${columns.map((name) => `${name}: 'VARCHAR'`).join(', ')}})`;
  const [first = {}] = await namingFile(path, () =>
    rowsOf(connection, `SELECT * FROM ${sourceOf(false)} LIMIT 1`),
  );
  const cells = columns.map((name) => (typeof first[name] === 'string' ? first[name].trim() : ''));
  const isCount = cells.length > 1 && cells.every((cell, index) => cell === String(index));
  const hasHeader = options.header === undefined ? found || isCount : options.header === 'yes';
  const columnNames = cells.map((cell, index) => (hasHeader && cell !== '' ? cell : `column ${index + 1}`));
  assertDifferent(columnNames, path);
  return {
    path,
    columnNames,
    ...queryable(columns, sourceOf(hasHeader), options),
    headerLines: hasHeader ? 1 : 0,
    notes: [
      ...(options.separator === undefined && separator !== ','
        ? [`separator: ${separatorNames[separator] ?? separator}`]
        : []),
      ...(options.header === undefined && isCount
        ? [
            `header: line 1 (${cells.join(', ')}) is taken for the numbers of the columns; --header no if it is a row`,
          ]
        : []),
      ...(options.header === undefined && !hasHeader
        ? ['header: none found, columns are numbered; --header yes if line 1 names them']
        : []),
    ],
  };
}

/** A file that DuckDB cannot make out is taken to have one, so that reading it says which line is wrong. */
async function foundHeader(connection: DuckDBConnection, path: string, dialect: string): Promise<boolean> {
  try {
    const [sniffed] = await rowsOf(
      connection,
      `SELECT HasHeader FROM sniff_csv(${sqlPath(path)}, ${dialect})`,
    );
    return sniffed?.HasHeader === true;
  } catch {
    return true;
  }
}

/**
 * The texts of a source and their numbers, and how a cell is had of them. Nearly all cells of a large table are numbers, so that
 * these are tried first: looking for what stands for a missing value in every text takes longer than all the rest. No IN: of more
 * than a few words DuckDB makes a join, and hundreds of columns are hundreds of joins.
 */
function queryable(
  texts: readonly string[],
  source: string,
  { missing = defaultMissing }: TableOptions,
): Pick<TableFile, 'relation' | 'cell'> {
  const listOf = (words: readonly string[]) => `[${words.map(sqlText).join(', ')}]`;
  const markers = [...new Set(['', ...missing])];
  const numbers = markers.filter((marker) => /\d/.test(marker));
  const isMarker = (text: string, list: readonly string[]) => `list_contains(${listOf(list)}, trim(${text}))`;
  const columns = texts.map((text, index) => {
    const present =
      numbers.length === 0 ? text : `CASE WHEN ${isMarker(text, numbers)} THEN NULL ELSE ${text} END`;
    return `${text} AS ${textOf(index)}, TRY_CAST(${present} AS DOUBLE) AS ${numberOf(index)}`;
  });
  return {
    relation: `(SELECT ${columns.join(', ')} FROM ${source})`,
    cell(index) {
      const text = textOf(index);
      return `(CASE WHEN ${isMarker(text, markers)} THEN NULL ELSE trim(${text}) END)`;
    },
  };
}

/** The first lines that hold anything, at most 20. */
async function firstLines(path: string): Promise<string[]> {
  const file = createReadStream(path, { end: 2 ** 20 });
  const bytes = /\.gz$/i.test(path) ? file.pipe(createGunzip()) : file;
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      if (chunks.length >= 16) break;
    }
  } catch (error) {
    // The start of a long gzip file ends before its end.
    if (chunks.length === 0) throw error;
  }
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20);
}

/** The separator that stands equally often in every line; of several, one that no decimal number holds. */
function foundSeparator(lines: readonly string[]): string {
  const counts = separators.map((separator) => ({
    separator,
    counts: lines.map((line) => outsideQuotes(line).split(separator).length - 1),
  }));
  const inFirst = counts.filter(({ counts: [first = 0] }) => first > 0);
  const even = inFirst.filter(({ counts: all }) => all.every((count) => count === all[0]));
  const candidates = even.length > 0 ? even : inFirst;
  return (candidates.find(({ separator }) => separator !== ',') ?? candidates[0])?.separator ?? ',';
}

function outsideQuotes(line: string): string {
  return line.replace(/"(?:[^"]|"")*"/g, '');
}

function assertDifferent(names: readonly string[], path: string): void {
  const second = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (second < 0) return;
  const name = names[second] ?? '';
  throw new InvalidInputError(
    `${path}: line 1: columns ${names.indexOf(name) + 1} and ${second + 1} have the same name ${JSON.stringify(name)}; rename one`,
  );
}
