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

const columns = [
  { title: '', align: 'left' },
  { title: 'Accuracy', align: 'right' },
  { title: 'Greatest path', align: 'right' },
] as const;
const rows = [
  ['Distilled tree', '98.75 % (95.4 to 100.0 %)', '0.80'],
  ['  uncalibrated', '9.00 %', '0.81'],
];

test('texts of a table that is too wide are broken at blanks, the widest column first', () => {
  expect(formatTable(columns, rows, '', 40)).toEqual([
    '                Accuracy  Greatest path',
    '--------------  --------  -------------',
    'Distilled tree   98.75 %           0.80',
    '                (95.4 to',
    '                100.0 %)',
    '  uncalibrated    9.00 %           0.81',
  ]);
  for (let width = 30; width < 60; width++)
    for (const line of formatTable(columns, rows, '', width)) expect(line.length).toBeLessThanOrEqual(width);
});

test('rows of a table that cannot be made narrow enough are written one below the other', () => {
  expect(formatTable(columns, rows.slice(0, 1), '', 20)).toEqual([
    'Distilled tree',
    '  Accuracy: 98.75 %',
    '    (95.4 to',
    '    100.0 %)',
    '  Greatest path:',
    '    0.80',
  ]);
});
