import { realpath, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInputError } from '../../errors.js';

/**
 * Size of a regular file, in bytes, before any of it is read: a device has no end, and a link may lead anywhere.
 *
 * @param folder when given, the folder that the file must lie in, links followed
 * @throws {InvalidInputError} when there is no such file there
 */
export async function regularFileSize(file: string, folder?: string): Promise<number> {
  const information = await stat(file).catch((cause: unknown) => {
    throw new InvalidInputError(`${refusal(file)}: ${reasonOf(cause)}`, { cause });
  });
  if (!information.isFile()) {
    throw new InvalidInputError(`${refusal(file)}: it is no regular file`);
  }
  if (folder !== undefined) {
    const [from, to] = await Promise.all([realpath(folder), realpath(file)]);
    if (!to.startsWith(path.join(from, path.sep))) {
      throw new InvalidInputError(`${refusal(file)}: it is a link that leads out of the folder, to "${to}"`);
    }
  }
  return information.size;
}

/** @throws {InvalidInputError} when the file cannot be read */
export async function readModelFile(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw new InvalidInputError(`${refusal(file)}: ${reasonOf(cause)}`, { cause });
  });
}

function refusal(file: string): string {
  return `cannot read "${file}" (a teacher is a TensorFlow.js layers-model folder)`;
}

function reasonOf(cause: unknown): string {
  // By form rather than class: Node may throw errors of another realm.
  const isAbsent = typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOENT';
  return isAbsent ? 'there is no such file' : (String(cause).split('\n', 1)[0] ?? '');
}
