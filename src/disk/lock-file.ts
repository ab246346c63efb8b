import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { systemErrorCode } from './file-problem.js';
import { isHeld } from './lock-owner.js';

/** What is in the way, or the text of a lock left behind that was there before, if any. */
export type LockAttempt = { readonly holder: string } | { readonly stale: string | undefined };

/** Another's claim is held for moments; one that is held longer is reported as what is in the way. */
const claimSeconds = 2;

/** The files, besides locks, that {@link LockBid} makes beside them and removes again, unless its process is killed. */
export const lockClaimPattern = /^\.(?:.+\.)?lock\.[0-9a-f]{16}\.claim$/;

/**
 * One process' attempt to take lock files, which are there with all of their text or not at all.
 *
 * Why one alone gets a stale lock: no two texts are alike, and nobody replaces or removes a lock with the text T of another but who
 * holds the claim that is named by T, and has seen T in the lock since it holds it. A claim is a lock, too: `link` lets one have it, and
 * the stale one of a process that was killed with it goes by the same rule. So T is still there when the holder of its claim renames the
 * claim to the lock, which takes the old lock away, makes the new one and gives the claim back in one step: at no moment is there no
 * lock, and who comes late with T no longer finds it. (Of another machine, a stale lock is one that was not touched for long; one whose
 * machine stood still for that long cannot be told from it.)
 */
export class LockBid {
  private constructor(
    private readonly draft: string,
    private readonly text: string,
  ) {}

  /**
   * @param file where to keep the text: beside the lock, for `link` works within a file system only
   * @param text the owner of the locks, as no other says it
   */
  static async open(file: string, text: string): Promise<LockBid> {
    const draft = claimFile(file, randomBytes(8).toString('hex'));
    await writeFile(draft, text, { flag: 'wx' });
    return new LockBid(draft, text);
  }

  async close(): Promise<void> {
    await rm(this.draft, { force: true });
  }

  /** Takes a lock, also one whose owner is gone. */
  async take(file: string): Promise<LockAttempt> {
    for (;;) {
      if (await this.#create(file)) return { stale: undefined };
      const text = await textOf(file);
      if (text === undefined) continue;
      if (await isHeld(file, text)) return { holder: text };
      const claim = claimOf(file, text);
      const claimed = await this.take(claim);
      if ('holder' in claimed) return claimed;
      if (await isStale(file, text)) {
        await rename(claim, file);
        return { stale: text };
      }
      await rm(claim);
    }
  }

  /** Removes a lock whose owner is gone, so that there is none. */
  async clear(file: string): Promise<LockAttempt> {
    const start = performance.now();
    for (;;) {
      const text = await textOf(file);
      if (text === undefined) return { stale: undefined };
      if (await isHeld(file, text)) return { holder: text };
      const claim = claimOf(file, text);
      const claimed = await this.take(claim);
      if ('holder' in claimed) {
        // Who has it may be about to remove this lock as well, which is no reason to give up.
        if (performance.now() - start > claimSeconds * 1000) return claimed;
        await wait(10);
        continue;
      }
      const stale = await isStale(file, text);
      if (stale) await rm(file);
      await rm(claim);
      if (stale) return { stale: text };
    }
  }

  /** Whether there was none. */
  async #create(file: string): Promise<boolean> {
    try {
      await link(this.draft, file);
      return true;
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === 'EEXIST') return false;
      if (code === undefined || !withoutLinks.has(code)) throw error;
    }
    // A file system without hard links: the lock is empty for a moment, in which `isHeld` takes it for held.
    try {
      await copyFile(this.draft, file, constants.COPYFILE_EXCL);
    } catch (error) {
      if (systemErrorCode(error) === 'EEXIST') return false;
      throw error;
    }
    return (await textOf(file)) === this.text;
  }
}

/** Removes a lock that was taken with this text. */
export async function releaseLock(file: string, text: string): Promise<void> {
  if ((await textOf(file)) === text) await rm(file, { force: true });
}

const withoutLinks = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EINVAL', 'UNKNOWN']);

async function isStale(file: string, text: string): Promise<boolean> {
  return (await textOf(file)) === text && !(await isHeld(file, text));
}

/** Who holds this file may replace or remove a lock that has this text; of a claim, too, it lies beside the lock itself. */
function claimOf(file: string, text: string): string {
  return claimFile(file, createHash('sha256').update(text).digest('hex').slice(0, 16));
}

function claimFile(file: string, key: string): string {
  return `${file.replace(/\.[0-9a-f]{16}\.claim$/, '')}.${key}.claim`;
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
