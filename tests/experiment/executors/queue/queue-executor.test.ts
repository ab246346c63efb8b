import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import {
  DataUnavailableError,
  InterruptedError,
  InvalidInputError,
  TaskLostError,
} from '../../../../src/errors.js';
import {
  jobIdOf,
  jobOptionsOf,
  type QueuedTask,
} from '../../../../src/experiment/executors/queue/queued-experiment.js';
import { runTrials } from '../../../../src/experiment/run-trials.js';
import type { TrialRecord } from '../../../../src/file/trial-record.js';
import { hasRedis, RedisServer } from '../../../support/redis.js';
import { FakeExecutor, inTemporaryFolder, trialsOf } from '../../trial-cases.js';
import { gather, openFor, openTask, startWorker } from './queue-cases.js';

const suite = hasRedis() ? describe : describe.skip;

suite('a queue in Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis.remove());

  const recordsOf = (log: { readonly records: ReadonlyMap<string, TrialRecord> }) =>
    [...log.records.values()].map((record) => JSON.stringify(record)).sort();

  async function keysLeft(): Promise<string[]> {
    const client = new Redis(redis.port);
    const keys = await client.keys('*');
    client.disconnect();
    return keys.filter((key) => !key.endsWith(':workers')).sort();
  }

  test('three workers give the records of one executor, every task is run once, and nothing is left in Redis', async () => {
    await inTemporaryFolder(async (folder) => {
      const side = { url: redis.url('three') };
      const workers = [startWorker(side), startWorker(side), startWorker(side)];
      const trials = trialsOf('temperature', 4);
      const log = await gather(trials, await openFor(side), folder);
      for (const { stop } of workers) await stop();
      const alone = await gather(trials, new FakeExecutor(), path.join(folder, 'alone'));
      expect(recordsOf(log)).toEqual(recordsOf(alone));
      const keys = workers.flatMap(({ runner }) => runner.keys);
      // A teacher, a baseline for each seed, and seven distilled trees for each.
      expect(keys).toHaveLength(1 + 4 + 28);
      expect(new Set(keys).size).toBe(keys.length);
      expect(await readdir(path.join(folder, 'teacher-all'))).toEqual([
        'model.json',
        'training.json',
        'weights.bin',
      ]);
      expect(await keysLeft()).toEqual([]);
    });
  });

  test('an experiment that is stopped and started again gathers what was finished meanwhile', async () => {
    await inTemporaryFolder(async (folder) => {
      const side = { url: redis.url('again') };
      const trials = trialsOf('main', 5);
      const interruption = new AbortController();
      const worker = startWorker(side);
      worker.runner.before = (assignment) => {
        if (assignment.task.kind === 'distilled') interruption.abort();
        return Promise.resolve();
      };
      const running = gather(trials, await openFor(side), folder, interruption.signal);
      await expect(running).rejects.toThrow(InterruptedError);
      // The worker goes on without it, until all that was in the queue is done.
      while (worker.runner.keys.length < 11) await new Promise((resolve) => setTimeout(resolve, 10));
      const executor = await openFor(side);
      const log = await gather(trials, executor, folder);
      await worker.stop();
      expect(log.records.size).toBe(5);
      expect(worker.runner.keys).toHaveLength(11);
    });
  });

  test('a worker that is stopped puts its task back, and another one runs it', async () => {
    await inTemporaryFolder(async (folder) => {
      const side = { url: redis.url('back') };
      const first = startWorker(side);
      const begun = new Promise<void>((resolve) => {
        first.runner.before = ({ task }, signal) => {
          if (task.kind === 'teacher') return Promise.resolve();
          resolve();
          return new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(new InterruptedError('stopped')));
          });
        };
      });
      const gathering = gather(trialsOf('main'), await openFor(side), folder);
      await begun;
      expect(await first.stop()).toEqual(
        new InterruptedError('stopped; tasks that were not finished are in the queue again'),
      );
      const second = startWorker(side);
      expect((await gathering).records.size).toBe(1);
      await second.stop();
      expect(second.runner.assignments.map(({ task }) => task.kind).sort()).toEqual([
        'baseline',
        'distilled',
      ]);
    });
  });

  test('a task whose process was lost is tried again; what is wrong with its settings is told at once', async () => {
    await inTemporaryFolder(async (folder) => {
      const side = { url: redis.url('tries') };
      const worker = startWorker(side);
      let losses = 0;
      worker.runner.before = ({ task }) =>
        task.kind === 'baseline' && losses++ === 0
          ? Promise.reject(new TaskLostError('killed'))
          : Promise.resolve();
      const log = await gather(trialsOf('main'), await openFor(side), folder);
      expect([losses, log.records.size]).toEqual([2, 1]);

      worker.runner.before = ({ task }) =>
        task.kind === 'teacher'
          ? Promise.resolve()
          : Promise.reject(new InvalidInputError('depth must be less'));
      const failing = gather(trialsOf('plain'), await openFor(side), path.join(folder, 'other'));
      const error: unknown = await failing.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(String(error)).toMatch(/paper, seed 1, (baseline|distilled): depth must be less/);
      worker.runner.before = () => Promise.resolve();
      const mended = await gather(trialsOf('plain'), await openFor(side), path.join(folder, 'other'));
      expect(mended.records.size).toBe(1);
      await worker.stop();
    });
  });

  test('a worker without the data stops with one line, and its task is done by one that has it', async () => {
    await inTemporaryFolder(async (folder) => {
      const side = { url: redis.url('without') };
      const lacking = startWorker(side);
      lacking.runner.before = () =>
        Promise.reject(new DataUnavailableError('the data is not on this machine'));
      const gathering = gather(trialsOf('main'), await openFor(side), folder);
      await expect(lacking.ended).rejects.toThrow(
        new DataUnavailableError('the data is not on this machine'),
      );
      expect(lacking.runner.keys).toHaveLength(1);
      const having = startWorker(side);
      expect((await gathering).records.size).toBe(1);
      await having.stop();
    });
  });

  test('a worker whose own folder takes nothing more stops with one line, and its task is done by another', async () => {
    await inTemporaryFolder(async (folder) => {
      const side = { url: redis.url('no-room') };
      const full = startWorker(side);
      full.runner.before = ({ task }) => {
        const own = task.kind === 'teacher' ? task.folder : task.teacherFolder;
        return Promise.reject(new InvalidInputError(`Cannot write ${own}: no space left`));
      };
      const gathering = gather(trialsOf('main'), await openFor(side), folder);
      await expect(full.ended).rejects.toThrow(/no space left; the task goes to another worker$/);
      expect(full.runner.keys).toHaveLength(1);
      const having = startWorker(side);
      expect((await gathering).records.size).toBe(1);
      await having.stop();
    });
  });

  test('workers refuse tasks of another version, and so does an experiment that goes on', async () => {
    await inTemporaryFolder(async (folder) => {
      const side = { url: redis.url('version') };
      const code = { tool: '9.9.9', recipe: '7.7' };
      const executor = await openFor(side, { code });
      const words = /soft-decision-tree 9\.9\.9 \(recipe 7\.7\), and this is soft-decision-tree \d/;
      await expect(startWorker(side).ended).rejects.toThrow(words);
      await executor.close();
      await expect(openFor(side)).rejects.toThrow(words);
      // One that was there first finds the version in the task, and puts it back.
      const early = { url: redis.url('version-later') };
      const worker = startWorker(early);
      const later = await openFor(early, { code });
      const stopping = new AbortController();
      const running = gather(trialsOf('main'), later, folder, stopping.signal);
      await expect(worker.ended).rejects.toThrow(words);
      expect(worker.runner.keys).toEqual([]);
      stopping.abort();
      await expect(running).rejects.toThrow(InterruptedError);
    });
  });

  test('a queue that belongs to another experiment is refused, and emptied only when that has stopped', async () => {
    const side = { url: redis.url('taken') };
    const executor = await openFor(side, { id: 'one' });
    const refusal = (error: unknown) => String(error);
    const running = await openFor(side, { id: 'two' }).catch(refusal);
    expect(running).toBe(
      `QueueError: queue redis://127.0.0.1:${redis.port}/taken belongs to another experiment, "sdt experiment one.csv" (/home/one/reports on a-host, since 2026-01-01T00:00:00.000Z), which runs; name another queue`,
    );
    expect(await openFor(side, { id: 'two', empty: true }).catch(refusal)).toBe(running);
    await executor.close();
    expect(await openFor(side, { id: 'two' }).catch(refusal)).toMatch(
      /which has stopped and can be started again; .*--empty-queue$/,
    );
    await (await openFor(side, { id: 'one' })).close();
    const other = await openFor(side, { id: 'two', empty: true });
    await other.complete?.();
    await other.close();
  });

  test('the display is told who runs what', async () => {
    await inTemporaryFolder(async (folder) => {
      const side = { url: redis.url('display') };
      const worker = startWorker(side);
      const executor = await openFor(side);
      const running: string[] = [];
      const { TrialLog } = await import('../../../../src/experiment/trial-log.js');
      await runTrials(trialsOf('main', 2), {
        dataKey: 'data',
        log: await TrialLog.open(path.join(folder, 'experiment.jsonl')),
        executors: [executor],
        labelledRows: 60_000,
        teacherFolder: () => path.join(folder, 'teacher'),
        version: '0.0.0',
        signal: new AbortController().signal,
        onProgress: (progress) => running.push(...progress.running),
      });
      await executor.complete?.();
      await executor.close();
      await worker.stop();
      expect(running.some((title) => /^default, seed 2, distilled \(.+\/\d+\)$/.test(title))).toBe(true);
    });
  });

  test('a worker that comes second with a task that was gathered meanwhile adds nothing', async () => {
    await inTemporaryFolder(async (folder) => {
      const { worker, executor, run, store, result, said, close, task } = await openTask(
        redis.url('held'),
        folder,
      );
      let goOn = (): void => undefined;
      worker.runner.before = async () => {
        await store.putResult(task, result); // as of a worker that was quicker
        await new Promise<void>((resolve) => (goOn = resolve));
      };
      await run(task);
      await executor.release?.([task]);
      goOn();
      await said(/^default, seed 1, distilled: was done by another worker meanwhile, here in \d+\.\d s$/);
      expect(await store.isDone(task)).toBe(true);
      expect(await store.result(task)).toBeUndefined();
      await close();
    });
  });

  test('a task that was gathered and is handed out again is not run again, unless its result is wanted again', async () => {
    await inTemporaryFolder(async (folder) => {
      const { worker, executor, run, connection, said, close, task } = await openTask(
        redis.url('released'),
        folder,
      );
      const queue = connection.queue<QueuedTask>();
      await run(task);
      const job = await queue.getJob(jobIdOf(task));
      if (job === undefined) throw new Error('no job');
      await executor.release?.([task]);
      expect(await queue.getJob(jobIdOf(task))).toBeUndefined();
      expect(worker.runner.keys.filter((key) => key === task.key)).toHaveLength(1);
      // As by a Redis that has forgotten that it was taken away.
      await queue.add(job.name, job.data, jobOptionsOf(task, 0));
      await said(/^default, seed 1, distilled: was done by another worker$/);
      expect(worker.runner.keys.filter((key) => key === task.key)).toHaveLength(1);
      expect((await run(task)).kind).toBe('tree');
      expect(worker.runner.keys.filter((key) => key === task.key)).toHaveLength(2);
      await queue.close();
      await close();
    });
  });

  test("workers that leave a queue that is nobody's leave nothing there, and one that is somebody's stays", async () => {
    const client = new Redis(redis.port);
    const keys = async (name: string) => (await client.keys(`*:${name}:*`)).sort();
    const side = { url: redis.url('idle-keys') };
    const workers = [startWorker(side, { takeoverSeconds: 1 }), startWorker(side, { takeoverSeconds: 1 })];
    while (!(await keys('idle-keys')).includes('sdt:idle-keys:meta'))
      await new Promise((resolve) => setTimeout(resolve, 10));
    await client.set('sdt-store:idle-keys:result:0123456789abcdef', 'late'); // by one that was slower than another
    for (const { stop } of workers) await stop();
    expect(await keys('idle-keys')).toEqual([]);

    const owned = { url: redis.url('owned-keys') };
    const executor = await openFor(owned);
    const worker = startWorker(owned);
    while (!(await keys('owned-keys')).includes('sdt-store:owned-keys:workers'))
      await new Promise((resolve) => setTimeout(resolve, 10));
    const before = await keys('owned-keys');
    await worker.stop();
    expect(before).toContain('sdt:owned-keys:meta');
    expect(await keys('owned-keys')).toEqual(
      expect.arrayContaining(before.filter((key) => !/:(workers|stalled-check)$/.test(key))),
    );
    await executor.complete?.();
    await executor.close();
    expect(await keys('owned-keys')).toEqual([]);
    client.disconnect();
  });

  test('a worker that has nothing to do ends when it may', async () => {
    const worker = startWorker({ url: redis.url('idle') }, { idleSeconds: 1 });
    expect(await worker.ended).toBe(0);
  });
});
