import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { serializeTreeDocument } from '../../src/file/tree-text.js';
import { nodeCommand, ownEnvironment, runWithFileLimit } from '../support/limited-process.js';
import { inFolder, smallDocument } from './small-tree.js';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** A folder with a tree, rows for it, and a place for all that a process leaves elsewhere. */
async function withTree(work: (at: (name: string) => string, home: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const at = (name: string): string => path.join(folder, name);
    await mkdir(at('home'));
    await writeFile(at('tree.json'), serializeTreeDocument(smallDocument()));
    await work(at, at('home'));
  });
}

/** Starts a command whose readers leave after the first piece of stdout, of stderr, or of both. */
async function withReadersLeaving(
  command: readonly string[],
  home: string,
  leaving: readonly ('stdout' | 'stderr')[],
  input?: string,
): Promise<{ code: number | null; out: string; log: string }> {
  const [program = '', ...argv] = command;
  const child = spawn(program, argv, { env: ownEnvironment(home), stdio: 'pipe' });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      if (leaving.includes(name)) for (const left of leaving) child[left].destroy();
    });
  }
  child.stdin.on('error', () => undefined).end(input); // it need not read all
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, out: text.stdout, log: text.stderr };
}

/** What our own processes leave where temporary files go; tsx has a folder there, too. */
async function temporaryFiles(home: string): Promise<string[]> {
  return (await readdir(home)).filter((name) => !name.startsWith('tsx-'));
}

describe('a reader that has seen enough', () => {
  test.each([[['stderr']], [['stderr', 'stdout']]] as const)(
    'of %p does not keep a training from its end',
    async (leaving) => {
      await withTree(async (at, home) => {
        const quick = ['--preset', 'smoke', '--depth', '2', '--epochs', '2', '--teacher-epochs', '2'];
        const command = nodeCommand(main, 'run', at('stones.csv'), ...quick, '--out', at('out'));
        const { code, out, log } = await withReadersLeaving(command, home, leaving);
        expect(code).toBe(0);
        expect(log).not.toContain('    at ');
        if (!(leaving as readonly string[]).includes('stdout')) expect(out).toContain('Report: ');
        expect(await readdir(at('out/reports/stones'))).toEqual(['index.html']);
        expect(await readdir(at('out/trees/stones'))).toContain('results.json');
      });
    },
  );

  test('of answers ends the command at once, without a word or a temporary file', async () => {
    await withTree(async (at, home) => {
      const rows = `size,weight\n${'1,2\n'.repeat(400_000)}`;
      const command = nodeCommand(main, 'predict', at('tree.json'), '--data', '-');
      const { code, out, log } = await withReadersLeaving(command, home, ['stdout'], rows);
      expect({ code, log }).toEqual({ code: 0, log: '' });
      expect(out.length).toBeLessThan(2 ** 21);
      expect(await temporaryFiles(home)).toEqual([]);
    });
  });
});

describe('a stdout that takes a part of a result', () => {
  test.each([
    ['predict', ['--data', 'stones.csv', '--quiet']],
    ['explain', ['--data', 'stones.csv', '--part', 'all', '--format', 'svg', '--quiet']],
  ])('makes %s fail with one line', async (name, options) => {
    await withTree(async (at, home) => {
      const argv = options.map((text) => (text === 'stones.csv' ? at(text) : text));
      const command = nodeCommand(main, name, at('tree.json'), ...argv);
      const { code, log } = await runWithFileLimit(1, command, home, at('result'));
      expect({ code, log }).toEqual({
        code: 1,
        log: 'error: stdout cannot be written: the file would be larger than is allowed\n',
      });
      expect((await stat(at('result'))).size).toBe(1024);
    });
  });
});
