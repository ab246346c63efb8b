import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runTrials, type TrialRunContext } from '../../src/experiment/run-trials.js';
import type { ExperimentProgress } from '../../src/experiment/task-progress.js';
import { TrialLog } from '../../src/experiment/trial-log.js';
import { trialKeys, type Trial } from '../../src/experiment/trial.js';
import { InterruptedError } from '../../src/errors.js';
import { dataKey, FakeExecutor, inTemporaryFolder, trialsOf } from './trial-cases.js';

async function withRun(
  work: (
    run: (
      trials: readonly Trial[],
      executors: readonly FakeExecutor[],
      change?: Partial<TrialRunContext>,
    ) => Promise<TrialLog>,
  ) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    await work(async (trials, executors, change = {}) => {
      const log = await TrialLog.open(path.join(folder, 'experiment.jsonl'));
      await runTrials(trials, {
        dataKey,
        log,
        executors,
        labelledRows: 60_000,
        teacherFolder: ({ labels, unlabelled }) => `teacher-${labels ?? 'all'}${unlabelled ? '-others' : ''}`,
        version: '0.0.0',
        signal: new AbortController().signal,
        ...change,
      });
      return log;
    });
  });
}

const kinds = ({ tasks }: FakeExecutor) => tasks.map(({ kind }) => kind);

