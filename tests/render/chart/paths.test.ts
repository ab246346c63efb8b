import { expect, test } from '@jest/globals';

import { errorBarPath, linePath, symbolPath, type Pixel } from '../../../src/render/chart/paths.js';

test('a line goes through its pixels, rounded to hundredths', () => {
  const pixels: Pixel[] = [
    [0, 1.23456],
    [10, 2],
  ];
  expect(linePath(pixels)).toBe('M0,1.23L10,2');
  expect(linePath([])).toBe('');
});

test('symbols are closed shapes around the origin, a circle of the radius asked for', () => {
  expect(symbolPath('circle', 6)).toMatch(/^M6,0A6,6,/);
  // A square of the circle's area: side sqrt(16 pi) = 7.09.
  expect(symbolPath('square')).toMatch(/^M-3\.54,-3\.54h7\.09v7\.09h-7\.09Z$/);
  expect(symbolPath('diamond')).toMatch(/^M0,-4\.44L4\.44,0L0,4\.44L-4\.44,0Z$/);
});

test('error bars have a cap at both ends', () => {
  expect(errorBarPath('vertical', 50, [90, 10], 4)).toBe('M50,90L50,10M46,90L54,90M46,10L54,10');
  expect(errorBarPath('horizontal', 50, [10, 90], 4)).toBe('M10,50L90,50M10,46L10,54M90,46L90,54');
});
