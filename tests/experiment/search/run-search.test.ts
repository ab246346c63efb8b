import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { openData, type OpenData } from '../../../src/data/open-data.js';
import type { SearchOptions } from '../../../src/experiment/search/open-search.js';
import { runSearch, type SearchContext } from '../../../src/experiment/search/run-search.js';
import { parseSearchSpace } from '../../../src/experiment/search/search-space.js';
import type { Task, TaskResult } from '../../../src/experiment/task.js';
import { InterruptedError } from '../../../src/errors.js';
import { stonesCsv } from '../../cli/small-tree.js';
import { FakeExecutor, inTemporaryFolder, treeRecord } from '../trial-cases.js';

/** Trees of greater depth are right about more rows, up to nine of ten; those of the default recipe, without a given depth, about five. */
class DepthExecutor extends FakeExecutor {
  override async run(
    task: Task,
    onProgress: (share: number) => void,
    signal: AbortSignal,
  ): Promise<TaskResult> {
    const result = await super.run(task, onProgress, signal);
    if (result.kind === 'teacher' || task.kind === 'teacher') return result;
    const isDefault = task.search !== undefined && task.search.leastDepth < task.search.greatestDepth;
    return { ...result, record: treeRecord(task.key, isDefault ? 5 : Math.min(9, task.settings.depth)) };
  }
}

let data: OpenData;
let source: string;
beforeAll(async () => {
  const { mkdtemp } = await import('node:fs/promises');
  const os = await import('node:os');
  source = path.join(await mkdtemp(path.join(os.tmpdir(), 'sdt-search-')), 'stones.csv');
  await writeFile(source, stonesCsv(1200));
  data = await openData(source, {});
});

async function search(
  folder: string,
  executor: FakeExecutor,
  change: Partial<SearchOptions> = {},
  context: Partial<SearchContext> = {},
) {
  const space = parseSearchSpace('{"tree.depth": {"integer": [1, 9]}}', 'space.json');
  return runSearch(
    {
      source,
      data,
      jobs: 1,
      engine: { engine: 'auto' },
      queue: () => Promise.resolve(executor),
      preset: 'default',
      space,
      spaceFile: 'space.json',
      trials: 9,
      folds: 9,
      seed: 1,
      halving: true,
      score: 'max-path',
      reportFolder: path.join(folder, 'reports'),
      teacherFolder: path.join(folder, 'trees/teacher'),
      version: '0.0.0',
      ...change,
    },
    { signal: new AbortController().signal, ...context },
  );
}

const treesOf = ({ tasks }: FakeExecutor) =>
  tasks.flatMap((task) =>
    task.kind === 'distilled' ? [{ depth: task.settings.depth, fold: task.rows.fold?.number }] : [],
  );

