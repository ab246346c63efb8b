import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { streamColors } from '../../src/cli/colors.js';
import { runCommandLine } from '../../src/cli/command-line.js';
import { printableJson, printableLine } from '../../src/cli/printable-text.js';
import { serializeTreeDocument } from '../../src/file/tree-text.js';
import { memoryIo } from './memory-io.js';
import { inFolder, smallDocument } from './small-tree.js';

/** Escapes, C1 controls, direction marks, a lone surrogate, and letters of all kinds. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('\u001b[31m', '\u001b]0;title\u0007', '\u009b2J', '\r', '\n', '\t', '\u007f'),
      fc.constantFrom('\u202e', '\u2066', '\u200f', '\ufeff', '\u2028', '\u00ad', '\ud800', '\u{e0041}'),
      fc.string({ unit: 'binary' }),
    ),
  )
  .map((parts) => parts.join(''));
const hidden = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const ownColors = new RegExp(`\u001b\\[(?:1|2|22|31|32|33|36|39)m`, 'g');

describe('a printed line', () => {
  const colors = streamColors(memoryIo({ terminalColumns: 80 }).stderr, {});

  test('has nothing that moves a cursor or turns the reading around; our own colors stay', () => {
    fc.assert(
      fc.property(hostile, hostile, (first, second) => {
        const line = printableLine(`${colors.red(first)} ${second}`);
        expect(line.match(ownColors)).toEqual(['\u001b[31m', '\u001b[39m']);
        expect(line.replace(ownColors, '')).not.toMatch(hidden);
      }),
    );
  });

  test('shows what was there', () => {
    expect(printableLine('a\u009bb\u001b[1mc\u202ed \u{1f469}\u200d\u{1f4bb} é')).toBe(
      'a\\u{9b}b\\u{1b}[1mc\\u{202e}d \u{1f469}\u200d\u{1f4bb} é',
    );
  });

  test('is bounded, and keeps its end', () => {
    const line = printableLine(`${'x'.repeat(1e6)}; use y`);
    expect(line.length).toBeLessThan(5000);
    expect(line).toMatch(/^x+ \.\.\. \(996007 characters\) \.\.\. x+; use y$/);
  });

  test('JSON says the same, printably', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.jsonValue()), (value) => {
        const json = printableJson(JSON.stringify({ value }, null, 2));
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ value })));
        expect(json.replaceAll('\n', '')).not.toMatch(hidden);
      }),
    );
  });
});

describe('names of a hostile table reach no stream raw', () => {
  const name = 'evil\u001b[2J\u009b31m\u202e$(touch x)`y`';
  const csv = `size,"${name}",label\n${Array.from({ length: 40 }, (_, row) => `${row},${row % 7},${name}${row % 2}`).join('\n')}\n`;

  test.each<[string, ...string[]]>([
    ['inspect', 'data.csv'],
    ['inspect', 'data.csv', '--json'],
    ['inspect', `${name}.csv`],
    ['inspect', `no ${name}.csv`],
    ['inspect', 'bad.csv'],
    ['evaluate', 'tree.json', '--data', 'data.csv', '--part', 'all'],
    ['explain', 'tree.json', '--data', 'data.csv', '--part', 'all'],
    ['explain', 'tree.json', '--data', 'data.csv', '--part', 'all', '--json'],
    ['explain', 'tree.json', '--data', 'data.csv', '--part', 'all', '--format', 'svg'],
    ['predict', 'tree.json', '--data', 'data.csv', '--keep', name],
    ['run', 'bad.csv', `--${name}`],
    ['evaluate', 'broken.json', '--verbose'],
  ])('%s %s %s', async (...argv) => {
    await inFolder(async (folder) => {
      const names = [0, 1].map((index) => `${name}${index}`);
      const document = smallDocument({
        classNames: [...names, `${name}2`],
        featureNames: ['size', name],
        table: {
          label: 'label',
          columns: [
            { name: 'size', type: 'number' },
            { name, type: 'number' },
          ],
        },
      });
      const files = {
        'data.csv': csv,
        [`${name}.csv`]: csv,
        'bad.csv': csv.replace('\n3,', `\n"${name}",`),
        'tree.json': serializeTreeDocument(document),
        'broken.json': serializeTreeDocument(document).replace('"hard"', JSON.stringify(name)),
      };
      for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, file), text);
      const io = memoryIo({ terminalColumns: 100 });
      await runCommandLine(
        argv.map((word) => (/\.(csv|json)$/.test(word) ? path.join(folder, word) : word)),
        io,
      );
      const text = io.stdout.text + io.stderr.text;
      expect(text).not.toBe('');
      expect(text.replace(ownColors, '').replaceAll('\n', '')).not.toMatch(hidden);
    });
  });
});
