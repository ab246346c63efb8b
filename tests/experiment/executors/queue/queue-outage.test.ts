import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { hasRedis, RedisServer } from '../../../support/redis.js';
import { inTemporaryFolder, trialsOf } from '../../trial-cases.js';
import { gather, openFor, openTask, startWorker } from './queue-cases.js';

const suite = hasRedis() ? describe : describe.skip;

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(20);
}

suite('when Redis fails', () => {
  test('one that is killed and comes back is waited for, and no task is run twice', async () => {
    await inTemporaryFolder(async (folder) => {
      const redis = await RedisServer.start(['--appendfsync', 'always']);
      const lines: string[] = [];
      const side = { url: redis.url() };
      const workers = [
        startWorker(side, { takeoverSeconds: 30 }),
        startWorker(side, { takeoverSeconds: 30 }),
      ];
      for (const { runner } of workers) runner.before = () => pause(10);
      const trials = trialsOf('temperature', 3);
      const gathering = gather(trials, await openFor({ ...side, say: (line) => lines.push(line) }), folder);
      for (const count of [6, 14]) {
        await until(() => workers.flatMap(({ runner }) => runner.keys).length >= count);
        await redis.end('SIGKILL');
        await pause(100);
        await redis.begin();
      }
      const log = await gathering;
      for (const { stop } of workers) await stop();
      await redis.remove();
      expect(log.records.size).toBe(trials.length);
      const keys = workers.flatMap(({ runner }) => runner.keys);
      expect(keys).toHaveLength(new Set(keys).size);
      expect(lines.filter((line) => line.endsWith('is lost; waiting for it')).length).toBeGreaterThanOrEqual(
        1,
      );
      expect(lines.filter((line) => line.endsWith('is back')).length).toBeGreaterThanOrEqual(1);
    });
  });

  test('one that comes back without anything gets everything again', async () => {
    await inTemporaryFolder(async (folder) => {
      const redis = await RedisServer.start(['--appendonly', 'no']);
      const side = { url: redis.url() };
      const worker = startWorker(side, { takeoverSeconds: 30 });
      let isDown = false;
      worker.runner.before = async ({ task }) => {
        if (task.kind === 'teacher' || isDown) return;
        isDown = true;
        await redis.end('SIGKILL');
        await redis.begin();
      };
      const log = await gather(trialsOf('main', 2), await openFor(side), folder);
      await worker.stop();
      await redis.remove();
      expect(log.records.size).toBe(2);
    });
  });

  test('one that comes back without anything is told what was gathered, so that it is not run again', async () => {
    await inTemporaryFolder(async (folder) => {
      const redis = await RedisServer.start(['--appendonly', 'no']);
      const { run, store, task, close } = await openTask(redis.url(), folder);
      await run(task);
      await redis.end('SIGKILL');
      await redis.begin();
      while (!(await store.isDone(task))) await pause(20);
      await close();
      await redis.remove();
    });
  });

  test('one whose memory is full is waited for: the worker keeps its result until there is room', async () => {
    await inTemporaryFolder(async (folder) => {
      const redis = await RedisServer.start();
      const client = new Redis(redis.port);
      const lines: string[] = [];
      const side = { url: redis.url() };
      const worker = startWorker({ ...side, say: (line) => lines.push(line) }, { takeoverSeconds: 30 });
      worker.runner.before = async ({ task }) => {
        if (task.kind !== 'teacher' && !lines.some((line) => line.includes('kept here')))
          await client.config('SET', 'maxmemory', '1');
      };
      const gathering = gather(trialsOf('main'), await openFor(side), folder);
      await until(() => lines.some((line) => line.includes('kept here')));
      await client.config('SET', 'maxmemory', '0');
      expect((await gathering).records.size).toBe(1);
      await worker.stop();
      client.disconnect();
      await redis.remove();
      expect(lines.find((line) => line.includes('kept here'))).toMatch(
        /takes no changes, for its memory is full \(maxmemory\) \(OOM .*; the result is kept here until it does$/,
      );
      expect(worker.runner.keys).toHaveLength(3);
    });
  });

  test('so is one whose disk is full, where this process may mount one', async () => {
    const disk = await mkdtemp(path.join(os.tmpdir(), 'sdt-disk-'));
    try {
      if (!mounts(disk)) return;
      await inTemporaryFolder(async (folder) => {
        const redis = await RedisServer.start([], disk);
        const lines: string[] = [];
        const side = { url: redis.url() };
        const filler = path.join(disk, 'filler');
        const worker = startWorker({ ...side, say: (line) => lines.push(line) }, { takeoverSeconds: 30 });
        let isFilled = false;
        worker.runner.before = async ({ task }) => {
          if (task.kind === 'teacher' || isFilled) return;
          isFilled = true;
          await writeFile(filler, Buffer.alloc(2 ** 22)).catch(() => undefined);
          // Redis writes its log a little later than it answers.
          const client = new Redis(redis.port);
          while (await client.set('probe', 'x').catch(() => undefined)) await pause(20);
          client.disconnect();
        };
        const gathering = gather(trialsOf('main'), await openFor(side), folder);
        await until(() => lines.some((line) => line.includes('kept here')));
        await rm(filler);
        expect((await gathering).records.size).toBe(1);
        await worker.stop();
        await redis.end('SIGKILL');
        expect(lines.join('\n')).toMatch(
          /takes no changes, for it cannot write to its disk \(is that full\?\) \(MISCONF/,
        );
        expect(worker.runner.keys).toHaveLength(3);
      });
    } finally {
      if (isMounted(disk)) execFileSync('umount', [disk]);
      await rm(disk, { recursive: true, force: true });
    }
  });
});

/** Whether a small disk could be mounted; where it could not, a line says that no full disk was looked at. */
function mounts(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('not tested: a full disk of Redis, which only root may mount');
    return false;
  }
}

function isMounted(folder: string): boolean {
  return execFileSync('cat', ['/proc/mounts'], { encoding: 'utf8' }).includes(` ${folder} `);
}
