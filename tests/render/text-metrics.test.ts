import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shorten, textWidth, wrapLines } from '../../src/render/text-metrics.js';

it('measures with the advance widths of Arial and Arimo', () => {
  expect(textWidth('Wim', 10)).toBeCloseTo(9.44 + 2.22 + 8.33, 10);
  expect(textWidth('Wim', 10, true)).toBeCloseTo(9.44 + 2.78 + 8.89, 10);
});

it('shortens to the room there is, keeping at least one character', () => {
  expect(shorten('short', 100, 10)).toBe('short');
  expect(shorten('a rather long name', 60, 10)).toBe('a rather lo…');
  expect(shorten('name', 0, 10)).toBe('n');
  expect(shorten(' two\n lines ', 100, 10)).toBe('two lines');
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.integer({ min: 30, max: 200 }),
      (text, room) => {
        expect(textWidth(shorten(text, room, 10), 10)).toBeLessThanOrEqual(room);
      },
    ),
  );
});

it('wraps at blanks and loses no word', () => {
  const text = 'Depth 8, 255 gates, 256 leaves; 784 features, 10 classes.';
  const lines = wrapLines(text, 120, 12);
  expect(lines.join(' ')).toBe(text);
  for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(120);
  expect(lines.length).toBeGreaterThan(2);
});

it('breaks long words behind signs and between East Asian letters, and shortens only what is left too wide', () => {
  const wraps = (text: string) => wrapLines(text, 100, 10);
  expect(wraps('petal_width_of_the_innermost_whorl 0.2 cm')).toEqual([
    'petal_width_of_the_',
    'innermost_whorl 0.2',
    'cm',
  ]);
  const japanese = 'ヒオウギアヤメの花弁の長さ 1.4';
  expect(wraps(japanese).join('')).toBe(japanese);
  expect(wraps(japanese).length).toBe(2);
  expect(textWidth('花弁', 10)).toBe(20);
  expect(wraps('x'.repeat(50))).toEqual([shorten('x'.repeat(50), 100, 10)]);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
      for (const line of wrapLines(text, 90, 10)) expect(textWidth(line, 10)).toBeLessThanOrEqual(90);
    }),
  );
});