describe('a search', () => {
  test('by halving: all on one fold, the best third on three, the best on all, and the default on all', async () => {
    await inTemporaryFolder(async (folder) => {
      const executor = new DepthExecutor();
      const { document } = await search(folder, executor);
      expect(document.rungs).toEqual([
        { folds: 1, settings: 9 },
        { folds: 3, settings: 3 },
        { folds: 9, settings: 1 },
      ]);
      const folds = (depth: number) =>
        document.candidates.find(({ settings }) => settings['tree.depth'] === depth)?.folds;
      expect([1, 6, 7, 8, 9].map(folds)).toEqual([1, 1, 3, 3, 9]);
      expect(document).toMatchObject({
        best: { settings: { 'tree.depth': 9 }, folds: 9, maxPath: 0.9 },
        reference: { number: 0, folds: 9, maxPath: 0.5 },
        verdict: 'better',
        finalists: 1,
      });
      // 9 on the first fold, 2 more folds of 3, 6 more of 1, and 9 of the default.
      expect(treesOf(executor)).toHaveLength(9 + 6 + 6 + 9);
      expect(JSON.parse(await readFile(path.join(folder, 'reports/best-settings.json'), 'utf8'))).toEqual({
        'tree.depth': 9,
      });
    });
  });

  test('at random: all on all folds; what is finished is not run again, and a longer search goes on from a shorter', async () => {
    await inTemporaryFolder(async (folder) => {
      const plain = { halving: false, folds: 2, trials: 3 };
      await search(folder, new DepthExecutor(), plain);
      const log = () => readFile(path.join(folder, 'reports/search.jsonl'), 'utf8');
      const before = await log();
      expect(before.trimEnd().split('\n')).toHaveLength(2 * 4);
      const again = new DepthExecutor();
      const { document } = await search(folder, again, plain);
      expect(again.tasks).toEqual([]);
      expect(await log()).toBe(before);
      const longer = new DepthExecutor();
      const more = await search(folder, longer, { ...plain, trials: 5 });
      expect(treesOf(longer)).toHaveLength(2 * 2);
      expect(more.document.candidates).toHaveLength(5);
      expect(more.document.candidates).toEqual(expect.arrayContaining([...document.candidates]));
    });
  });

  test('no task sees a test row: every one holds out a fold of the others', async () => {
    await inTemporaryFolder(async (folder) => {
      const executor = new DepthExecutor();
      await search(folder, executor, { halving: false, folds: 3, trials: 2 });
      for (const { rows } of executor.tasks) expect(rows.fold).toMatchObject({ count: 3 });
    });
  });

  test('teachers of settings of their own have folders of their own', async () => {
    await inTemporaryFolder(async (folder) => {
      const executor = new DepthExecutor();
      const space = parseSearchSpace('{"teacher.dense.units": [8, 16]}', 'space.json');
      await search(folder, executor, { space, halving: false, folds: 2, trials: 2 });
      const folders = executor.tasks.flatMap((task) => (task.kind === 'teacher' ? [task.folder] : []));
      expect(new Set(folders).size).toBe(6);
      expect(folders).toContain(path.join(folder, 'trees/teacher-fold-1-of-2'));
      expect(folders.filter((name) => name.includes('search-teachers'))).toHaveLength(4);
    });
  });

  test('nothing better than the default: that is said, and the best settings are none', async () => {
    await inTemporaryFolder(async (folder) => {
      const space = parseSearchSpace('{"tree.depth": [1, 2]}', 'space.json');
      const { document } = await search(folder, new DepthExecutor(), { space, halving: false, folds: 2 });
      expect(document.verdict).toBe('none');
      expect(await readFile(path.join(folder, 'reports/best-settings.json'), 'utf8')).toBe('{}\n');
      expect(await readFile(path.join(folder, 'reports/search.md'), 'utf8')).toContain(
        'None of the 2 settings is better than the default recipe on these folds',
      );
    });
  });

  test('a space with fewer settings than are asked for', async () => {
    await inTemporaryFolder(async (folder) => {
      const notes: string[] = [];
      const space = parseSearchSpace('{"tree.depth": [3, 4]}', 'space.json');
      const options = { space, halving: false, folds: 2 };
      await search(folder, new DepthExecutor(), options, { onNote: (note) => notes.push(note) });
      expect(notes).toContain('The space has no more than 2 different settings: so many are tried, not 9');
    });
  });

  test('an interruption keeps what is finished, and the same search goes on', async () => {
    await inTemporaryFolder(async (folder) => {
      const interruption = new AbortController();
      const executor = new DepthExecutor();
      executor.before = (task) => {
        if (task.kind === 'distilled' && task.rows.fold?.number === 2) interruption.abort();
        return Promise.resolve();
      };
      const { signal } = interruption;
      await expect(search(folder, executor, {}, { signal })).rejects.toThrow(InterruptedError);
      const rest = new DepthExecutor();
      const { document } = await search(folder, rest);
      expect(treesOf(rest).some(({ fold }) => fold === 1)).toBe(false);
      await inTemporaryFolder(async (other) => {
        expect((await search(other, new DepthExecutor())).document).toEqual(document);
      });
    });
  });

  test('what the data forbids is refused before anything is written', async () => {
    await inTemporaryFolder(async (folder) => {
      const space = parseSearchSpace('{"tree.augment": [true, false]}', 'space.json');
      await expect(search(folder, new DepthExecutor(), { space })).rejects.toThrow(
        'space.json: tree.augment deforms images',
      );
      await expect(search(folder, new DepthExecutor(), { folds: 961 })).rejects.toThrow(
        '--folds must be at most 960',
      );
      await expect(readFile(path.join(folder, 'reports/search.jsonl'))).rejects.toThrow('ENOENT');
    });
  });
});
