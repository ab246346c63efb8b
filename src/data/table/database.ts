import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { InvalidInputError } from '../../errors.js';

/**
 * Runs work on an empty database in memory. Nothing but the files that the work names is read: extensions, which DuckDB would
 * fetch from the network, stay off.
 */
export async function withDatabase<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Rows of a query as plain objects, numbers as numbers. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Record<string, unknown>[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowObjectsJS();
}

/** Chunks of a query's rows, in order, never all at once. */
export async function* chunksOf(
  connection: DuckDBConnection,
  sql: string,
): AsyncGenerator<DuckDBDataChunk, void> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk;
  }
}

/** A text as it stands in SQL. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as it stands in SQL. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** DuckDB expands `*`, `?` and `[` in paths; a file's own name must not. */
export function sqlPath(path: string): string {
  return sqlText(path.replace(/[*?[]/g, '[$&]'));
}

/** The same work, with what DuckDB says of a bad file in one line that names file, line and what is wrong. */
export async function namingFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    // By form rather than class: native code may throw errors of another realm.
    const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
    throw new InvalidInputError(`${path}: ${problemIn(String(message))}`, { cause: error });
  }
}

function problemIn(message: string): string {
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  const where = line === undefined ? '' : `line ${line}: `;
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (counts !== null)
    return `${where}must have ${counts[1] ?? ''} cells as the first line, found ${counts[2] ?? ''}`;
  if (/unterminated quote/i.test(message)) return `${where}a quote is opened and never closed`;
  if (/Maximum line size/i.test(message)) return `${where}is longer than a line of a table can be`;
  const [first = '', second = ''] = message.split('\n').map((text) => text.trim());
  const plain = first.replace(/^[A-Za-z ]*Error: /, '');
  return `${where}cannot be read as a table: ${line === undefined ? plain : second}`;
}

/** What the texts of a column, counted from 0, are called in queries as they stand in the file. */
export function textOf(index: number): string {
  return `t${index}`;
}

/** What their numbers are called: NULL for texts that are none, and NaN and infinity where the text says so. */
export function numberOf(index: number): string {
  return `n${index}`;
}
