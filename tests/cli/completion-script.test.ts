import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import { memoryIo } from './memory-io.js';

/** Runs a program of a shell that has read the script; undefined, with a warning, where the shell is not installed. */
type Ask = (shell: string, program: string) => string[] | undefined;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'sdt-completion-'));
  for (const name of ['tree.json', 'table.csv']) writeFileSync(path.join(folder, name), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

const ask: Ask = (shell, program) => {
  const { error, status, stdout, stderr } = spawnSync(shell, ['-c', program], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (error !== undefined) {
    console.warn(`${shell} is not installed: its completion was not tried`);
    return undefined;
  }
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter(Boolean);
};

async function scriptFor(shell: string): Promise<string> {
  const io = memoryIo();
  expect(await runCommandLine(['completion', shell], io)).toBe(0);
  const file = path.join(folder, `completion.${shell}`);
  writeFileSync(file, io.stdout.text);
  return file;
}

/** Words typed, the last one unfinished, and what may stand in its place; files where nothing is known. */
const cases: readonly (readonly [words: readonly string[], offered: readonly string[]])[] = [
  [['ru'], ['run']],
  [['pr'], ['predict', 'prune']],
  [['run', '--pre'], ['--preset']],
  [
    ['run', '--preset', ''],
    ['default', 'paper', 'smoke'],
  ],
  [
    ['evaluate', 'tree.json', '--part', 't'],
    ['test', 'train'],
  ],
  [['examples', 'w'], ['wine']],
  [['help', 'comp'], ['completion']],
  [
    ['completion', ''],
    ['bash', 'fish', 'zsh'],
  ],
];

describe('sdt completion', () => {
  test.each(cases)('bash, %j', async (words, offered) => {
    const script = await scriptFor('bash');
    const given = ['sdt', ...words].map((word) => `'${word}'`).join(' ');
    const found = ask(
      'bash',
      `source ${script}; COMP_WORDS=(${given}); COMP_CWORD=${words.length}; _sdt; printf '%s\\n' "\${COMPREPLY[@]}"`,
    );
    expect(found?.toSorted() ?? offered).toEqual(offered);
  });

  test('bash completes files where no words are known', async () => {
    const script = await scriptFor('bash');
    const program = `source ${script}; complete -p sdt; COMP_WORDS=(sdt evaluate t); COMP_CWORD=2; _sdt; echo "\${#COMPREPLY[@]}"`;
    expect(ask('bash', program) ?? []).toEqual(['complete -o default -F _sdt sdt', '0']);
  });

  test.each([
    ...cases,
    [
      ['evaluate', 't'],
      ['table.csv', 'tree.json'],
    ] as const,
  ])('fish, %j', async (words, offered) => {
    const script = await scriptFor('fish');
    const found = ask('fish', `source ${script}; complete -C "sdt ${words.join(' ')}"`);
    expect(found?.map((line) => line.split('\t')[0]).toSorted() ?? offered).toEqual(offered);
  });

  test('zsh reads its script, which is that of bash', async () => {
    const script = await scriptFor('zsh');
    const found = ask('zsh', `autoload -U compinit; compinit -u -D; source ${script}; print $_comps[sdt]`);
    expect(found?.join('\n') ?? '_bash_complete -o default -F _sdt').toContain('_bash_complete');
  });

  test('other shells are refused', async () => {
    const io = memoryIo();
    expect(await runCommandLine(['completion', 'csh'], io)).toBe(2);
    expect(io.stderr.text).toContain('error: <shell> must be bash, zsh or fish, found "csh"');
  });
});
