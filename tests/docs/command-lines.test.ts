import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Tokens } from 'marked';
import { buildProgram, runCommandLine } from '../../src/cli/command-line.js';
import { memoryIo } from '../cli/memory-io.js';
import { allPages, codeBlocks, guides, root, tokensOf } from './pages.js';

/** What the command lines read, relative to the repository. */
const inputs = ['docs/examples', 'notebooks/tumors', 'trees/mnist/distilled.json', 'trees/mnist/teacher'];

/** Words of a command line; what stands in quotes is one. `>> file`, `| head` and comments are the shell's. */
function wordsOf(line: string): string[] {
  const [command = ''] = line.split(/ (?:#|\||>>?|&&) /);
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, plain]) => {
    return single ?? double ?? plain ?? '';
  });
}

/** The arguments of `sdt`; undefined for a line of another program. */
function argumentsOf(line: string): string[] | undefined {
  const words = wordsOf(line);
  if (words[0] === 'npx') words.shift();
  return words[0] === 'sdt' ? words.slice(1) : undefined;
}

const pages = await guides();
const lines = pages.flatMap((page) =>
  codeBlocks(page, 'sh').flatMap((text) => text.split('\n').map((line) => ({ page: page.file, line }))),
);
const blockLines = lines.flatMap(({ page, line }, index) => {
  const argv = argumentsOf(line);
  const isAgain = lines.findIndex((one) => one.line === line) < index; // what stands on two pages is run once
  return argv === undefined || isAgain ? [] : [{ page, line, argv }];
});

/**
 * What makes a line of these commands quick enough to be run here; their results are not looked at. Other commands run as they
 * stand.
 */
const smoke: Readonly<Record<string, readonly string[]>> = {
  run: ['--preset', 'smoke', '--depth', '3'],
  distill: ['--preset', 'smoke', '--depth', '2'],
  'soft-targets': ['--preset', 'smoke'],
  search: ['--preset', 'smoke', '--trials', '2', '--folds', '2'],
  harden: ['--epochs', '1'],
  experiment: ['--preset', 'smoke', '--plan', 'main', '--seeds', '2'],
};
/** Lines that are parsed alone, each with the reason. */
const parsedAlone: readonly { readonly part: string; readonly why: string }[] = [
  {
    part: '--queue redis',
    why: 'names a Redis of another machine; tests/cli/worker.test.ts runs both sides',
  },
];

/** Lines of other programs, by their first words; whatever else stands in a page must be run here. */
const notRun: readonly { readonly start: string; readonly why: string }[] = [
  { start: 'npm install soft-decision-tree', why: 'scripts/check-package.mjs installs the packed package' },
  { start: 'npm ci && npm start', why: '.ci/run installs; npm start is a full run of minutes' },
  { start: 'redis-server', why: 'tests/support/redis.ts starts one of its own' },
  { start: 'export AWS_', why: 'names a store elsewhere; tests/cli/worker.test.ts starts one of its own' },
  { start: 'sbatch', why: 'needs a cluster; many-machines.test.ts reads the script' },
  { start: 'docker compose', why: 'needs a daemon; many-machines.test.ts reads the file' },
  { start: 'kubectl', why: 'needs a cluster; many-machines.test.ts reads the files' },
];

/** Parses a command line as `sdt` does, and does nothing. */
async function parse(argv: readonly string[]): Promise<void> {
  const program = buildProgram(memoryIo());
  for (const command of program.commands) command.exitOverride().action(() => undefined);
  await program.parseAsync(argv, { from: 'user' });
}

