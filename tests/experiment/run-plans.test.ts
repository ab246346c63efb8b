import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { openData } from '../../src/data/open-data.js';
import { QueueError, TaskLostError } from '../../src/errors.js';
import { runPlans, type ComputeOptions, type PlansOptions } from '../../src/experiment/run-plans.js';
import { stonesCsv } from '../cli/small-tree.js';
import { FakeExecutor, inTemporaryFolder } from './trial-cases.js';

const context = { signal: new AbortController().signal };

async function optionsIn(folder: string): Promise<Omit<PlansOptions, 'seeds' | 'queue'>> {
  const source = path.join(folder, 'stones.csv');
  await writeFile(source, stonesCsv());
  return {
    source,
    data: await openData(source),
    plans: ['main'],
    preset: 'default',
    reportFolder: path.join(folder, 'reports'),
    teacherFolder: path.join(folder, 'trees/teacher'),
    version: '0.0.0',
    jobs: 1,
    engine: { engine: 'auto', device: undefined, threads: 1 },
  };
}

const refused: ComputeOptions['queue'] = () => Promise.reject(new QueueError('no Redis answers'));
const growing = () => Promise.resolve(new FakeExecutor());

test('an experiment that cannot start writes nothing, and leaves what is there', async () => {
  await inTemporaryFolder(async (folder) => {
    const options = await optionsIn(folder);
    const begin = { ...options, seeds: 1, queue: refused };
    await expect(runPlans(begin, context)).rejects.toThrow(QueueError);
    expect(await readdir(folder)).toEqual(['stones.csv']);

    await runPlans({ ...options, seeds: 1, queue: growing }, context);
    const readme = path.join(options.reportFolder, 'README.md');
    const files = await readdir(options.reportFolder);
    expect(files).toContain('experiment.json');
    await writeFile(readme, 'as it was');
    await expect(runPlans({ ...begin, seeds: 3 }, context)).rejects.toThrow(QueueError);
    expect(await readFile(readme, 'utf8')).toBe('as it was');
    expect(await readdir(options.reportFolder)).toEqual(files);
  });
});

test('one that fails later writes the report of what it has finished', async () => {
  await inTemporaryFolder(async (folder) => {
    const options = await optionsIn(folder);
    await runPlans({ ...options, seeds: 1, queue: growing }, context);
    const failing = new FakeExecutor();
    failing.before = (task) =>
      task.kind !== 'teacher' && task.seed === 3
        ? Promise.reject(new TaskLostError('killed'))
        : Promise.resolve();
    const queue = () => Promise.resolve(failing);
    await expect(runPlans({ ...options, seeds: 3, queue }, context)).rejects.toThrow(TaskLostError);
    const document = await readFile(path.join(options.reportFolder, 'experiment.json'), 'utf8');
    expect((JSON.parse(document) as { readonly trials: unknown[] }).trials).toHaveLength(2);
  });
});
