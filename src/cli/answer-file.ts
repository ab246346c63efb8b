import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { jsonLinesToParquet, type ColumnType } from '../data/table/write-parquet.js';

/** Takes a piece of text and comes back when more may come. */
export type Write = (text: string) => Promise<void>;

/**
 * Writes answers beside their file and puts them in its place when they are whole.
 *
 * @param columns names and types of the values of a row, where they become Parquet; the work then writes JSON lines
 */
export async function intoFile<T>(
  file: string,
  columns: readonly (readonly [name: string, type: ColumnType])[] | undefined,
  work: (write: Write) => Promise<T>,
): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.part`;
  const lines = columns === undefined ? partial : `${partial}.jsonl`;
  try {
    const handle = await open(lines, 'w');
    const result = await work((text) => handle.writeFile(text)).finally(() => handle.close());
    if (columns !== undefined) await jsonLinesToParquet(lines, partial, columns);
    await rename(partial, file);
    return result;
  } finally {
    await rm(lines, { force: true });
    await rm(partial, { force: true });
  }
}
