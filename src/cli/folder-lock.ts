import { mkdir, readdir, rmdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import { systemErrorCode } from '../disk/file-problem.js';
import { LockBid, lockClaimPattern, releaseLock, type LockAttempt } from '../disk/lock-file.js';
import { describeLock, lockText, touchSeconds } from '../disk/lock-owner.js';
import { InvalidInputError } from '../errors.js';

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

/** How often another may remove the folder, for it has written nothing there, just when a lock is to be made in it. */
const attempts = 5;

/**
 * Takes the lock of a target, and makes its folder. A lock whose owner is gone is taken over, and said. One for all of a folder and one
 * for a name in it exclude each other.
 *
 * @param command for others to know its owner by
 * @param say gets a line about a lock that was left behind
 * @throws {InvalidInputError} naming the owner when the target is locked
 */
export async function lockFolder(
  target: WriteTarget,
  command: string,
  say: (line: string) => void,
): Promise<FolderLock> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await lockOnce(target, command, say);
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOENT' || attempt === attempts) throw error;
    }
  }
}

async function lockOnce(
  { folder, name }: WriteTarget,
  command: string,
  say: (line: string) => void,
): Promise<FolderLock> {
  const created = await mkdir(folder, { recursive: true });
  const text = await lockText(command);
  const file = path.join(folder, name === undefined ? '.lock' : `.${name}.lock`);
  const touching = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, touchSeconds * 1000).unref();
  const release = async (): Promise<void> => {
    clearInterval(touching);
    await releaseLock(file, text);
    if (created !== undefined) await removeEmpty(path.resolve(folder), path.resolve(created));
  };
  const settle = (attempt: LockAttempt): void => {
    if ('holder' in attempt) throw refusal(folder, attempt.holder);
    if (attempt.stale !== undefined) say(takeoverLine(folder, attempt.stale));
  };
  try {
    const bid = await LockBid.open(file, text);
    try {
      settle(await bid.take(file));
      // One of two that came at the same time for the folder and for a name in it sees the other.
      const names = await readdir(folder);
      const others = name === undefined ? names.filter((other) => /^\..+\.lock$/.test(other)) : ['.lock'];
      for (const other of others) settle(await bid.clear(path.join(folder, other)));
      const isOurs = (claim: string) => name === undefined || claim.startsWith(`${path.basename(file)}.`);
      const leftBehind = names.filter((other) => lockClaimPattern.test(other) && isOurs(other));
      for (const claim of leftBehind) await bid.clear(path.join(folder, claim));
      return { release };
    } finally {
      await bid.close();
    }
  } catch (error) {
    await release();
    throw error;
  }
}

function takeoverLine(folder: string, stale: string): string {
  return `${folder}: the lock of ${describeLock(stale)}, which has ended without removing it, is taken over`;
}

function refusal(folder: string, holder: string): InvalidInputError {
  return new InvalidInputError(
    `${folder}: ${describeLock(holder)} is writing here; wait for it, or name another folder with --out`,
  );
}

async function removeEmpty(folder: string, top: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') return; // something lies in it
  }
  if (folder !== top) await removeEmpty(path.dirname(folder), top);
}
