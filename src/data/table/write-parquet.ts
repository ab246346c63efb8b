import { sqlName, sqlPath, sqlText, withDatabase } from './database.js';

/** What a column of a Parquet file holds, in SQL. */
export type ColumnType = 'VARCHAR' | 'BIGINT' | 'DOUBLE';

/**
 * Writes a file of JSON lines as Parquet, some rows at a time.
 *
 * @param columns names and types, in the order of the file that is written
 */
export async function jsonLinesToParquet(
  source: string,
  target: string,
  columns: readonly (readonly [name: string, type: ColumnType])[],
): Promise<void> {
  const types = columns.map(([name, type]) => `${sqlText(name)}: '${type}'`).join(', ');
  const names = columns.map(([name]) => sqlName(name)).join(', ');
  const rows = `read_json(${sqlPath(source)}, format = 'newline_delimited', columns = {${types}})`;
  await withDatabase(async (connection) => {
    await connection.run(`COPY (SELECT ${names} FROM ${rows}) TO ${sqlText(target)} (FORMAT parquet)`);
  });
}
