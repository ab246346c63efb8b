import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import { memoryIo } from './memory-io.js';
import { inFolder } from './small-tree.js';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const loader = createRequire(import.meta.url).resolve('tsx');
// So long that a signal arrives before the end on a fast machine, too.
const quick = ['--depth', '2', '--epochs', '600', '--threads', '1'];
const run = ['run', 'stones.csv', ...quick, '--teacher-members', '2', '--teacher-epochs', '2'];

/** The command as a process of its own, which gets a signal as soon as it has logged a text. */
async function stopped(folder: string, argv: readonly string[], text: string, signal: NodeJS.Signals) {
  const child = spawn(process.execPath, ['--import', loader, main, ...argv], {
    cwd: folder,
    env: { ...process.env, FORCE_COLOR: '0', NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    const isNew = !log.includes(text);
    log += chunk;
    if (isNew && log.includes(text)) child.kill(signal);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, log };
}

/** The same in this process. */
async function sdt(folder: string, ...argv: string[]) {
  const io = memoryIo();
  const inIt = argv.map((word) =>
    /^(stones\.csv|out.*|whole.*)$/.test(word) ? path.join(folder, word) : word,
  );
  const code = await runCommandLine(inIt, io);
  return { code, log: io.stderr.text };
}

const trained = ['teacher/weights.bin', 'teacher/model.json', 'baseline.json', 'distilled.json'];

test('a run that was killed goes on to the same bytes, and leaves nothing of another run', async () => {
  await inFolder(async (folder) => {
    const out = path.join(folder, 'out/trees/stones');
    // What an earlier run has left.
    await mkdir(out, { recursive: true });
    await writeFile(path.join(out, 'distilled.json'), 'old');

    // After every step, however fast a machine is.
    const often = [...run, '--out', 'out', '--checkpoint', '0.000001'];
    const killed = await stopped(folder, often, 'Baseline tree   epoch  20 of 600', 'SIGKILL');
    expect(killed.code).toBeNull();
    expect((await readdir(out)).sort()).toEqual(['.checkpoint', '.lock', 'distilled.json']);
    expect(await readFile(path.join(out, 'distilled.json'), 'utf8')).toBe('old');

    const other = await sdt(folder, ...run, '--out', 'out', '--resume', '--seed', '2');
    expect(other.code).toBe(1);
    expect(other.log).toContain(`Lock       ${out}: the lock of "sdt run stones.csv" (process `);
    expect(other.log).toContain('.checkpoint: is of other work: data was "');

    const resumed = await sdt(folder, ...run, '--out', 'out', '--resume');
    expect(resumed.log).toContain(`Resume     goes on with ${out}/.checkpoint\n`);
    expect(resumed.log).not.toMatch(/^Teacher +epoch/m);
    expect(resumed.log).not.toMatch(/^Baseline tree +epoch +1 of/m);
    expect(resumed.code).toBe(0);
    expect((await readdir(out)).sort()).toEqual([
      'baseline.json',
      'distilled.json',
      'results.json',
      'teacher',
    ]);
    // Names in a model count on through a process: this one must be another, too.
    expect((await stopped(folder, [...run, '--out', 'whole'], 'never said', 'SIGKILL')).code).toBe(0);
    const differing: string[] = [];
    for (const file of trained) {
      const ofWhole = await readFile(path.join(folder, 'whole/trees/stones', file));
      if (!(await readFile(path.join(out, file))).equals(ofWhole)) differing.push(file);
    }
    expect(differing).toEqual([]);
  });
}, 240_000);

test.each([
  ['SIGTERM', 143, 'SIGTERM'],
  ['SIGHUP', 129, 'SIGHUP'],
  ['SIGINT', 130, 'Ctrl-C'],
] as const)(
  '%s stops a training with a word, and it goes on to the same bytes',
  async (signal, exit, word) => {
    await inFolder(async (folder) => {
      const command = ['train-baseline', 'stones.csv', ...quick];
      const { code, log } = await stopped(folder, [...command, '--out', 'out.json'], 'epoch   9 of', signal);
      expect(code).toBe(exit);
      expect(log).toContain(`\nStopping after this step; ${word} again stops at once.\n`);
      expect(log).toMatch(
        /\ninterrupted: stopped in epoch \d+ of 600; kept \.out\.json\.checkpoint, --resume /,
      );
      expect((await readdir(folder)).sort()).toEqual(['.out.json.checkpoint', 'stones.csv']);

      const again = await sdt(folder, ...command, '--out', 'out.json', '--resume');
      expect(again.code).toBe(0);
      expect(again.log).not.toMatch(/epoch +1 of/);
      expect(await readdir(folder)).not.toContain('.out.json.checkpoint');
      expect((await sdt(folder, ...command, '--out', 'whole.json')).code).toBe(0);
      expect(await readFile(path.join(folder, 'out.json'))).toEqual(
        await readFile(path.join(folder, 'whole.json')),
      );
    });
  },
);

test('unfinished work is said where it is not asked for, and nothing is kept where that is not wanted', async () => {
  await inFolder(async (folder) => {
    const command = ['train-teacher', 'stones.csv', '--threads', '1', '--epochs', '3', '--out', 'out'];
    const none = await sdt(folder, ...command, '--resume', '--no-checkpoint');
    expect(none.code).toBe(0);
    expect(none.log).toContain('/.checkpoint; from the beginning\n');
    const place = path.join(folder, 'out', '.checkpoint');
    await mkdir(place);
    await writeFile(path.join(place, 'checkpoint.json'), '{}');
    const said = await sdt(folder, ...command);
    expect(said.log).toContain(
      `Found      ${place} holds unfinished work, which is replaced; --resume goes on with it\n`,
    );
    expect((await readdir(path.join(folder, 'out'))).sort()).toEqual(['model.json', 'weights.bin']);
  });
});
