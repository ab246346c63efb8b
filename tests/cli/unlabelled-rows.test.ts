import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import type { ResultsDocument } from '../../src/file/results-schema.js';
import { memoryIo } from './memory-io.js';
import { inFolder, stonesCsv } from './small-tree.js';

const quick = '--depth 2 --epochs 2 --batch-size 16 --threads 1 --engine onnxruntime'.split(' ');

async function sdt(...argv: string[]): Promise<{ code: number; log: string; out: string }> {
  const io = memoryIo();
  const code = await runCommandLine(argv, io);
  return { code, log: io.stderr.text, out: io.stdout.text };
}

describe('sdt run with rows without labels', () => {
  test('forgets labels, trains the teacher again, and says and records it', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'stones.csv');
      await writeFile(file, stonesCsv());
      const options = ['--labels', '24', '--self-training', '1', '--teacher-epochs', '4', '--out', folder];
      const { code, log, out } = await sdt('run', file, ...quick, ...options);
      expect([code, log]).toEqual([0, expect.stringContaining('and 72 unlabelled rows')]);
      expect(out).toMatch(/Self-training: the teacher was right on .* -> .* of the validation rows/);
      expect(out).toMatch(/chosen by its agreement with the teacher on \d+ unlabelled rows/);
      const results = JSON.parse(
        await readFile(path.join(folder, 'trees/stones/results.json'), 'utf8'),
      ) as ResultsDocument;
      expect(results.rows).toMatchObject({ train: 19, validation: 5, test: 24, unlabelled: 72 });
      expect(results.teacher.rounds).toHaveLength(2);
      expect(results.choosing).toBeGreaterThan(0);
      const tree = path.join(folder, 'trees/stones/distilled.json');
      // The test rows are found again.
      expect((await sdt('evaluate', tree, '--data', file)).code).toBe(0);
    });
  });

  test.each([
    [['--labels', '5'], /labels to keep must be from 6, two for each class, to 96/],
    [['--self-training', '1'], /self-training needs rows without a label/],
    [['--self-training', '1', '--teacher', 'model'], /--self-training is for a teacher that is trained/],
    [['--unlabelled', 'nowhere.csv'], /nowhere\.csv: no such file or folder of unlabelled rows/],
    [['--labels', 'some'], /--labels must be an integer of at least 1, found "some"/],
  ])('%j is refused before anything is written', async (options, message) => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'stones.csv');
      await writeFile(file, stonesCsv());
      const { code, log } = await sdt('run', file, ...options, '--out', path.join(folder, 'out'));
      expect(code).not.toBe(0);
      expect(log).toMatch(message);
      expect(await readdir(folder)).toEqual(['stones.csv']);
    });
  });
});
