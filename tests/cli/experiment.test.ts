import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import picocolors from 'picocolors';
import { runCommandLine } from '../../src/cli/command-line.js';
import { formatExperimentBar } from '../../src/cli/progress/experiment-progress.js';
import type { ExperimentDocument } from '../../src/experiment/experiment-document.js';
import { parseTrialRecord } from '../../src/file/trial-record.js';
import { readTreeFile } from '../../src/file/tree-file.js';
import { memoryIo } from './memory-io.js';
import { inFolder } from './small-tree.js';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const loader = createRequire(import.meta.url).resolve('tsx');
const command = [
  'experiment',
  'stones.csv',
  '--depth',
  '3',
  '--epochs',
  '2',
  '--out',
  'all',
  '--threads',
  '1',
];

/** The command as a process of its own; the processes that it starts load TypeScript as it does. */
function start(folder: string, ...argv: string[]) {
  const child = spawn(process.execPath, ['--import', loader, main, ...command, ...argv], {
    cwd: folder,
    env: { ...process.env, FORCE_COLOR: '0', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { out: '', log: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.log += chunk));
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, ...text }));
  return { child, text, ended };
}

const linesOf = async (folder: string) =>
  (await readFile(path.join(folder, 'all/reports/stones/experiment.jsonl'), 'utf8')).trimEnd().split('\n');

