import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { buildProgram, runCommandLine } from '../../src/cli/command-line.js';
import { fittedFooter } from '../../src/cli/help-text.js';
import { displayWidth } from '../../src/cli/wrapped-text.js';
import { memoryIo } from './memory-io.js';

const names = buildProgram(memoryIo()).commands.map((command) => command.name());

async function helpOf(columns: number, ...command: string[]): Promise<string[]> {
  const io = memoryIo({ terminalColumns: columns });
  expect(await runCommandLine([...command, '--help'], io)).toBe(0);
  return io.stdout.text.split('\n');
}

/** Words of a text, however its lines are broken. */
const wordsOf = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => line.replace(/ \\$/, '').split(/ +/).filter(Boolean));

test.each([60, 70, 79, 100])(
  'the help of each command fits %i columns, and lacks no word',
  async (columns) => {
    for (const command of [[], ...names.map((name) => [name])]) {
      const lines = await helpOf(columns, ...command);
      expect(lines.filter((line) => displayWidth(line) > columns)).toEqual([]);
      expect(wordsOf(lines)).toEqual(wordsOf(await helpOf(120, ...command)));
    }
  },
);

test.each([60, 79])('what sdt doctor says fits %i columns', async (columns) => {
  const io = memoryIo({ terminalColumns: columns });
  expect(await runCommandLine(['doctor'], io)).toBe(0);
  const lines = stripVTControlCharacters(io.stdout.text).split('\n');
  expect(lines.filter((line) => displayWidth(line) > columns)).toEqual([]);
});

test('a footer: paragraphs are joined and broken anew; a long command goes on behind a backslash', () => {
  const footer = [
    'Two lines of one',
    'paragraph.',
    '',
    'Examples:',
    '  sdt run            on MNIST, which is long',
    '  cat a.csv | sdt predict tree.json --data a.csv --out -',
  ];
  expect(fittedFooter(footer.join('\n'), 30).split('\n')).toEqual([
    'Two lines of one paragraph.',
    '',
    'Examples:',
    '  sdt run',
    '      on MNIST, which is long',
    '  cat a.csv | sdt predict \\',
    '      tree.json --data a.csv \\',
    '      --out -',
  ]);
  expect(fittedFooter(footer.join('\n'), 100).split('\n')).toEqual([
    'Two lines of one paragraph.',
    ...footer.slice(2),
  ]);
});
