import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { InvalidInputError } from '../../errors.js';

const newline = 0x0a;
/** DuckDB takes lines of up to 2 MiB. */
const longestLine = 2 ** 21;

/**
 * Reads a text file once, some bytes at a time, and refuses one that is not UTF-8: read as if it were, different names would
 * become the same.
 *
 * @throws {InvalidInputError} naming the line and the byte
 */
export async function assertUtf8(path: string): Promise<void> {
  const file = createReadStream(path);
  const bytes = path.toLowerCase().endsWith('.gz') ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => bytes.destroy(error));
  let line = 1;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of inflated(bytes, path)) {
    const joined = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    // Whole lines: no character goes across the end of one.
    const end = joined.lastIndexOf(newline) + 1;
    line = checkedLines(joined.subarray(0, end), line, path);
    rest = joined.subarray(end);
    if (rest.length > longestLine) {
      throw new InvalidInputError(
        `${path}: line ${line} is longer than ${longestLine} bytes: this is not a table`,
      );
    }
  }
  checkedLines(rest, line, path);
}

/** @throws {InvalidInputError} when a file is no whole gzip file */
async function* inflated(bytes: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer, void> {
  try {
    yield* bytes;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!code.startsWith('Z_')) throw error;
    throw new InvalidInputError(`${path}: damaged gzip file: ${message}`, { cause: error });
  }
}

/** @returns the number of the line behind the last of these */
function checkedLines(bytes: Buffer, firstLine: number, path: string): number {
  const isFine = isUtf8(bytes);
  let line = firstLine;
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(newline, start);
    const stop = end < 0 ? bytes.length : end;
    if (!isFine && !isUtf8(bytes.subarray(start, stop))) {
      const { value, column } = firstBadByte(bytes.subarray(start, stop));
      throw new InvalidInputError(
        `${path}: line ${line}, byte ${column}: not UTF-8 (found the byte 0x${value.toString(16).padStart(2, '0')}); name the encoding, for example --encoding latin-1`,
      );
    }
    if (end < 0) break;
    line++;
    start = end + 1;
  }
  return line;
}

/** `column` counts the bytes of the line from 1. */
function firstBadByte(line: Buffer): { readonly value: number; readonly column: number } {
  let start = 0;
  while (start < line.length) {
    const length = [1, 2, 3, 4].find((count) => isUtf8(line.subarray(start, start + count)));
    if (length === undefined) break;
    start += length;
  }
  return { value: line[start] ?? 0, column: start + 1 };
}
