import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import { lockFolder, targetOf, type FolderLock } from '../../src/cli/folder-lock.js';
import { memoryIo } from './memory-io.js';
import { inFolder } from './small-tree.js';

let top: string;
let folder: string;
const said: string[] = [];
beforeEach(async () => {
  top = await mkdtemp(path.join(os.tmpdir(), 'sdt-lock-'));
  folder = path.join(top, 'trees', 'stones');
  said.length = 0;
});
afterEach(() => rm(top, { recursive: true }));

const lock = (name?: string): Promise<FolderLock> =>
  lockFolder({ folder, ...(name === undefined ? {} : { name }) }, 'sdt run stones.csv', (line) =>
    said.push(line),
  );

/** A lock as a process would have left it. */
async function leave(owner: object, name = '.lock'): Promise<string> {
  const held = await lock('x');
  const file = path.join(folder, name);
  const text = { command: 'sdt run', process: 1, began: '', host: os.hostname(), since: 'noon', ...owner };
  await writeFile(file, JSON.stringify(text));
  await held.release();
  return file;
}

const deadProcess = (): number => spawnSync(process.execPath, ['--version']).pid;

test('a target has one owner at a time, who is named, and nothing is left', async () => {
  const held = await lock();
  await expect(lock()).rejects.toThrow(
    `${folder}: "sdt run stones.csv" (process ${process.pid} on ${os.hostname()}, since `,
  );
  await held.release();
  expect(await readdir(top)).toEqual([]);
  await (await lock()).release();
  expect(said).toEqual([]);
});

test('all of a folder and a name in it exclude each other, two names do not', async () => {
  const [tree, other] = [await lock('a.json'), await lock('b.json')];
  await expect(lock()).rejects.toThrow('is writing here');
  await tree.release();
  await other.release();
  const whole = await lock();
  await expect(lock('a.json')).rejects.toThrow('is writing here');
  await whole.release();
});

test('the lock of a process that is gone is taken over, and said', async () => {
  await leave({ process: deadProcess() });
  const held = await lock('a.json');
  expect(said).toEqual([expect.stringMatching(/the lock of "sdt run" \(process \d+ on .+ is taken over$/)]);
  await held.release();
});

test('a process that got the number of the owner is not the owner', async () => {
  if (process.platform !== 'linux') return;
  await leave({ process: process.pid, began: '1' });
  await (await lock()).release();
  expect(said).toHaveLength(1);
});

test.each([
  ['another machine', { host: 'elsewhere' }, 600],
  ['nobody that could be read', { command: 1 }, 600],
])('the lock of %s counts for as long as it is touched', async (_title, owner, seconds) => {
  const file = await leave(owner);
  await expect(lock()).rejects.toThrow('is writing here');
  const before = new Date(Date.now() - seconds * 1000);
  await utimes(file, before, before);
  await (await lock()).release();
  expect(said).toHaveLength(1);
});

test('of many that find a stale lock, one gets it', async () => {
  for (let round = 0; round < 10; round++) {
    await leave({ process: deadProcess() });
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lock()));
    const locks = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(locks).toHaveLength(1);
    await locks[0]?.release();
  }
});

test('a command does not write where another does', async () => {
  await inFolder(async (data) => {
    const out = path.join(data, 'tree.json');
    const held = await lockFolder(targetOf(out), 'sdt distill stones.csv', () => undefined);
    const before = await readdir(data);
    const io = memoryIo();
    const argv = ['train-baseline', path.join(data, 'stones.csv'), '--out', out, '--depth', '2'];
    expect(await runCommandLine([...argv, '--epochs', '1'], io)).toBe(1);
    expect(io.stderr.text).toMatch(
      /\nerror: .+"sdt distill stones\.csv" \(process \d+ on .+\) is writing here/,
    );
    expect(await readdir(data)).toEqual(before);
    await held.release();
  });
});
