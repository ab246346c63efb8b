import { open, rm } from 'node:fs/promises';
import { jsonLinesToParquet, type ColumnType } from '../data/table/write-parquet.js';
import { cannotWrite } from '../disk/replaceable-file.js';
import { replaceFile, type Write } from '../disk/whole-file.js';

/**
 * Writes answers into a file, whole or not at all.
 *
 * @param columns names and types of the values of a row, where they become Parquet; the work then writes JSON lines
 */
export async function intoFile<T>(
  file: string,
  columns: readonly (readonly [name: string, type: ColumnType])[] | undefined,
  work: (write: Write) => Promise<T>,
): Promise<T> {
  return replaceFile(file, async (write, partial) => {
    if (columns === undefined) return work(write);
    const lines = `${partial}.jsonl`;
    try {
      const handle = await open(lines, 'wx');
      const result = await work((text) =>
        handle.writeFile(text).catch((error: unknown) => {
          throw cannotWrite(file, error);
        }),
      ).finally(() => handle.close());
      await jsonLinesToParquet(lines, partial, columns);
      return result;
    } finally {
      await rm(lines, { force: true });
    }
  });
}
