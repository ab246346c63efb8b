import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { displayWidth, foldLine, wrapWords } from '../../src/cli/wrapped-text.js';

test('breaks at blanks, with what stands before the lines', () => {
  expect(wrapWords('one two three four', 12, '1. ', '   ')).toEqual(['1. one two', '   three', '   four']);
  expect(wrapWords('', 10)).toEqual(['']);
  expect(displayWidth('日本 ok')).toBe(7);
});

test('no word is cut or lost, and no line is wider than asked for unless one word is', () => {
  const word = fc.stringMatching(/^[a-zé日😀_-]{1,14}$/u);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 5, max: 40 }), (words, width) => {
      const lines = wrapWords(words.join(' '), width, '> ', '  ');
      expect(lines.flatMap((line) => line.slice(2).split(' '))).toEqual(words);
      for (const line of lines)
        if (line.slice(2).includes(' ')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }),
  );
});

test('a line is folded at blanks, keeps its other blanks, and commands stay whole', () => {
  expect(foldLine('Data      mnist: 70,000 rows', 20)).toEqual(['Data      mnist:', '  70,000 rows']);
  expect(foldLine('  a note that is long', 12)).toEqual(['  a note', '    that is', '    long']);
  expect(foldLine('short', 12)).toEqual(['short']);
  const command = 'Go on with sdt run mnist --preset quick --out runs';
  expect(foldLine(command, 20)).toEqual([command]);
});
