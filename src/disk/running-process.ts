import { readFile } from 'node:fs/promises';
import { systemErrorCode } from './file-problem.js';

/**
 * Whether a process of this machine is there that has this number and, where that is known, this beginning: numbers are given again.
 *
 * @param began from {@link beginOf}, or empty
 */
export async function isRunning(pid: number, began: string): Promise<boolean> {
  return isThere(pid) && (began === '' || (await beginOf(pid)) === began);
}

/** Clock ticks between the start of the machine and that of a process, where Linux tells them; else empty. */
export async function beginOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program, in brackets, may hold anything; the 20th field behind it.
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM'; // another user's
  }
}
