import { describe, expect, it } from '@jest/globals';
import {
  classImage,
  classMark,
  colorOfPage,
  darkPageColors,
  darkPalette,
  hex,
  lightPageColors,
  lightPalette,
  negativeColor,
  positiveColor,
  type Palette,
} from '../../src/render/colors.js';

/** Linear-light matrices of full color blindness (Machado, Oliveira & Fernandes 2009, severity 1.0). */
const colorBlindness = {
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

function linear(color: string): number[] {
  return [1, 3, 5].map((start) => {
    const value = parseInt(color.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = linear(color);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG contrast ratio. */
function contrast(first: string, second: string): number {
  const [low = 0, high = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** OKLab of a color as a color-blind reader sees it. */
function seen(color: string, matrix: readonly number[]): number[] {
  const rgb = linear(color);
  const [r = 0, g = 0, b = 0] = [0, 3, 6].map((row) =>
    Math.max(
      0,
      rgb.reduce((sum, value, index) => sum + value * (matrix[row + index] ?? 0), 0),
    ),
  );
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function distance(first: string, second: string, matrix: readonly number[]): number {
  const other = seen(second, matrix);
  return Math.hypot(...seen(first, matrix).map((value, index) => value - (other[index] ?? 0)));
}

const ten = Array.from({ length: 10 }, (_, index) => classMark(index).color);

describe('colors', () => {
  it.each(Object.entries(colorBlindness))(
    'keep both ends of the filter scale and zero apart in %s',
    (_name, matrix) => {
      for (const { neutral } of [lightPalette, darkPalette]) {
        for (const end of [hex(negativeColor), hex(positiveColor)]) {
          expect(distance(end, neutral, matrix)).toBeGreaterThan(0.25);
        }
      }
      expect(distance(hex(negativeColor), hex(positiveColor), matrix)).toBeGreaterThan(0.15);
    },
  );

  // Least distances in OKLab; a hundredth is about what an eye can tell apart side by side.
  it.each([
    { eyes: 'full vision', matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], apart: 0.11, fromSides: 0.15 },
    { eyes: 'protanopia', matrix: colorBlindness.protanopia, apart: 0.08, fromSides: 0.09 },
    { eyes: 'deuteranopia', matrix: colorBlindness.deuteranopia, apart: 0.09, fromSides: 0.08 },
    { eyes: 'tritanopia', matrix: colorBlindness.tritanopia, apart: 0.08, fromSides: 0.07 },
  ])(
    'keep ten classes apart from each other and from the sides for $eyes',
    ({ matrix, apart, fromSides }) => {
      for (const [index, first] of ten.entries()) {
        for (const second of ten.slice(0, index))
          expect(distance(first, second, matrix)).toBeGreaterThan(apart);
        for (const end of [hex(negativeColor), hex(positiveColor)])
          expect(distance(first, end, matrix)).toBeGreaterThan(fromSides);
        for (const { accent } of [lightPalette, darkPalette])
          expect(distance(first, accent, matrix)).toBeGreaterThan(0.05);
      }
    },
  );

  it.each([
    { eyes: 'full vision', matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], apart: 0.07 },
    ...Object.entries(colorBlindness).map(([eyes, matrix]) => ({ eyes, matrix, apart: 0.03 })),
  ])('keep models apart from classes for $eyes', ({ matrix, apart }) => {
    for (const { teacher, baseline, distilled } of [lightPageColors, darkPageColors])
      for (const model of [teacher, baseline, distilled])
        for (const other of ten)
          expect([model, other, distance(model, other, matrix) > apart]).toEqual([model, other, true]);
  });

  it('keep models apart from each other and from the sides', () => {
    for (const { teacher, baseline, distilled, left, right } of [lightPageColors, darkPageColors])
      for (const [index, model] of [teacher, baseline, distilled].entries()) {
        const others = [teacher, baseline, distilled].slice(0, index);
        for (const other of [...others, left, right, hex(negativeColor), hex(positiveColor)])
          expect(distance(model, other, [1, 0, 0, 0, 1, 0, 0, 0, 1])).toBeGreaterThan(0.06);
      }
  });

  it('show classes and models on light and dark pages', () => {
    for (const { background } of [lightPalette, darkPalette])
      for (const color of ten) expect(contrast(color, background)).toBeGreaterThan(2);
    for (const model of ['teacher', 'baseline', 'distilled'] as const) {
      for (const { background } of [lightPalette, darkPalette])
        expect(contrast(lightPageColors[model], background)).toBeGreaterThan(3);
      expect(contrast(darkPageColors[model], darkPalette.background)).toBeGreaterThan(4.5);
    }
  });

  it('give 1000 classes 1000 marks: colors, then dashes', () => {
    const all = Array.from({ length: 1000 }, (_, index) => classMark(index));
    for (const { color } of all) expect(color).toMatch(/^#[0-9a-f]{6}$/);
    expect(new Set(all.map((mark) => JSON.stringify(mark))).size).toBe(1000);
    expect(all.slice(0, 10).every(({ dash }) => dash === undefined)).toBe(true);
    expect(classImage(3)).toBe(`linear-gradient(${classMark(3).color} 0 0)`);
    const { color } = classMark(13);
    expect(classImage(13)).toBe(
      `repeating-linear-gradient(90deg, ${color} 0px 4px, #0000 4px 5.5px, ${color} 5.5px 7px, #0000 7px 8.5px)`,
    );
  });

  it.each<[string, Palette]>([
    ['light', lightPalette],
    ['dark', darkPalette],
  ])('make text readable on a %s page (WCAG AA)', (_name, palette) => {
    for (const ground of [palette.background, palette.surface, palette.neutral]) {
      expect(contrast(palette.text, ground)).toBeGreaterThan(7);
      expect(contrast(palette.muted, ground)).toBeGreaterThan(4.5);
      expect(contrast(palette.accent, ground)).toBeGreaterThan(4.5);
    }
    expect(contrast(palette.onAccent, palette.accent)).toBeGreaterThan(4.5);
  });
});

describe('a color in a page', () => {
  it('is the one that the page has of the same name', () => {
    for (const [name, color] of Object.entries(lightPageColors))
      expect(colorOfPage(color)).toBe(`var(--${name}, ${color})`);
  });

  it('stays as it is where the page has none', () => {
    expect(colorOfPage('#0fa05e')).toBe('#0fa05e');
  });
});
