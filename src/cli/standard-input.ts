import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { InvalidInputError, UsageError } from '../errors.js';
import type { CommandIo } from './io.js';

/**
 * Gives work a file; `-` is what comes in on stdin, a CSV table or JSON lines. It is kept in a temporary file meanwhile, since
 * a table is looked through before it is read.
 *
 * @throws {UsageError} when there is no stdin
 */
export async function withInputFile<T>(
  source: string,
  { stdin, signal }: CommandIo,
  work: (file: string) => Promise<T>,
): Promise<T> {
  if (source !== '-') return work(source);
  if (stdin === undefined) throw new UsageError('--data - reads stdin, and there is none');
  const folder = await mkdtemp(path.join(tmpdir(), 'sdt-'));
  const file = path.join(folder, 'stdin.csv');
  try {
    await pipeline(stdin, createWriteStream(file, { mode: 0o600 }), { signal });
    return await work(await namedByContent(file));
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(error.message.replaceAll(`${folder}${path.sep}`, ''), { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** JSON lines begin with a brace, which no line of a CSV table is likely to. */
async function namedByContent(file: string): Promise<string> {
  const handle = await open(file);
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(64) }).finally(() => handle.close());
  if (!buffer.toString('utf8', 0, bytesRead).trimStart().startsWith('{')) return file;
  const lines = file.replace(/csv$/, 'jsonl');
  await rename(file, lines);
  return lines;
}
