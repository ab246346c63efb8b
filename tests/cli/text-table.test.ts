import { expect, test } from '@jest/globals';
import { formatTable } from '../../src/cli/text-table.js';

test('words align left, numbers right, and no line ends in blanks', () => {
  const lines = formatTable(
    [
      { title: 'class', align: 'left' },
      { title: 'rows', align: 'right' },
      { title: 'note', align: 'left' },
    ],
    [
      ['setosa', '7', ''],
      ['😀', '1,000', 'ok'],
    ],
    '  ',
  );
  expect(lines).toEqual([
    '  class    rows  note', //
    '  ------  -----  ----',
    '  setosa      7',
    '  😀      1,000  ok',
  ]);
});
