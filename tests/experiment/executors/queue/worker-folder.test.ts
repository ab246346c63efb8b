import { spawnSync } from 'node:child_process';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  makeWorkerFolder,
  removeDeadWorkerFolders,
} from '../../../../src/experiment/executors/queue/worker-folder.js';
import { inTemporaryFolder } from '../../trial-cases.js';

describe('temporary folders of workers', () => {
  const host = os.hostname().replace(/[^\w.-]/g, '_');
  /** Of a process that has ended. */
  let gone = 0;
  beforeEach(() => {
    gone = spawnSync(process.execPath, ['--version']).pid;
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('those of workers that are not there any more go, and nothing else does', async () => {
    await inTemporaryFolder(async (folder) => {
      const own = path.basename(await makeWorkerFolder(folder));
      expect(own).toMatch(new RegExp(`^sdt-worker-${host}-${process.pid}-\\d*-\\w{6}$`));
      const others = [
        `sdt-worker-${host}-${gone}-12-abc`, // not a name that we give
        `sdt-worker-elsewhere-${gone}-12-abcdef`,
        `sdt-worker-${host}-${process.ppid}--abcdef`,
        `x-sdt-worker-${host}-${gone}-12-abcdef`,
        'kept',
      ];
      for (const name of others) await mkdir(path.join(folder, name));
      await writeFile(path.join(folder, 'kept/file'), 'kept');
      const file = `sdt-worker-${host}-${gone}-12-isfile`;
      await writeFile(path.join(folder, file), '');
      const link = `sdt-worker-${host}-${gone}-12-islink`;
      await symlink(path.join(folder, 'kept'), path.join(folder, link));
      const dead = path.join(folder, `sdt-worker-${host}-${gone}-12-abcdef`);
      await mkdir(path.join(dead, 'teacher'), { recursive: true });
      await writeFile(path.join(dead, 'teacher/weights.bin'), 'x');
      await symlink(path.join(folder, 'kept'), path.join(dead, 'link'));

      await removeDeadWorkerFolders(folder);
      expect((await readdir(folder)).sort()).toEqual([own, file, link, ...others].sort());
      expect(await readdir(path.join(folder, 'kept'))).toEqual(['file']);
    });
  });

  test('a process that has the number of one that is gone does not keep its folder, where the system tells when it began', async () => {
    await inTemporaryFolder(async (folder) => {
      await mkdir(path.join(folder, `sdt-worker-${host}-${process.pid}-1-abcdef`));
      await removeDeadWorkerFolders(folder);
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test('those of another user stay', async () => {
    await inTemporaryFolder(async (folder) => {
      const name = `sdt-worker-${host}-${gone}-12-abcdef`;
      await mkdir(path.join(folder, name));
      const user = process.getuid?.() ?? 0;
      jest.spyOn(process as Required<typeof process>, 'getuid').mockReturnValue(user + 1);
      await removeDeadWorkerFolders(folder);
      expect(await readdir(folder)).toEqual([name]);
    });
  });

  test('where there is no such folder at all, nothing happens', async () => {
    await inTemporaryFolder(async (folder) => {
      await removeDeadWorkerFolders(path.join(folder, 'none'));
      expect(await readdir(folder)).toEqual([]);
    });
  });
});
