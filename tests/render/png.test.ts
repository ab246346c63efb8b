import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { decode } from 'fast-png';
import { missingCharacters, svgToPng } from '../../src/render/png.js';
import { treeSvg } from '../../src/render/svg.js';
import { fontFamily, textWidth } from '../../src/render/text-metrics.js';
import { digits, randomDrawing, smallDrawing } from './drawings.js';

/** Leftmost and rightmost dark column of a picture of black text on white. */
function inkColumns(png: Uint8Array): { left: number; right: number } {
  const { width, data, channels } = decode(png);
  let left = width;
  let right = -1;
  for (let index = 0; index < data.length; index += channels) {
    if ((data[index] ?? 255) > 128) continue;
    const column = (index / channels) % width;
    left = Math.min(left, column);
    right = Math.max(right, column);
  }
  return { left, right };
}

describe('svgToPng', () => {
  it.each([400, 700])(
    'draws text of weight %i in the font that the package carries, as wide as measured',
    (weight) => {
      // "H" has almost no side bearings; the m's tell Arimo from other fonts, DejaVu's are a sixth wider.
      const text = 'HmmmmmmmmmmH';
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="60"><rect width="800" height="60" fill="#fff"/><text x="20" y="45" font-size="40" font-weight="${weight}" font-family="${fontFamily}">${text}</text></svg>`;
      const { left, right } = inkColumns(svgToPng(svg, 1));
      const measured = textWidth(text, 40, weight === 700);
      expect(left).toBeGreaterThan(19);
      expect(Math.abs(right - left - measured)).toBeLessThan(8);
    },
  );

  it('keeps pixels of filters crisp', () => {
    const { width, height, data, channels } = decode(svgToPng(treeSvg(smallDrawing, { theme: 'light' }), 2));
    const colors = new Set<number>();
    for (let index = 0; index < data.length; index += channels) {
      colors.add(((data[index] ?? 0) << 16) | ((data[index + 1] ?? 0) << 8) | (data[index + 2] ?? 0));
    }
    expect(width).toBe((640 + 56) * 2);
    expect(height).toBeGreaterThan(600);
    // The full positive weight, in the positive color itself: interpolation would leave no flat area of it.
    expect(colors.has((31 << 16) | (111 << 8) | 214)).toBe(true);
  });

  it('draws very wide trees smaller instead of failing', () => {
    const drawing = randomDrawing({ depth: 8, inputShape: [2, 2], classNames: digits });
    const { width, height } = decode(svgToPng(treeSvg(drawing, { levels: 8, theme: 'light' }), 2));
    expect(width).toBeLessThanOrEqual(16_385);
    expect(width * height).toBeLessThan(65e6);
  });

  it('refuses what is not an SVG', () => {
    expect(() => svgToPng('<html>')).toThrow('not a valid SVG');
  });
});

describe('missingCharacters', () => {
  const svgOf = (...texts: string[]): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><style>.字{}</style>${texts.map((text) => `<text fill="#000">${text}<title>標題</title></text>`).join('')}</svg>`;
  const arabic = fileURLToPath(
    import.meta.resolve('@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf'),
  );

  it('names what no font has, and nothing that one has', () => {
    const known = svgOf('Größe &lt;3', 'ΑΒΓ άέ', 'Жук Ўзбек', 'שלום', '21 °C → − × … “”', 'e\u0301\u200d');
    expect(missingCharacters(known, [], false)).toEqual([]);
    expect(missingCharacters(svgOf('种类', 'Жук 種 类', 'قطة', '🐈 cat'), [], false)).toEqual(
      Array.from('种类種قطة🐈'),
    );
  });

  it('knows the fonts that are given', () => {
    expect(missingCharacters(svgOf('قطة كلب', '种'), [arabic], false)).toEqual(['种']);
    const ink = (fonts: readonly string[]): Uint8Array => svgToPng(svgOf('قطة'), 1, fonts);
    expect(ink([arabic]).length).toBeGreaterThan(0);
  });

  it('refuses files that are no fonts, instead of passing over them', () => {
    const self = fileURLToPath(import.meta.url);
    expect(() => svgToPng(svgOf('a'), 1, [self])).toThrow('must be a TrueType or OpenType font');
    expect(() => svgToPng(svgOf('a'), 1, ['/nowhere/font.ttf'])).toThrow(
      'the font /nowhere/font.ttf cannot be read',
    );
  });
});
