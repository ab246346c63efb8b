import { randomBytes } from 'node:crypto';
import { rmSync, type Stats } from 'node:fs';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { cannotWrite, replaceableFile } from './replaceable-file.js';

/** Writes the next piece of a file, every byte of it. */
export type Write = (content: string | Uint8Array) => Promise<void>;

/**
 * Writes a file whole or not at all, and makes its folder: until every byte is on the disk, what was there before stays.
 *
 * @throws {InvalidInputError} naming the file and why it cannot be written
 */
export async function writeWholeFile(file: string, content: string | Uint8Array): Promise<void> {
  await replaceFile(file, (write) => write(content));
}

/**
 * Has a new file filled beside a file, and puts it in its place when it is whole.
 *
 * @param fill writes the new file, by the function or by the path that it is given; what it gives back is given back
 * @throws {InvalidInputError} naming the file and why it cannot be written; and whatever else `fill` throws
 */
export async function replaceFile<T>(
  file: string,
  fill: (write: Write, partial: string) => Promise<T>,
): Promise<T> {
  const { target, old } = await replaceableFile(file);
  const partial = `${target}.${process.pid}-${randomBytes(4).toString('hex')}.part`;
  const discard = (): void => rmSync(partial, { force: true });
  process.on('exit', discard);
  const naming = <R>(work: Promise<R>): Promise<R> =>
    work.catch((error: unknown) => {
      throw cannotWrite(file, error);
    });
  try {
    const handle = await naming(create(partial, old));
    // `writeFile` goes on where the disk took a part of the bytes; `write` would leave the rest out without a word.
    const write: Write = (content) => naming(handle.writeFile(content));
    const result = await fill(write, partial).finally(() => handle.close());
    await naming(finish(partial, target, old));
    return result;
  } finally {
    await rm(partial, { force: true }).catch(() => undefined); // why it failed matters more
    process.off('exit', discard);
  }
}

async function create(partial: string, old: Stats | undefined): Promise<FileHandle> {
  await mkdir(path.dirname(partial), { recursive: true });
  return open(partial, 'wx', old?.mode);
}

/** Gives the new file owner and permissions of the old one, waits until it is on the disk, and lets it take the place. */
async function finish(partial: string, target: string, old: Stats | undefined): Promise<void> {
  const handle = await open(partial, 'r+'); // anew: `fill` may have put another file there
  try {
    if (old !== undefined) {
      await handle.chown(old.uid, old.gid).catch(() => undefined); // only root may give files away
      await handle.chmod(old.mode & 0o7777);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, target);
}
