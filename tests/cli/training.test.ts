import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { TreeScores } from '../../src/tree/tree-scores.js';
import { readTreeFile } from '../../src/file/tree-file.js';
import { runCommandLine } from '../../src/cli/command-line.js';
import { memoryIo } from './memory-io.js';
import { inFolder } from './small-tree.js';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const loader = createRequire(import.meta.url).resolve('tsx');
const quick = ['--depth', '2', '--epochs', '3', '--batch-size', '16'];

interface RunDocument {
  readonly teacher: { readonly accuracy: number };
  readonly baseline: TreeScores;
  readonly distilled: TreeScores;
  readonly seconds: Readonly<
    Record<'loading' | 'teacher' | 'softTargets' | 'baseline' | 'distilled' | 'report' | 'total', number>
  >;
  readonly files: object;
  readonly machine: object;
}

/** The command as a process of its own, without a build. */
function start(folder: string, ...argv: string[]) {
  const child = spawn(process.execPath, ['--import', loader, main, ...argv], {
    cwd: folder,
    env: { ...process.env, FORCE_COLOR: '0', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { out: '', log: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.log += chunk));
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, ...text }));
  /** Waits for a text on stderr; fails when the process ends first. */
  async function logged(wanted: string): Promise<void> {
    while (!text.log.includes(wanted)) {
      if (child.exitCode !== null) throw new Error(`ended without ${JSON.stringify(wanted)}: ${text.log}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return { child, ended, logged };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort();
}

describe('training commands on a table of 120 stones', () => {
  test('sdt run --json prints one document, writes trees and report, and the parts agree with it', async () => {
    await inFolder(async (folder) => {
      const run = await start(folder, 'run', 'stones.csv', ...quick, '--out', 'all', '--json').ended;
      expect(run.log).not.toContain('TensorFlow');
      expect(run.code).toBe(0);
      const result = JSON.parse(run.out) as RunDocument;
      expect(result).toMatchObject({
        dataset: 'stones',
        seed: 1,
        depth: 2,
        engine: 'onnxruntime',
        preset: 'default',
      });
      // The stones lie far apart, so that fractions near 1 are the only right ones (and percentages would show).
      const fractions = [result.teacher.accuracy];
      for (const tree of [result.baseline, result.distilled])
        fractions.push(tree.maxPath, tree.mixture, tree.fidelity);
      for (const value of fractions) expect(value).toBeGreaterThan(0.8);
      for (const value of fractions) expect(value).toBeLessThanOrEqual(1);
      const { total, report: reportSeconds, ...parts } = result.seconds;
      expect(reportSeconds).toBeGreaterThan(0);
      const names = ['loading', 'teacher', 'softTargets', 'baseline', 'distilled'];
      expect(Object.keys(parts)).toEqual(names);
      for (const seconds of Object.values(parts)) expect(seconds).toBeGreaterThan(0);
      expect(total).toBeGreaterThanOrEqual(Object.values(parts).reduce((sum, seconds) => sum + seconds));
      expect(await filesBelow(path.join(folder, 'all'))).toEqual([
        'reports/stones/index.html',
        'trees/stones/baseline.json',
        'trees/stones/distilled.json',
        'trees/stones/results.json',
        'trees/stones/teacher/model.json',
        expect.stringMatching(/^trees\/stones\/teacher\/.*\.bin$/),
      ]);
      const stored = path.join(folder, 'all/trees/stones/results.json');
      expect({ ...(JSON.parse(await readFile(stored, 'utf8')) as object), files: result.files }).toEqual(
        result,
      );

      // One command at a time gives the same trees, byte for byte.
      const teacher = 'all/trees/stones/teacher';
      const [baseline, distilled] = await Promise.all([
        start(folder, 'train-baseline', 'stones.csv', ...quick, '--out', 'b.json').ended,
        start(folder, 'distill', 'stones.csv', ...quick, '--teacher', teacher, '--out', 'd.json').ended,
      ]);
      expect(baseline.out).toMatch(/^Baseline tree of depth 2[\s\S]+max path {2}\d+\.\d\d % \(.+\)\n/);
      expect(distilled.out).toMatch(/^Distilled tree of depth 2[\s\S]+fidelity {2}\d+\.\d\d %/);
      expect(baseline.log).toMatch(/^Baseline tree +epoch 3 of 3 {2}loss \d/m);
      const parameters = async (file: string) =>
        (await readTreeFile(path.join(folder, file))).tree.parameters;
      expect(await parameters('b.json')).toEqual(await parameters('all/trees/stones/baseline.json'));
      expect(await readFile(path.join(folder, 'd.json'))).toEqual(
        await readFile(path.join(folder, 'all/trees/stones/distilled.json')),
      );

      // The report can be made again from what lies in the folder.
      const report = await start(
        folder,
        'report',
        'all/trees/stones',
        '--data',
        'stones.csv',
        '--out',
        'r.html',
      ).ended;
      expect(report).toMatchObject({ code: 0, out: '' });
      expect(await readFile(path.join(folder, 'r.html'))).toEqual(
        await readFile(path.join(folder, 'all/reports/stones/index.html')),
      );
      expect(result.machine).toMatchObject({ threads: expect.any(Number), node: process.version });

      // What another command has left in the folder since is not reported as the run's.
      const [ofRun, other] = ['distilled.json', 'baseline.json'].map((name) =>
        path.join(folder, 'all/trees/stones', name),
      );
      await copyFile(String(other), String(ofRun));
      const io = memoryIo();
      const argv = ['report', path.join(folder, 'all/trees/stones'), '--data', 'stones.csv'];
      expect(await runCommandLine([...argv, '--out', path.join(folder, 'mixed.html')], io)).toBe(1);
      expect(io.stderr.text).toContain(
        'trees/stones: distilled.json not of the run that wrote results.json (',
      );
      expect(await readdir(folder)).not.toContain('mixed.html');
    });
  });

  test('sdt run ends with a table and says nothing else with --quiet', async () => {
    await inFolder(async (folder) => {
      const { code, out, log } = await start(folder, 'run', '--data', 'stones.csv', ...quick, '--quiet')
        .ended;
      expect(log).toBe('');
      expect(code).toBe(0);
      expect(out).toMatch(
        /^ +Accuracy +Mixture +Fidelity\n-[- ]+\nTeacher +\d+\.\d\d % \(.+\) +- +-\nDistilled tree +\d/,
      );
      expect(out).not.toContain('Paper');
      const time = String.raw`\d+\.\d s`;
      expect(out).toMatch(
        new RegExp(
          `\nTime: ${time} \\(loading ${time}, teacher ${time}, soft targets ${time}, baseline ${time}, distilled ${time}, report ${time}\\)\n`,
        ),
      );
      expect(out).toMatch(/\nReport: reports\/stones\/index\.html\n$/);
    });
  });

  test('sdt train-teacher saves a teacher that sdt evaluate can ask', async () => {
    await inFolder(async (folder) => {
      const trained = await start(folder, 'train-teacher', 'stones.csv', '--epochs', '5', '--json').ended;
      expect(trained.code).toBe(0);
      const { accuracy, folder: saved } = JSON.parse(trained.out) as { accuracy: number; folder: string };
      expect(accuracy).toBeGreaterThan(0.5);
      expect(saved).toBe(path.join('trees', 'stones', 'teacher'));
      await start(folder, 'train-baseline', 'stones.csv', ...quick, '--quiet').ended;
      const evaluated = await start(
        folder,
        ...['evaluate', 'trees/stones/baseline.json', '--data', 'stones.csv', '--teacher', saved, '--json'],
      ).ended;
      expect(JSON.parse(evaluated.out)).toMatchObject({ rows: 24, fidelity: expect.any(Number) });
    });
  });
});

describe('Ctrl-C', () => {
  const endless = ['run', 'stones.csv', '--depth', '2', '--epochs', '100000', '--teacher-epochs', '2'];

  test('stops cleanly, says what was kept, exits with 130 and leaves no half-written file', async () => {
    await inFolder(async (folder) => {
      const { child, ended, logged } = start(folder, ...endless, '--json');
      await logged('Baseline tree   epoch      2 of 100000');
      child.kill('SIGINT');
      const { code, out, log } = await ended;
      expect(code).toBe(130);
      expect(out).toBe('');
      expect(log).toMatch(/Stopping after this step; Ctrl-C again stops at once\.\n/);
      expect(log).toMatch(
        /\ninterrupted: stopped in epoch \d+ of 100000; kept trees\/stones\/\.checkpoint, --resume goes on with it\n$/,
      );
      expect(await readdir(path.join(folder, 'trees/stones'))).toEqual(['.checkpoint']);
      expect((await readdir(folder)).sort()).toEqual(['stones.csv', 'trees']);
    });
  });

  test('a second time stops at once', async () => {
    await inFolder(async (folder) => {
      const { child, ended, logged } = start(
        folder,
        'train-baseline',
        'stones.csv',
        '--depth',
        '2',
        '--epochs',
        '100000',
      );
      await logged('epoch      2 of 100000');
      child.kill('SIGINT');
      child.kill('SIGINT');
      expect((await ended).code).toBe(130);
      // Nothing but a lock and a checkpoint, if the second came before these were cleared away or kept.
      for (const file of await filesBelow(folder)) expect(file).toMatch(/^stones\.csv$|\/\./);
    });
  });
});

test('an engine that does not load fails before any training, and changes no file', async () => {
  await inFolder(async (folder) => {
    const { code, out, log } = await start(
      folder,
      'run',
      'stones.csv',
      '--engine',
      'tensorflow',
      '--device',
      'webgpu',
    ).ended;
    expect(log).toMatch(/^error: device of engine "tensorflow" must be cpu or cuda, found "webgpu"$/m);
    expect(out).toBe('');
    expect(code).toBe(1);
    expect(await readdir(folder)).toEqual(['stones.csv']);
  });
});

test('a reader that closes the pipe early is no error', async () => {
  await inFolder(async (folder) => {
    const { child, ended } = start(folder, 'run', '--help');
    child.stdout.destroy();
    expect(await ended).toMatchObject({ code: 0, log: '' });
  });
});
