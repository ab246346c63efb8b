import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { cannotWrite } from '../../../disk/replaceable-file.js';
import { InvalidInputError } from '../../../errors.js';

/**
 * Puts a copy of the data into the shared folder, under a name that follows from its bytes, unless it is there.
 *
 * @param source file or folder; a data set that travels with the package is on every machine
 * @returns its place in the shared folder; `undefined` where there is nothing to copy
 * @throws {InvalidInputError} when the folder is not there or cannot be written
 */
export async function shareData(share: string, source: string): Promise<string | undefined> {
  await assertFolder(share);
  const isFolder = await stat(source).then(
    (found) => found.isDirectory(),
    () => undefined,
  );
  if (isFolder === undefined) return undefined;
  const digest = await digestOf(source, isFolder);
  const place = path.posix.join('data', digest, path.basename(path.resolve(source)));
  const target = path.join(share, place);
  const isThere = await stat(target).then(
    () => true,
    () => false,
  );
  if (!isThere) await copyWhole(source, target);
  return place;
}

/** @throws {InvalidInputError} naming what must be a folder */
export async function assertFolder(share: string): Promise<void> {
  const found = await stat(share).catch(() => undefined);
  if (found?.isDirectory() !== true)
    throw new InvalidInputError(`--share must be a folder that is there, found ${share}`);
}

/** Beside its place first, so that who sees it there sees all of it. */
async function copyWhole(source: string, target: string): Promise<void> {
  const folder = path.dirname(target);
  const partial = `${folder}.${process.pid}-${randomBytes(4).toString('hex')}.part`;
  try {
    await mkdir(partial, { recursive: true });
    await cp(source, path.join(partial, path.basename(target)), { recursive: true, dereference: true });
    await rename(partial, folder);
  } catch (error) {
    const isThere = await stat(target).catch(() => undefined);
    if (isThere === undefined) throw cannotWrite(target, error); // else another experiment was quicker
  } finally {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Of names and bytes of all files. */
async function digestOf(source: string, isFolder: boolean): Promise<string> {
  const files = isFolder ? (await filesBelow(source)).sort() : [''];
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${JSON.stringify(file)}\n`);
    for await (const chunk of createReadStream(path.join(source, file))) hash.update(chunk as Buffer);
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}