describe('sdt experiment on a table of 120 stones', () => {
  test('runs two trees at a time, writes the report, and runs nothing twice', async () => {
    await inFolder(async (folder) => {
      const plans = ['--plan', 'main,plain', '--jobs', '2'];
      const run = await start(folder, ...plans, '--seeds', '2', '--json').ended;
      expect(run.log).toContain('4 trials on stones, none finished before');
      expect(run.code).toBe(0);
      const document = JSON.parse(run.out) as ExperimentDocument;
      expect(document.trials.map(({ preset, seed }) => `${preset} ${seed}`)).toEqual([
        'default 1',
        'default 2',
        'paper 1',
        'paper 2',
      ]);
      for (const { teacher, baseline, distilled } of document.trials) {
        for (const value of [teacher.accuracy, baseline.maxPath, distilled.mixture, distilled.fidelity]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        expect(distilled.seconds).toBeGreaterThan(0);
      }
      expect(new Set(document.trials.map(({ teacher }) => teacher.fingerprint)).size).toBe(1);
      expect(document.command).toBe(
        'sdt experiment stones.csv --plan main --seeds 2 --depth 3 --epochs 2 && sdt experiment stones.csv --plan plain --seeds 2 --depth 3 --epochs 2',
      );

      const reports = path.join(folder, 'all/reports/stones');
      expect((await readdir(reports)).sort()).toEqual([
        'README.md',
        'experiment.json',
        'experiment.jsonl',
        'seeds',
      ]);
      expect(JSON.parse(await readFile(path.join(reports, 'experiment.json'), 'utf8'))).toEqual(document);
      const trees = path.join(folder, 'all/trees/stones');
      const tree = await readTreeFile(path.join(trees, 'distilled.json'));
      expect(tree.metrics.maxPath).toBe(document.trials[0]?.distilled.maxPath);
      expect(await readdir(path.join(reports, 'seeds'))).toEqual(['2']);

      const before = await linesOf(folder);
      expect(before).toHaveLength(4);
      const again = await start(folder, ...plans, '--seeds', '2').ended;
      expect(again.log).toContain('4 trials on stones, 4 finished before');
      expect(await linesOf(folder)).toEqual(before);
      expect(await readFile(path.join(reports, 'experiment.json'), 'utf8')).toBe(run.out);

      // The teacher is loaded, not trained again, and the old lines stay as they are.
      const more = await start(folder, '--plan', 'main', '--seeds', '3', '--json').ended;
      expect(more.code).toBe(0);
      const after = await linesOf(folder);
      expect(after.slice(0, 4)).toEqual(before);
      expect(after).toHaveLength(5);
      const fingerprints = (JSON.parse(more.out) as ExperimentDocument).trials.map(
        ({ teacher }) => teacher.fingerprint,
      );
      expect(new Set(fingerprints).size).toBe(1);
    });
  });

  test('Ctrl-C keeps finished trials and says so', async () => {
    await inFolder(async (folder) => {
      const { child, text, ended } = start(folder, '--plan', 'depth', '--seeds', '5');
      while (!text.log.includes('distilled')) {
        expect(child.exitCode).toBeNull();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      child.kill('SIGINT');
      const { code, log } = await ended;
      expect(code).toBe(130);
      expect(log).toContain('finished trials are kept, the same command goes on');
      const finished = await linesOf(folder);
      expect(finished.length).toBeGreaterThanOrEqual(1);
      expect(finished.length).toBeLessThan(45);
      for (const line of finished) expect(() => JSON.parse(line) as unknown).not.toThrow();
      expect(await readdir(path.join(folder, 'all/reports/stones'))).toContain('README.md');
    });
  });
});

test('both trees of a table have the size that suits the distilled one, and sdt report takes them', async () => {
  await inFolder(async (folder) => {
    const io = memoryIo();
    const out = path.join(folder, 'out');
    const stones = path.join(folder, 'stones.csv');
    const argv = ['experiment', stones, '--seeds', '1', '--epochs', '1', '--threads', '1', '--out', out];
    expect([await runCommandLine(argv, io), io.stderr.text]).toEqual([0, expect.any(String)]);
    const trees = path.join(out, 'trees/stones');
    const [baseline, distilled] = await Promise.all(
      ['baseline', 'distilled'].map((name) => readTreeFile(path.join(trees, `${name}.json`))),
    );
    expect(baseline?.tree.depth).toBe(distilled?.tree.depth);
    const results = JSON.parse(await readFile(path.join(trees, 'results.json'), 'utf8')) as { depth: number };
    expect(results.depth).toBe(distilled?.tree.depth);
    const page = path.join(folder, 'page.html');
    expect(await runCommandLine(['report', trees, '--data', stones, '--out', page], memoryIo())).toBe(0);
  });
});

test('with folds the labelled rows are held out in turn, no test row is measured, and no tree of the experiment replaced', async () => {
  await inFolder(async (folder) => {
    const io = memoryIo();
    const out = path.join(folder, 'out');
    const argv = ['experiment', path.join(folder, 'stones.csv'), '--plan', 'temperature', '--folds', '2'];
    const quick = ['--depth', '2', '--epochs', '1', '--threads', '1', '--out', out];
    expect([await runCommandLine([...argv, ...quick], io), io.stderr.text]).toEqual([0, expect.any(String)]);
    const reports = path.join(out, 'reports/stones');
    expect((await readdir(reports)).sort()).toEqual(['folds.jsonl', 'folds.md']);
    const lines = (await readFile(path.join(reports, 'folds.jsonl'), 'utf8')).trimEnd().split('\n');
    const records = lines.map((line, index) => parseTrialRecord(line, `line ${index}`));
    expect(records.map(({ fold }) => fold?.number).sort()).toEqual([
      1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2,
    ]);
    // 96 of 120 stones are no test rows.
    for (const { rows } of records) expect(rows).toEqual({ train: 44, validation: 4, test: 48 });
    const teachers = new Map(records.map(({ fold, teacher }) => [fold?.number, teacher.key]));
    expect(new Set(teachers.values()).size).toBe(2);
    expect(await readFile(path.join(reports, 'folds.md'), 'utf8')).toMatch(
      /^# Choices on held-out rows of stones\n[^]*\n## temperature\n[^]*sdt experiment .* --plan temperature --folds 2 /,
    );
    expect(await readdir(path.join(out, 'trees/stones'))).not.toContain('distilled.json');
  });
});

test('folds and seeds exclude each other, for each fold has its seed', async () => {
  const io = memoryIo();
  expect(await runCommandLine(['experiment', 'mnist', '--folds', '2', '--seeds', '3'], io)).toBe(2);
  expect(io.stderr.text).toContain("option '--folds <n>' cannot be used with option '--seeds <n>'");
});

test('an unknown plan is refused with the known ones', async () => {
  const io = memoryIo();
  expect(await runCommandLine(['experiment', 'mnist', '--plan', 'main,dept'], io)).toBe(2);
  expect(io.stderr.text).toContain(
    '--plan must be main, plain, ablation, recipe, labels, noise, temperature, depth or all, several with commas between, found "dept"',
  );
});

describe('the bar', () => {
  const colors = picocolors.createColors(false);
  const progress = {
    share: 0.25,
    finishedTrials: 3,
    totalTrials: 20,
    running: ['default, seed 4, distilled'],
  };

  test('says how much is done, what is left and what is trained', () => {
    expect(formatExperimentBar({ progress, seconds: 600 }, 120, colors)).toBe(
      'Trials  █████░░░░░░░░░░░░░░░  25 %  3 of 20 done  30 min 00 s left  default, seed 4, distilled',
    );
  });

  test('fits its line', () => {
    for (const columns of [75, 80, 90]) {
      const line = formatExperimentBar({ progress, seconds: 600 }, columns, colors);
      expect(Array.from(line).length).toBeLessThan(columns);
    }
  });
});
