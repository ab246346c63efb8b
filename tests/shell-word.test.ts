import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shellWord } from '../src/shell-word.js';

/** What a shell makes of words. */
function readBack(shell: string, words: readonly string[]): string[] {
  const output = execFileSync(shell, ['-c', `printf '%s\\0' ${words.join(' ')}`], { encoding: 'utf8' });
  return output.split('\0').slice(0, -1);
}

const nasty = [
  '',
  ' ',
  '$(touch x)',
  '`touch x`',
  "it's",
  '"',
  '\\',
  'a;b',
  '*',
  '~',
  '!',
  'a b',
  '-x',
  '|',
  '#',
];
const texts = (unit: 'grapheme' | 'grapheme-ascii' | fc.Arbitrary<string>) =>
  fc.sample(fc.string({ unit }), { numRuns: 300, seed: 5 });

test('any shell reads a word back', () => {
  const words = [...nasty, ...texts('grapheme-ascii'), ...texts('grapheme')].filter(
    (text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text),
  );
  expect(readBack('sh', words.map(shellWord))).toEqual(words);
});

test('control characters are escaped, and read back', () => {
  const units = fc.constantFrom('\n', '\t', '\u001b', '\u009b', '\u202e', "'", '\\', '$', '`', 'é', 'a', '7');
  const words = texts(units);
  const quoted = words.map(shellWord);
  expect(quoted.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(readBack('bash', quoted)).toEqual(words);
});

test('plain words stay plain', () => {
  expect(['iris.csv', '../data/x-1.csv', 'a,b'].map(shellWord)).toEqual([
    'iris.csv',
    '../data/x-1.csv',
    'a,b',
  ]);
});
