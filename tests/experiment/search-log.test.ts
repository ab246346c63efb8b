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
    });
  });
});

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
