import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openData } from '../../../src/data/open-data.js';
import {
  DataUnavailableError,
  InterruptedError,
  InvalidInputError,
  TaskLostError,
} from '../../../src/errors.js';
import type { Assignment } from '../../../src/experiment/executors/assignment.js';
import { LocalExecutor } from '../../../src/experiment/executors/local-executor.js';
import { TaskPool } from '../../../src/experiment/executors/task-pool.js';
import { plannedTasks, type PlannedTasks } from '../../../src/experiment/planned-tasks.js';
import { plannedTrials } from '../../../src/experiment/plans.js';
import { dataKeyOf, sharedSeed } from '../../../src/experiment/trial.js';
import { inFolder } from '../../cli/small-tree.js';

const loader = ['--import', createRequire(import.meta.url).resolve('tsx')];
const engine = { engine: 'auto', device: undefined, threads: 1 } as const;
const { signal } = new AbortController();

async function tasksOf(
  source: string,
  folder: string,
  epochs = 2,
): Promise<PlannedTasks & { readonly dataKey: string }> {
  const { name, inputShape, classNames, labelledRows, ...data } = await openData(source);
  const facts = { name, inputShape, classNames, labelledRows };
  const [trial] = plannedTrials(['main'], 1, facts, { preset: 'smoke', depth: 2, epochs });
  if (trial === undefined) throw new Error('no trial');
  expect(data).toBeDefined();
  const dataKey = dataKeyOf((await openData(source)).splits({ seed: sharedSeed, unlabelled: false }));
  return { ...plannedTasks(trial, { dataKey, labelledRows, teacherFolder: () => folder }), dataKey };
}

/** Without times. */
function timeless(result: unknown): unknown {
  return JSON.parse(JSON.stringify(result), (key, value: unknown) =>
    /seconds$/i.test(key) ? 0 : value,
  ) as unknown;
}

describe('a pool of processes', () => {
  let pool: TaskPool;
  beforeAll(() => {
    pool = new TaskPool(1, loader);
  });
  afterAll(() => pool.close());

  test('gives what this process gives, goes on after a task that was stopped, and rebuilds the errors', async () => {
    await inFolder(async (folder) => {
      const source = path.join(folder, 'stones.csv');
      const [here, there] = [path.join(folder, 'here'), path.join(folder, 'there')];
      const own = await tasksOf(source, here);
      const theirs = await tasksOf(source, there);
      const local = new LocalExecutor({ source }, engine);
      const wanted = [];
      const found = [];
      const shares: number[] = [];
      for (const kind of ['teacher', 'distilled'] as const) {
        wanted.push(timeless(await local.run(own[kind], () => undefined, signal)));
        const assignment = { task: theirs[kind], places: [{ source }], engine };
        found.push(timeless(await pool.run(assignment, (share) => shares.push(share), signal)));
      }
      await local.close();
      expect(found).toEqual(wanted);
      expect(Math.max(...shares)).toBe(1);

      const stopping = new AbortController();
      const long = await tasksOf(source, there, 100_000);
      const endless: Assignment = { task: long.distilled, places: [{ source }], engine };
      const running = pool.run(endless, () => stopping.abort(), stopping.signal);
      await expect(running).rejects.toThrow(InterruptedError);
      const early = pool.run(endless, () => undefined, AbortSignal.abort());
      await expect(early).rejects.toThrow(InterruptedError);

      const expected = { name: 'stones', dataKey: theirs.dataKey };
      const elsewhere = [{ source: path.join(folder, 'no.csv') }, { source }];
      const baseline: Assignment = { task: theirs.baseline, places: elsewhere, expected, engine };
      expect(await pool.run(baseline, () => undefined, signal)).toMatchObject({ kind: 'tree' });
      const other = pool.run(
        { ...baseline, expected: { ...expected, dataKey: 'x' } },
        () => undefined,
        signal,
      );
      const error: unknown = await other.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DataUnavailableError);
      expect(String(error)).toMatch(
        /no\.csv: no such file or folder.*; .*stones\.csv: is other data \([0-9a-f]{16}, not x\)/,
      );
      const missing = pool.run({ ...baseline, expected: undefined }, () => undefined, signal);
      expect(await missing.catch((reason: unknown) => reason)).toBeInstanceOf(InvalidInputError);
    });
  });
});

test('a process that ends with its task, or before it, is told as lost, and the next task gets a new one', async () => {
  await inFolder(async (folder) => {
    const source = path.join(folder, 'stones.csv');
    const { teacher } = await tasksOf(source, folder);
    const module = (code: string) => ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
    const withTask = `const send = process.send;
      process.send = (message, ...rest) => {
        if (message.kind === 'progress') process.kill(process.pid, 'SIGKILL');
        return send.call(process, message, ...rest);
      };`;
    for (const code of [withTask, 'process.exit(1)']) {
      const pool = new TaskPool(1, [...module(code), ...loader]);
      for (let attempt = 0; attempt < 2; attempt++) {
        const running = pool.run({ task: teacher, places: [{ source }], engine }, () => undefined, signal);
        const error: unknown = await running.catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(TaskLostError);
        expect(String(error)).toMatch(/the process that trained "teacher" ended before it was done/);
      }
      await pool.close();
    }
  });
});
