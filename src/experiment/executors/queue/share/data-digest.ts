import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileContents } from './shared-files.js';

const digestLength = 16;

/** A file or folder of the user. */
export interface LocalData {
  readonly isFolder: boolean;
  /** Paths below the folder, with slashes, in their order; of a file: one empty path. */
  readonly files: readonly string[];
}

/** `undefined` where the source names no file: a data set that travels with the package, say. */
export async function localData(source: string): Promise<LocalData | undefined> {
  const isFolder = await stat(source).then(
    (found) => found.isDirectory(),
    () => undefined,
  );
  if (isFolder === undefined) return undefined;
  return { isFolder, files: isFolder ? (await filesBelow(source)).sort() : [''] };
}

/** Of names and bytes of all files, which are read piece by piece. */
export async function dataDigest(source: string, { files }: LocalData): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${JSON.stringify(file)}\n`);
    for await (const chunk of createReadStream(path.join(source, file))) hash.update(chunk as Buffer);
  }
  return hash.digest('hex').slice(0, digestLength);
}

/** The same of files in memory. */
export function contentsDigest(files: FileContents): string {
  const hash = createHash('sha256');
  for (const [name, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${JSON.stringify(name)}\n`).update(content);
  return hash.digest('hex').slice(0, digestLength);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}
