import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { readSearchLog } from '../../src/experiment/search-log.js';
import { inTemporaryFolder } from './trial-cases.js';

test('counts configurations by what they were fitted to, with the best of each', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'search-log.jsonl');
    expect(await readSearchLog(file)).toBeUndefined();
    await writeFile(
      file,
      [
        '{"args":"hard=1 ep=20","mp":95.5,"mx":95.75,"tp":0.8}',
        '{"args":"ep=20 T=2","mp":97,"mx":97.5}',
        '{"args":"ep=40 T=2","mp":96.5,"mx":98}',
        '',
      ].join('\n'),
    );
    expect(await readSearchLog(file)).toEqual({
      hard: { count: 1, maxPath: 0.955, mixture: 0.9575 },
      soft: { count: 2, maxPath: 0.97, mixture: 0.98 },
      gains: [expect.objectContaining({ kind: 'T=2', maxPath: spread(0.015), mixture: spread(0.0175) })],
    });
  });
});

test('pairs soft targets of each kind with true labels, all else the same in whatever order', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'search-log.jsonl');
    const lines = [
      ['wd=0.1 hard=1 seed=1', 97, 97.5],
      ['wd=0.1 hard=1 seed=2', 96, 96.5],
      ['seed=1 wd=0.1 T=3', 97.25, 97.75],
      ['seed=2 wd=0.1 T=3', 96.75, 96.25],
      ['seed=1 wd=0.2 T=3', 99, 99], // nothing to compare it with
      ['seed=1 T=4 wd=0.1 T1=1', 96.5, 98],
    ] as const;
    await writeFile(file, lines.map(([args, mp, mx]) => JSON.stringify({ args, mp, mx })).join('\n'));
    const log = await readSearchLog(file);
    expect(log?.gains).toEqual([
      {
        kind: 'T=3',
        maxPath: { mean: expect.closeTo(0.005), deviation: expect.closeTo(Math.SQRT1_2 * 0.005), count: 2 },
        mixture: { mean: expect.closeTo(0), deviation: expect.closeTo(Math.SQRT1_2 * 0.005), count: 2 },
      },
      { kind: 'T1=1 T=4', maxPath: spread(-0.005), mixture: spread(0.005) },
    ]);
  });
});

function spread(mean: number) {
  return { mean: expect.closeTo(mean), count: 1 };
}

test.each([['{"args":"x","mp":97}'], ['{"args":"x","mp":970,"mx":1}'], ['not JSON'], ['null']])(
  'refuses the line %s by its number',
  async (line) => {
    await inTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'search-log.jsonl');
      await writeFile(file, `{"args":"x","mp":97,"mx":98}\n${line}\n`);
      await expect(readSearchLog(file)).rejects.toThrow('search-log.jsonl line 2: must');
    });
  },
);
