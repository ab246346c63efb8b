import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import os from 'node:os';
import { beginOf, isRunning } from './running-process.js';

/** Who writes: one line of a lock. */
interface LockOwner {
  readonly command: string;
  readonly process: number;
  /** Tells processes apart that have the same number one after the other; empty where the system does not say. */
  readonly began: string;
  readonly host: string;
  readonly since: string;
}

/** A lock of another machine, whose processes cannot be looked for, is touched at least this often while it is held. */
export const touchSeconds = 20;
const staleSeconds = 120;
/** A lock may be empty for a moment while it is made, or for ever when its owner was killed in it. */
const emptySeconds = 5;

/**
 * The text of a lock of this process, which no other lock has, nor another of this process.
 *
 * @param command for others to know its owner by
 */
export async function lockText(command: string): Promise<string> {
  const owner: LockOwner = {
    command,
    process: process.pid,
    began: await beginOf(process.pid),
    host: os.hostname(),
    since: new Date().toISOString(),
  };
  return `${JSON.stringify({ ...owner, id: randomUUID() })}\n`;
}

/** Whether the owner of a lock that says this still runs, or may. */
export async function isHeld(file: string, text: string): Promise<boolean> {
  const owner = ownerOf(text);
  if (owner?.host === os.hostname()) return isRunning(owner.process, owner.began);
  const touched = await stat(file).catch(() => undefined);
  const limit = owner === undefined ? emptySeconds : staleSeconds;
  return touched !== undefined && Date.now() - touched.mtimeMs < limit * 1000;
}

/** The owner of a lock, in words. */
export function describeLock(text: string): string {
  const owner = ownerOf(text);
  if (owner === undefined) return 'another command';
  return `"${owner.command}" (process ${owner.process} on ${owner.host}, since ${owner.since})`;
}

function ownerOf(text: string): LockOwner | undefined {
  try {
    const owner = JSON.parse(text) as Partial<LockOwner> | null;
    const { command, process: pid, began, host, since } = owner ?? {};
    const texts = [command, began, host, since].every((value) => typeof value === 'string');
    return texts && Number.isSafeInteger(pid) ? (owner as LockOwner) : undefined;
  } catch {
    return undefined;
  }
}