describe('running trials', () => {
  test('one teacher for all, then the trees of each trial', async () => {
    await withRun(async (run) => {
      const executor = new FakeExecutor();
      const log = await run(trialsOf('main', 2), [executor]);
      expect(kinds(executor)).toEqual(['teacher', 'baseline', 'distilled', 'baseline', 'distilled']);
      expect([...log.records.values()]).toMatchObject([
        { preset: 'default', seed: 1, baseline: { maxPath: 0.6 }, distilled: { maxPath: 0.8 } },
        { preset: 'default', seed: 2, labels: 60_000 },
      ]);
    });
  });

  test('a baseline serves every trial that differs in its soft targets alone', async () => {
    await withRun(async (run) => {
      const executor = new FakeExecutor();
      const trials = trialsOf('temperature');
      const log = await run(trials, [executor]);
      expect(kinds(executor).filter((kind) => kind === 'baseline')).toHaveLength(1);
      expect(kinds(executor).filter((kind) => kind === 'distilled')).toHaveLength(trials.length);
      expect(log.records.size).toBe(trials.length);
    });
  });

  test('a finished trial is not run again, and its baseline serves new ones', async () => {
    await withRun(async (run) => {
      await run(trialsOf('main'), [new FakeExecutor()]);
      const again = new FakeExecutor();
      await run(trialsOf('main'), [again]);
      expect(again.tasks).toEqual([]);
      const more = new FakeExecutor();
      const [cold] = trialsOf('temperature');
      const log = await run(cold === undefined ? [] : [cold], [more]);
      expect(kinds(more)).toEqual(['teacher', 'distilled']);
      expect(log.records.size).toBe(2);
    });
  });

  test('trials finish in their order, those of the first seed before any teacher of the second', async () => {
    await withRun(async (run) => {
      const executor = new FakeExecutor();
      const trials = trialsOf('labels', 2);
      const log = await run(trials, [executor]);
      const wanted = trials.map((trial) => trialKeys(trial, dataKey).trial);
      expect([...log.records.keys()]).toEqual([...new Set(wanted)]);
      expect(kinds(executor).slice(0, 4)).toEqual(['teacher', 'baseline', 'distilled', 'teacher']);
    });
  });

  test('fewer labels have a teacher in another folder', async () => {
    await withRun(async (run) => {
      const executor = new FakeExecutor();
      await run(trialsOf('labels'), [executor]);
      const folders = executor.tasks.flatMap((task) => (task.kind === 'teacher' ? [task.folder] : []));
      const counts = [100, 300, 1000, 5000, 20_000];
      expect(folders).toEqual([
        ...counts.flatMap((n) => [`teacher-${n}`, `teacher-${n}-others`]),
        'teacher-all',
      ]);
    });
  });

  test('two executors share the work; trees wait for their teacher', async () => {
    await withRun(async (run) => {
      let taught = false;
      const executors = [new FakeExecutor(), new FakeExecutor()];
      for (const executor of executors) {
        executor.before = async ({ kind }) => {
          if (kind !== 'teacher') expect(taught).toBe(true);
          await new Promise((resolve) => setTimeout(resolve, 5));
          if (kind === 'teacher') taught = true;
        };
      }
      const log = await run(trialsOf('main', 4), executors);
      expect(log.records.size).toBe(4);
      expect(executors.map(({ tasks }) => tasks.length).reduce((sum, count) => sum + count)).toBe(9);
      for (const { tasks } of executors) expect(tasks.length).toBeGreaterThanOrEqual(3);
    });
  });

  test('an interruption keeps the trials that are finished', async () => {
    await withRun(async (run) => {
      const interruption = new AbortController();
      const executor = new FakeExecutor();
      executor.before = (task) => {
        if (task.kind === 'distilled' && task.seed === 2) interruption.abort();
        return Promise.resolve();
      };
      const running = run(trialsOf('main', 3), [executor], { signal: interruption.signal });
      await expect(running).rejects.toThrow(InterruptedError);
      const rest = new FakeExecutor();
      const log = await run(trialsOf('main', 3), [rest]);
      expect(kinds(rest)).toEqual(['teacher', 'baseline', 'distilled', 'baseline', 'distilled']);
      expect(log.records.size).toBe(3);
    });
  });

  test('when one executor fails the others stop, and the failure is told', async () => {
    await withRun(async (run) => {
      const [failing, waiting] = [new FakeExecutor(), new FakeExecutor()];
      failing.before = (task) =>
        task.kind === 'teacher' ? Promise.resolve() : Promise.reject(new Error('no memory'));
      waiting.before = (_task, signal) =>
        new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
      await expect(run(trialsOf('main', 3), [failing, waiting])).rejects.toThrow('no memory');
    });
  });

  test('trees are handed over before the trial counts as finished', async () => {
    await withRun(async (run) => {
      const handed: string[] = [];
      const failing = run(trialsOf('main'), [new FakeExecutor()], {
        onTrial(_trial, record, { baseline, distilled }) {
          handed.push(record.key, baseline?.record.key ?? '', distilled?.record.key ?? '');
          throw new Error('disk full');
        },
      });
      await expect(failing).rejects.toThrow('disk full');
      const [trial] = trialsOf('main');
      const keys = trial && trialKeys(trial, dataKey);
      expect(handed).toEqual([keys?.trial, keys?.baseline, keys?.distilled]);
      const again = new FakeExecutor();
      await run(trialsOf('main'), [again]);
      expect(again.tasks).not.toEqual([]);
    });
  });

  test('the log has the trials in their order, however long it takes to hand one over', async () => {
    await withRun(async (run) => {
      const trials = trialsOf('main', 4);
      const log = await run(trials, [new FakeExecutor()], {
        onTrial: (_trial, { seed }) => new Promise((resolve) => setTimeout(resolve, seed === 1 ? 50 : 0)),
      });
      expect([...log.records.values()].map(({ seed }) => seed)).toEqual([1, 2, 3, 4]);
    });
  });

  test('progress grows from 0 to 1 and counts finished trials', async () => {
    await withRun(async (run) => {
      const seen: ExperimentProgress[] = [];
      const planned: number[] = [];
      await run(trialsOf('main', 2), [new FakeExecutor()], {
        onProgress: (progress) => seen.push(progress),
        onPlanned: (total, finished) => planned.push(total, finished),
      });
      expect(planned).toEqual([2, 0]);
      const shares = seen.map(({ share }) => share);
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      expect(shares[0]).toBe(0);
      expect(seen.at(-1)).toMatchObject({ share: 1, finishedTrials: 2, totalTrials: 2, running: [] });
      expect(seen.some(({ running }) => running.includes('default, seed 2, distilled'))).toBe(true);
    });
  });
});
