import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { InvalidInputError } from '../errors.js';
import { systemErrorCode } from '../disk/file-problem.js';
import { beginOf, isRunning } from '../disk/running-process.js';

/** Who writes: one line of a lock. */
interface Owner {
  readonly command: string;
  readonly process: number;
  /** Tells processes apart that have the same number one after the other; empty where the system does not say. */
  readonly began: string;
  readonly host: string;
  readonly since: string;
}

/** A lock of another machine, whose processes cannot be looked for, is touched at least this often while it is held. */
const touchSeconds = 20;
const staleSeconds = 120;
/** A lock is empty for a moment while it is made, or for ever when its owner was killed in it. */
const emptySeconds = 5;

/** What a command writes: all of a folder, or one file or folder in it. */
export interface WriteTarget {
  readonly folder: string;
  readonly name?: string;
}

/** One file or folder. */
export function targetOf(file: string): WriteTarget {
  return { folder: path.dirname(file), name: path.basename(file) };
}

/** A target that this process alone writes to. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes the lock of a target, and makes its folder. A lock whose owner is gone is taken over, and said. One for all of a folder and one
 * for a name in it exclude each other.
 *
 * @param command for others to know its owner by
 * @param say gets a line about a lock that was left behind
 * @throws {InvalidInputError} naming the owner when the target is locked
 */
export async function lockFolder(
  { folder, name }: WriteTarget,
  command: string,
  say: (line: string) => void,
): Promise<FolderLock> {
  const created = await mkdir(folder, { recursive: true });
  const file = path.join(folder, name === undefined ? '.lock' : `.${name}.lock`);
  const owner: Owner = {
    command,
    process: process.pid,
    began: await beginOf(process.pid),
    host: os.hostname(),
    since: new Date().toISOString(),
  };
  const text = `${JSON.stringify(owner)}\n`;
  const release = async (): Promise<void> => {
    clearInterval(touching);
    if ((await textOf(file)) === text) await rm(file, { force: true });
    if (created !== undefined) await removeEmpty(path.resolve(folder), path.resolve(created));
  };
  const touching = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, touchSeconds * 1000).unref();
  try {
    if (!(await create(file, text))) {
      await assertStale(file, folder, say);
      if (!(await create(file, text))) throw refusal(folder, await textOf(file));
    }
    // One of two that came at the same time for the folder and for a name in it sees the other.
    const others = (await readdir(folder)).filter((other) =>
      name === undefined ? /^\..+\.lock$/.test(other) : other === '.lock',
    );
    for (const other of others) await assertStale(path.join(folder, other), folder, say);
    return { release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Whether there was none. */
async function create(file: string, text: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(text).finally(() => handle.close());
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a lock whose owner is gone. */
async function assertStale(file: string, folder: string, say: (line: string) => void): Promise<void> {
  const text = await textOf(file);
  if (text === undefined) return;
  if (await isHeld(file, text)) throw refusal(folder, text);
  // Two may find the same stale lock, and the second must not remove the first one's new one: what was moved is looked at.
  const aside = `${file}.${process.pid}`;
  await rename(file, aside).catch(() => undefined);
  const moved = await textOf(aside);
  if (moved !== undefined && moved !== text) {
    await rename(aside, file);
    throw refusal(folder, moved);
  }
  await rm(aside, { force: true });
  say(`${folder}: the lock of ${describe(text)}, which has ended without removing it, is taken over`);
}

async function isHeld(file: string, text: string): Promise<boolean> {
  const owner = ownerOf(text);
  if (owner?.host === os.hostname()) {
    return isRunning(owner.process, owner.began);
  }
  const touched = await stat(file).catch(() => undefined);
  const limit = owner === undefined ? emptySeconds : staleSeconds;
  return touched !== undefined && Date.now() - touched.mtimeMs < limit * 1000;
}

function ownerOf(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Partial<Owner> | null;
    const { command, process: pid, began, host, since } = owner ?? {};
    const texts = [command, began, host, since].every((value) => typeof value === 'string');
    return texts && Number.isSafeInteger(pid) ? (owner as Owner) : undefined;
  } catch {
    return undefined;
  }
}

function describe(text: string | undefined): string {
  const owner = text === undefined ? undefined : ownerOf(text);
  if (owner === undefined) return 'another command';
  return `"${owner.command}" (process ${owner.process} on ${owner.host}, since ${owner.since})`;
}

function refusal(folder: string, text: string | undefined): InvalidInputError {
  return new InvalidInputError(
    `${folder}: ${describe(text)} is writing here; wait for it, or name another folder with --out`,
  );
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

async function removeEmpty(folder: string, top: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch {
    return; // something lies in it
  }
  if (folder !== top) await removeEmpty(path.dirname(folder), top);
}
