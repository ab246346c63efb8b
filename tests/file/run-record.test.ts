import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { assertOneRun, runRecordOf, type RunFiles } from '../../src/file/run-record.js';
import { inFolder } from '../cli/small-tree.js';

const files = {
  'teacher/weights.bin': Uint8Array.of(1, 2, 3),
  'teacher/model.json': '{}',
  'baseline.json': 'a tree',
  'distilled.json': 'another',
} satisfies RunFiles;

test('the same files are the same run, and others another', () => {
  const { id } = runRecordOf(files);
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(runRecordOf({ ...files, 'baseline.json': Buffer.from('a tree') }).id).toBe(id);
  expect(runRecordOf({ ...files, 'baseline.json': 'A tree' }).id).not.toBe(id);
  expect(runRecordOf({ ...files, 'teacher/weights.bin': undefined }).id).not.toBe(id);
});

test('what does not belong to the results is named', async () => {
  await inFolder(async (folder) => {
    await mkdir(path.join(folder, 'teacher'));
    for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
    const record = runRecordOf(files);
    await assertOneRun(folder, record);
    await writeFile(path.join(folder, 'baseline.json'), 'a tree of another run');
    await expect(assertOneRun(folder, record)).rejects.toThrow(
      `${folder}: baseline.json not of the run that wrote results.json`,
    );
    await expect(assertOneRun(path.join(folder, 'teacher'), record)).rejects.toThrow(
      'teacher/weights.bin, teacher/model.json, baseline.json, distilled.json not of the run',
    );
    // A run whose teacher came from elsewhere says nothing of the one that lies there.
    const trees = { 'distilled.json': files['distilled.json'] };
    await assertOneRun(folder, runRecordOf(trees));
  });
});
