import { readFile, stat } from 'node:fs/promises';
import { InvalidInputError } from '../errors.js';
import { assertFits } from './memory-limit.js';

/**
 * The bytes of a file that is read as a whole: a regular one, for a device or a pipe has no end.
 *
 * @throws {InvalidInputError} when it is none, or takes more memory than it may
 */
export async function readWhole(path: string): Promise<Buffer> {
  const information = await stat(path);
  if (!information.isFile() && !information.isDirectory())
    throw new InvalidInputError(`${path}: must be a regular file, found a device or a pipe`);
  assertFits(information.size, path);
  return readFile(path);
}
