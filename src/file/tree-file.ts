import { readWhole } from '../data/whole-file.js';
import { writeWholeFile } from '../disk/whole-file.js';
import { InvalidInputError } from '../errors.js';
import type { TreeDocument } from './tree-document.js';

/**
 * Writes a tree file, whole or not at all; makes the folder when there is none. One document gives the same bytes
 * every time.
 *
 * @throws {InvalidInputError} when the file cannot be written or the document could not be read back
 */
export async function writeTreeFile(path: string, document: TreeDocument): Promise<void> {
  // Loaded at the first use: most commands touch no tree file, and checking one takes a large library.
  const { serializeTreeDocument } = await import('./tree-text.js');
  await writeWholeFile(path, serializeTreeDocument(document));
}

/**
 * Reads a tree file and checks all of it.
 *
 * @throws {InvalidInputError} when the file cannot be read or is not a valid tree file of this version
 */
export async function readTreeFile(path: string): Promise<TreeDocument> {
  let text: string;
  try {
    text = (await readWhole(path)).toString('utf8');
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    throw new InvalidInputError(`${path}: cannot be read (${reasonOf(error)})`, { cause: error });
  }
  const { parseTreeDocument } = await import('./tree-text.js');
  return parseTreeDocument(text, path);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EACCES: 'no permission',
  EPERM: 'no permission',
};

function reasonOf(error: unknown): string {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
  return reasons[code] ?? code;
}
