import { access, constants, lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Stats } from 'node:fs';
import { InvalidInputError } from '../errors.js';
import { fileProblem, systemErrorCode } from './file-problem.js';

/** Where a file goes, and what stands there now. */
export interface ReplaceableFile {
  /** The path itself, or what it is a symbolic link to. */
  readonly target: string;
  /** Of the regular file that is replaced; absent where there is none. */
  readonly old: Stats | undefined;
}

/**
 * Looks at what a new file would replace: nothing, or a regular file that has no other name and may be written.
 *
 * @throws {InvalidInputError} when it is anything else; taking its place would destroy or detach it
 */
export async function replaceableFile(file: string): Promise<ReplaceableFile> {
  try {
    const old = await statsIfThere(file);
    if (old === undefined) {
      if ((await statsIfThere(file, lstat)) === undefined) return { target: path.resolve(file), old };
      throw new InvalidInputError(`Cannot write ${file}: it is a symbolic link to a file that is not there`);
    }
    const obstacle = obstacleOf(old) ?? (await isForbidden(file));
    if (obstacle !== undefined) throw new InvalidInputError(`Cannot write ${file}: ${obstacle}`);
    return { target: await realpath(file), old };
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/** What a system error means for the file that was to be written; other errors stay as they are. */
export function cannotWrite(file: string, error: unknown): unknown {
  const found = systemErrorCode(error);
  const code = found === 'EEXIST' ? 'ENOTDIR' : found; // said when a folder is made where a file is
  if (code === undefined || error instanceof InvalidInputError) return error;
  return new InvalidInputError(`Cannot write ${file}: ${fileProblem(code) ?? String(error)}`, {
    cause: error,
  });
}

async function statsIfThere(file: string, look: typeof stat = stat): Promise<Stats | undefined> {
  try {
    return await look(file);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined; // what is wrong with its folder comes out there
    throw error;
  }
}

function obstacleOf(found: Stats): string | undefined {
  if (found.isDirectory()) return 'it is a folder';
  if (found.isFIFO()) return 'it is a named pipe; only a regular file can be replaced';
  if (found.isSocket()) return 'it is a socket; only a regular file can be replaced';
  if (!found.isFile()) return 'it is a device; only a regular file can be replaced';
  // Root may write such a file, and does not mean to.
  if ((found.mode & 0o222) === 0) return readOnly;
  if (found.nlink > 1) {
    return `it has ${found.nlink} names (hard links), and the others would keep the old content; remove it first, or name another file`;
  }
  return undefined;
}

const readOnly = 'it is read-only; remove it first, or name another file';

async function isForbidden(file: string): Promise<string | undefined> {
  return access(file, constants.W_OK).then(
    () => undefined,
    () => readOnly,
  );
}
