import { describe, expect, test } from '@jest/globals';
import { formatCount, formatCounted, formatDuration, formatPercent } from '../../src/cli/number-format.js';
import { formatList } from '../../src/render/list-text.js';

describe('numbers for people', () => {
  test('percentages have two decimals and keep the last one', () => {
    expect(formatPercent(0.9676)).toBe('96.76 %');
    expect(formatPercent(1)).toBe('100.00 %');
    expect(formatPercent(0.5, 0)).toBe('50 %');
  });

  test('counts have thousands separators and the right plural', () => {
    expect(formatCount(55000)).toBe('55,000');
    expect(formatCounted(1, 'row')).toBe('1 row');
    expect(formatCounted(0, 'row')).toBe('0 rows');
    expect(formatCounted(2, 'leaf', 'leaves')).toBe('2 leaves');
  });

  test.each([
    [0.04, '0.0 s'],
    [4.21, '4.2 s'],
    [59.94, '59.9 s'],
    [59.96, '1 min 00 s'],
    [125, '2 min 05 s'],
    [3599.4, '59 min 59 s'],
    [3599.6, '1 h 00 min'],
    [3725, '1 h 02 min'],
    [7199, '2 h 00 min'],
  ])('%p seconds are %p', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test('lists end with their conjunction', () => {
    expect(formatList(['auto'], 'or')).toBe('auto');
    expect(formatList(['a', 'b'], 'and')).toBe('a and b');
    expect(formatList(['a', 'b', 'c'], 'or')).toBe('a, b or c');
  });
});
