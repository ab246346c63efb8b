import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { LockBid, lockClaimPattern, releaseLock } from '../../src/disk/lock-file.js';
import { lockText } from '../../src/disk/lock-owner.js';

let folder: string;
let file: string;
let dead: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-lock-file-'));
  file = path.join(folder, '.tree.lock');
  const { pid } = spawnSync(process.execPath, ['--version']);
  dead = (await lockText('sdt run')).replace(`"process":${process.pid}`, `"process":${pid}`);
});
afterEach(() => rm(folder, { recursive: true }));

/** What a process whose lock has this text must hold before that lock is touched by another. */
function claimOf(text: string): string {
  return `${file}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}.claim`;
}

/** Makes a bid, and says what the lock holds after it. */
async function bidFor(
  text: string,
  work: (bid: LockBid) => Promise<unknown>,
): Promise<{ result: unknown; lock: string | undefined }> {
  const bid = await LockBid.open(file, text);
  const result = await work(bid).finally(() => bid.close());
  return { result, lock: await readFile(file, 'utf8').catch(() => undefined) };
}

test('a lock is there with all of its text, and nothing lies beside it', async () => {
  const [text, other] = [await lockText('sdt run'), await lockText('sdt run')];
  expect(await bidFor(text, (bid) => bid.take(file))).toEqual({ result: { stale: undefined }, lock: text });
  expect(await bidFor(other, (bid) => bid.take(file))).toEqual({ result: { holder: text }, lock: text });
  expect(await bidFor(other, (bid) => bid.clear(file))).toEqual({ result: { holder: text }, lock: text });
  await releaseLock(file, other);
  expect(await readdir(folder)).toEqual(['.tree.lock']);
  await releaseLock(file, text);
  expect(await readdir(folder)).toEqual([]);
});

test.each(['lock', 'lock and claim', 'lock, claim and claim of the claim'])(
  'the %s of processes that were killed are taken over',
  async (left) => {
    const texts = [dead, dead.replace('sdt run', 'sdt distill'), dead.replace('sdt run', 'sdt experiment')];
    const files = [file, claimOf(dead), claimOf(texts[1] ?? '')].slice(0, left.split(/, | and /).length);
    const mine = await lockText('sdt run');
    for (const method of ['take', 'clear'] as const) {
      for (const [index, one] of files.entries()) await writeFile(one, texts[index] ?? '');
      const lock = method === 'take' ? mine : undefined;
      expect(await bidFor(mine, (bid) => bid[method](file))).toEqual({ result: { stale: dead }, lock });
      expect(await readdir(folder)).toEqual(lock === undefined ? [] : ['.tree.lock']);
      await releaseLock(file, mine);
    }
  },
);

test('while another has the claim of a stale lock, it stays', async () => {
  const [mine, claimant] = [await lockText('sdt run'), await lockText('sdt distill')];
  await writeFile(file, dead);
  await writeFile(claimOf(dead), claimant);
  expect(await bidFor(mine, (bid) => bid.take(file))).toEqual({ result: { holder: claimant }, lock: dead });
  const clearing = bidFor(mine, (bid) => bid.clear(file));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await readFile(file, 'utf8')).toBe(dead);
  await rm(claimOf(dead));
  expect(await clearing).toEqual({ result: { stale: dead }, lock: undefined });
});

test('who comes late finds that another has taken the stale lock over', async () => {
  const [mine, first] = [await lockText('sdt run'), await lockText('sdt distill')];
  await writeFile(file, dead);
  // The first is done, and has given its claim back, between the look of the second at the lock and its own claim.
  const look = jest.spyOn(process, 'kill').mockImplementationOnce(() => {
    writeFileSync(file, first);
    throw Object.assign(new Error('no such process'), { code: 'ESRCH' });
  });
  const { result } = await bidFor(mine, (bid) => bid.take(file)).finally(() => look.mockRestore());
  expect(result).toEqual({ holder: first });
  expect(await readFile(file, 'utf8')).toBe(first);
  expect(await readdir(folder)).toEqual(['.tree.lock']);
});

test('files beside a lock are known by their names', () => {
  const names = ['.lock.0123456789abcdef.claim', '.a.json.lock.0123456789abcdef.claim'];
  for (const name of names) expect(name).toMatch(lockClaimPattern);
  for (const name of ['.lock', '.a.lock', 'a.lock.0123456789abcdef.claim', '.lock.01.claim'])
    expect(name).not.toMatch(lockClaimPattern);
});
