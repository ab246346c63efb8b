import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beginOf, isRunning } from '../../../disk/running-process.js';

/**
 * A temporary folder of this process, by whose name others can tell whether it is still wanted.
 *
 * @param top where it lies
 */
export async function makeWorkerFolder(top = os.tmpdir()): Promise<string> {
  const { pid } = process;
  return mkdtemp(path.join(top, `${prefixOfMachine()}${pid}-${await beginOf(pid)}-`));
}

/**
 * Removes temporary folders of workers that were killed: those of this machine and this user whose process is not there any more. Links
 * are not followed, and what cannot be removed stays.
 */
export async function removeDeadWorkerFolders(top = os.tmpdir()): Promise<void> {
  const prefix = prefixOfMachine();
  for (const name of await readdir(top).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    const [, pid, began = ''] = /^(\d+)-(\d*)-\w{6}$/.exec(name.slice(prefix.length)) ?? [];
    const folder = path.join(top, name);
    if (pid === undefined || (await isRunning(Number(pid), began)) || !(await isOwnFolder(folder))) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** How folders of this machine's workers begin: the folder for temporary files may be another machine's as well. */
function prefixOfMachine(): string {
  return `sdt-worker-${os.hostname().replace(/[^\w.-]/g, '_')}-`;
}

async function isOwnFolder(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  // Windows knows no numbers of users, and each has a folder for temporary files.
  return found?.isDirectory() === true && (process.getuid === undefined || found.uid === process.getuid());
}
