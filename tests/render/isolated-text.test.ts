import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasPairedIsolates, isolated, withPairedIsolates } from '../../src/render/isolated-text.js';
import { shorten, textWidth, wrapLines } from '../../src/render/text-metrics.js';

test('names from right to left are isolated; others stay as they are', () => {
  expect(isolated('عرض الكأس')).toBe('\u2068عرض الكأس\u2069');
  expect(isolated(isolated('ع'))).toBe(isolated('ع'));
  expect(isolated('רוחב')).toBe('\u2068רוחב\u2069');
  for (const name of ['petal width', 'ヒオウギ', 'größe', '']) expect(isolated(name)).toBe(name);
});

test('isolates take no room, and are closed where a text is cut or goes on in the next line', () => {
  const name = isolated('عرض الكأس في الأعلى');
  expect(textWidth(isolated('ع'), 10)).toBe(textWidth('ع', 10));
  expect(shorten(`${name} 3.8 cm`, 60, 10)).toMatch(/^\u2068.*…\u2069$/);
  const lines = wrapLines(`Is ${name} above 3.8 cm?`, 80, 10);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.every(hasPairedIsolates)).toBe(true);
  expect(withPairedIsolates(['  a \u2068b', '  c', '  d\u2069 e'])).toEqual([
    '  a \u2068b\u2069',
    '  \u2068c\u2069',
    '  \u2068d\u2069 e',
  ]);
});

test('pieces of any text of paired isolates are paired', () => {
  const part = fc.constantFrom('a', ' ', 'ع', isolated('ع ع'), isolated('ב'));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), fc.integer({ min: 10, max: 60 }), (parts, width) => {
      for (const line of wrapLines(parts.join(''), width, 10)) expect(hasPairedIsolates(line)).toBe(true);
    }),
  );
});
