import { spawnSync } from 'node:child_process';
import { rmdirSync } from 'node:fs';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
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

const dead = spawnSync(process.execPath, ['--version']).pid;

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
  await leave({ process: dead });
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

test.each(['a stale lock', 'none'])('of many that find %s, one gets it and keeps it', async (found) => {
  for (let round = 0; round < 20; round++) {
    said.length = 0;
    if (found !== 'none') await leave({ process: dead });
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lock()));
    const locks = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(locks).toHaveLength(1);
    expect(said).toHaveLength(found === 'none' ? 0 : 1);
    expect(await readdir(folder)).toEqual(['.lock']);
    await expect(lock()).rejects.toThrow('is writing here');
    await locks[0]?.release();
  }
});

test('many that find a stale lock of a folder all get their names in it', async () => {
  for (let round = 0; round < 5; round++) {
    await leave({ process: dead });
    const locks = await Promise.all(['a', 'b', 'c', 'd'].map((name) => lock(name)));
    expect((await readdir(folder)).sort()).toEqual(['.a.lock', '.b.lock', '.c.lock', '.d.lock']);
    for (const one of locks) await one.release();
  }
});

test('what a process left that was killed while it took a lock over goes', async () => {
  const claims = ['.lock', '.a.json.lock'].map((file) => `${file}.0123456789abcdef.claim`);
  for (const claim of claims) await leave({ process: dead }, claim);
  const named = await lock('a.json');
  expect((await readdir(folder)).sort()).toEqual(['.a.json.lock', claims[0]]);
  await named.release();
  await leave({ process: process.ppid }, claims[1]);
  const whole = await lock();
  expect((await readdir(folder)).sort()).toEqual([claims[1], '.lock']);
  await whole.release();
});

test('a folder that another removes, for it has written nothing there, is made again', async () => {
  const host = os.hostname();
  const look = jest.spyOn(os, 'hostname').mockImplementationOnce(() => {
    rmdirSync(folder);
    return host;
  });
  const held = await lock().finally(() => look.mockRestore());
  expect(await readdir(folder)).toEqual(['.lock']);
  await held.release();
  expect(await readdir(top)).toEqual([]);
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
