import { spawnSync } from 'node:child_process';
import fs, { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, jest, test } from '@jest/globals';

/** As FAT and some network file systems do. */
const refusal = jest.fn(() =>
  Promise.reject(Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' })),
);
jest.unstable_mockModule('node:fs/promises', () => ({ ...fs, default: fs, link: refusal }));
const { LockBid } = await import('../../src/disk/lock-file.js');
const { lockText } = await import('../../src/disk/lock-owner.js');

test('of many, one takes a lock on a file system without hard links', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-lock-links-'));
  const file = path.join(folder, '.lock');
  const { pid } = spawnSync(process.execPath, ['--version']);
  const dead = (await lockText('sdt run')).replace(`"process":${process.pid}`, `"process":${pid}`);
  for (const left of [undefined, dead]) {
    if (left !== undefined) await writeFile(file, left);
    const texts = await Promise.all(Array.from({ length: 6 }, () => lockText('sdt run')));
    const attempts = texts.map(async (text) => {
      const bid = await LockBid.open(file, text);
      const attempt = await bid.take(file).finally(() => bid.close());
      return 'holder' in attempt ? [] : [{ text, stale: attempt.stale }];
    });
    const [taken, ...others] = (await Promise.all(attempts)).flat();
    expect(others).toEqual([]);
    expect(taken?.stale).toBe(left);
    expect(await readFile(file, 'utf8')).toBe(taken?.text);
    expect(await readdir(folder)).toEqual(['.lock']);
    await rm(file);
  }
  expect(refusal).toHaveBeenCalled();
  await rm(folder, { recursive: true });
});
