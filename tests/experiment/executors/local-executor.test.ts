import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { openData } from '../../../src/data/open-data.js';
import type { SharedAnswers } from '../../../src/experiment/executors/assignment.js';
import { LocalExecutor } from '../../../src/experiment/executors/local-executor.js';
import { openPlans } from '../../../src/experiment/open-plans.js';
import { plannedTasks } from '../../../src/experiment/planned-tasks.js';
import type { Task, TreeResult } from '../../../src/experiment/task.js';
import type { PlanName } from '../../../src/experiment/plans.js';
import { stonesCsv } from '../../cli/small-tree.js';
import { inTemporaryFolder } from '../trial-cases.js';

/** Remembers what it was asked for and given. */
class WatchedAnswers implements SharedAnswers {
  readonly kept = new Map<string, Float32Array>();
  readonly found: string[] = [];

  get(name: string): Promise<Float32Array | undefined> {
    const answers = this.kept.get(name);
    if (answers !== undefined) this.found.push(name);
    return Promise.resolve(answers);
  }

  put(name: string, answers: Float32Array): Promise<void> {
    this.kept.set(name, answers);
    return Promise.resolve();
  }
}

const engine = { engine: 'onnxruntime', device: undefined, threads: 1 } as const;

/** A distilled tree of a trial of a plan, its teacher, and what grows them. */
async function withTrial(
  plan: PlanName,
  work: (run: (task: Task, shared?: SharedAnswers) => Promise<TreeResult>, tree: Task) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const source = path.join(folder, 'stones.csv');
    await writeFile(source, stonesCsv());
    const unlabelled = plan === 'labels' ? {} : undefined;
    const data = await openData(source, { unlabelled });
    const options = { preset: 'smoke', depth: 2, epochs: 2, labelCounts: [40] } as const;
    const opened = await openPlans({ ...options, data, plans: [plan], seeds: 1, reportFolder: folder });
    const trial = opened.trials.filter((each) => plan !== 'labels' || each.unlabelled === true).at(-1);
    if (trial === undefined) throw new Error('no trial');
    const { labelledRows } = data;
    const teacherFolder = () => path.join(folder, 'teacher');
    const { teacher, distilled } = plannedTasks(trial, {
      dataKey: opened.dataKey,
      labelledRows,
      teacherFolder,
    });
    const run = async (task: Task, shared?: SharedAnswers) => {
      const executor = new LocalExecutor({ source, unlabelled }, engine, undefined, shared);
      try {
        const { signal } = new AbortController();
        return (await executor.run(task, () => undefined, signal)) as TreeResult;
      } finally {
        await executor.close();
      }
    };
    await run(teacher);
    expect(await readFile(path.join(folder, 'teacher/training.json'), 'utf8')).toContain(teacher.key);
    await work(run, distilled);
  });
}

const bytesOf = ({ parameters, record: { seconds, softTargetSeconds, ...record } }: TreeResult) => ({
  record,
  parameters: Object.values<Float32Array>({ ...parameters }).map((values) =>
    Buffer.from(values.slice().buffer).toString('hex'),
  ),
});

// Training rows, those without a label behind them, and test rows.
test.each(['main', 'labels'] as const)(
  'plan %s: a process that finds the answers of another gives its bytes, and does not ask the teacher anew',
  async (plan) => {
    await withTrial(plan, async (run, tree) => {
      expect(tree.rows.unlabelled).toBe(plan === 'labels' ? true : undefined);
      const alone = await run(tree);
      const answers = new WatchedAnswers();
      const first = await run(tree, answers);
      expect([answers.kept.size, answers.found.length]).toEqual([2, 0]);
      const second = await run(tree, answers);
      expect([answers.kept.size, answers.found.length]).toEqual([2, 2]);
      expect(bytesOf(first)).toEqual(bytesOf(alone));
      expect(bytesOf(second)).toEqual(bytesOf(alone));
      // They are what the tree learns from: others make another tree.
      for (const [name, found] of answers.kept)
        answers.kept.set(
          name,
          found.map((logit) => -logit),
        );
      expect(bytesOf(await run(tree, answers)).parameters).not.toEqual(bytesOf(alone).parameters);
    });
  },
);
