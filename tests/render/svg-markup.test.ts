import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lightPalette } from '../../src/render/colors.js';
import { createInk, element, escapeXml, rounded, themeStyle } from '../../src/render/svg-markup.js';

describe('element', () => {
  it('rounds numbers, escapes text, leaves out undefined', () => {
    expect(element('rect', { x: 1 / 3, y: -0.001, id: '"<&>\'', none: undefined })).toBe(
      '<rect x="0.33" y="0" id="&quot;&lt;&amp;&gt;&#39;"/>',
    );
    expect(element('g', {}, 'a', 'b')).toBe('<g>ab</g>');
  });
});

describe('escapeXml', () => {
  it('leaves no markup and no character that XML forbids', () => {
    expect(escapeXml('a\u0000b\ud800c')).toBe('a\ufffdb\ufffdc');
    expect(escapeXml('漢字 😀')).toBe('漢字 😀');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // eslint rules forbid control characters in patterns; code points say the same.
        const codes = Array.from(escapeXml(text), (character) => character.codePointAt(0) ?? 0);
        const forbidden = codes.filter(
          (code) => (code < 32 && ![9, 10, 13].includes(code)) || (code >= 0xd800 && code < 0xe000),
        );
        expect(forbidden).toEqual([]);
        expect(escapeXml(text)).not.toMatch(/[<>"']/);
      }),
    );
  });
});

it('rounded writes at most two decimals and no negative zero', () => {
  expect([1.005, 2, -0.004, 1e-9, 12.345].map(rounded)).toEqual(['1', '2', '0', '0', '12.35']);
});

describe('ink', () => {
  it('follows the system through classes, beside plain colors for other programs', () => {
    expect(createInk('auto')({ fill: 'text', stroke: 'border' })).toEqual({
      fill: lightPalette.text,
      stroke: lightPalette.border,
      class: 'f-text s-border',
    });
    expect(themeStyle('auto')).toContain('prefers-color-scheme:dark');
    expect(createInk('dark')({ fill: 'none' })).toEqual({
      fill: 'none',
      stroke: undefined,
      class: undefined,
    });
    expect(themeStyle('dark')).not.toContain('prefers-color-scheme');
  });
});