describe('command lines of README and docs', () => {
  const start = process.cwd();
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sdt-lines-'));
    for (const input of inputs) {
      await mkdir(path.join(folder, path.dirname(input)), { recursive: true });
      await cp(path.join(root, input), path.join(folder, input), { recursive: true });
    }
    process.chdir(folder);
  });

  afterAll(async () => {
    process.chdir(start);
    await rm(folder, { recursive: true, force: true });
  });

  test('there are some on every page that needs them', () => {
    expect(new Set(blockLines.map(({ page }) => page)).size).toBeGreaterThanOrEqual(7);
  });

  test('lines of other programs are on the list, with a reason each', () => {
    const others = lines.filter(({ line }) => line.trim() !== '' && argumentsOf(line) === undefined);
    const unknown = others.filter(({ line }) => !notRun.some(({ start }) => line.startsWith(start)));
    expect(unknown).toEqual([]);
    for (const { start } of notRun)
      expect([start, others.some(({ line }) => line.startsWith(start))]).toEqual([start, true]);
  });

  test('what stands behind a command of sdt is where its output goes, and nothing that would not be run', () => {
    const tails = lines
      .filter(({ line }) => argumentsOf(line) !== undefined)
      .flatMap(({ line }) => / (\||>>?|&&) .*$/.exec(line)?.[0] ?? []);
    // Completion goes to the files that shells read; tests/cli/completion-script.test.ts has shells read it.
    expect(tails.filter((tail) => !/^ >>? ~\/\.(bashrc|zshrc|config\/fish\/)/.test(tail))).toEqual([]);
  });

  // In the order of the pages: a line may read what one before it wrote.
  for (const { page, line, argv } of blockLines) {
    const [command = ''] = argv;
    const more = smoke[command] ?? [];
    const isRun = !parsedAlone.some(({ part }) => line.includes(part));
    const title = !isRun ? 'is parsed' : more.length > 0 ? `runs with ${more.join(' ')}` : 'runs';
    test(`${title}: ${line} (${page})`, async () => {
      await parse(argv);
      if (!isRun) return;
      const io = memoryIo();
      const code = await runCommandLine([...argv, ...more], io);
      expect({ code, log: code === 0 ? '' : io.stderr.text }).toEqual({ code: 0, log: '' });
    });
  }
});

describe('commands named in a text', () => {
  const program = buildProgram(memoryIo());
  const texts = pages.flatMap((page) =>
    tokensOf<Tokens.Codespan>(page, 'codespan').map(({ text }) => ({ page: page.file, text })),
  );

  test('sdt: the command is there, and has these options', () => {
    const wrong = texts.flatMap(({ page, text }) => {
      const [name, ...others] = argumentsOf(text) ?? [];
      if (name === undefined || name.startsWith('-')) return [];
      const command = program.commands.find((one) => one.name() === name);
      if (command === undefined) return [`${page}: ${text}: no such command`];
      const known = program
        .createHelp()
        .visibleOptions(command)
        .map(({ long }) => long);
      const unknown = others.filter((word) => word.startsWith('--') && !known.includes(word));
      return unknown.map((option) => `${page}: ${text}: no option ${option}`);
    });
    expect(wrong).toEqual([]);
  });

  test('an option that stands alone is one of some command', () => {
    const known = program.commands.flatMap((command) =>
      program
        .createHelp()
        .visibleOptions(command)
        .map(({ long }) => long),
    );
    // Of `npm run bench`.
    const others = ['--threads'];
    const wrong = texts.flatMap(({ page, text }) => {
      const [option = ''] = text.split(' ');
      const isKnown = !option.startsWith('--') || known.includes(option) || others.includes(option);
      return isKnown ? [] : [`${page}: ${text}`];
    });
    expect(wrong).toEqual([]);
  });

  test('npm run, npx tsx and node: the script or file is there', async () => {
    const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
      scripts: Readonly<Record<string, string>>;
    };
    const everywhere = (await allPages()).flatMap((page) => [
      ...codeBlocks(page, 'sh').flatMap((text) => text.split('\n')),
      ...tokensOf<Tokens.Codespan>(page, 'codespan').map(({ text }) => text),
    ]);
    const wrong = everywhere
      .flatMap((text) => text.split(' && '))
      .filter((text) => {
        const [program, first = '', second = ''] = wordsOf(text);
        if (program === 'npm' && first === 'run') return !(second in scripts);
        if (program === 'npx' && first === 'tsx') return !existsSync(path.join(root, second));
        return false;
      });
    expect(wrong).toEqual([]);
  });
});

const names = buildProgram(memoryIo()).commands.map((command) => command.name());
test.each([[], ...names.map((name) => [name])])('the examples of sdt %s --help parse', async (...command) => {
  const io = memoryIo();
  await runCommandLine([...command, '--help'], io);
  const [, examples = ''] = io.stdout.text.split('Examples:\n');
  let count = 0;
  for (const line of examples.split('\n\n')[0]?.split('\n') ?? []) {
    // What an example is for stands behind some blanks.
    const written = /^ {2}(?:cat .* \| )?(sdt .*?)(?: {2,}.*)?$/.exec(line)?.[1];
    const argv = written === undefined ? undefined : argumentsOf(written);
    if (argv === undefined) continue;
    await parse(argv);
    count++;
  }
  expect(count).toBeGreaterThan(0);
});
