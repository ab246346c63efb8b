import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { centerOfMass, rasterizeStrokes, type Stroke } from '../../../../src/report/page/draw/strokes.js';

const size = 28;
const bar: Stroke = [
  { x: 100, y: 40 },
  { x: 100, y: 240 },
];

function isBorder(index: number): boolean {
  const [x, y] = [index % size, Math.floor(index / size)];
  return Math.min(x, y) === 0 || Math.max(x, y) === size - 1;
}

function inkBox(image: Float32Array): { width: number; height: number } {
  const inked = Array.from(image, (value, index) => ({
    value,
    x: index % size,
    y: Math.floor(index / size),
  })).filter(({ value }) => value > 0.5);
  const extent = (values: number[]) => Math.max(...values) - Math.min(...values) + 1;
  return { width: extent(inked.map(({ x }) => x)), height: extent(inked.map(({ y }) => y)) };
}

describe('rasterizeStrokes', () => {
  test('is black without strokes', () => {
    expect(rasterizeStrokes([], size)).toEqual(new Float32Array(size * size));
  });

  test('fits the drawing into 20 of 28 pixels and keeps its proportions', () => {
    const tall = inkBox(rasterizeStrokes([bar], size));
    expect(tall.height).toBe(20);
    expect(tall.width).toBeLessThanOrEqual(4);
    const wide = [
      { x: 0, y: 0 },
      { x: 200, y: 100 },
    ];
    const box = inkBox(rasterizeStrokes([wide], size));
    expect(box.width).toBe(20);
    expect(Math.abs(box.height - 11)).toBeLessThanOrEqual(1);
  });

  test('puts the center of mass in the middle, wherever and however large it was drawn', () => {
    const point = fc.record({ x: fc.integer({ min: 0, max: 280 }), y: fc.integer({ min: 0, max: 280 }) });
    const strokes = fc.array(fc.array(point, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(strokes, (drawn) => {
        const image = rasterizeStrokes(drawn, size);
        // A drawing whose mass lies far from its middle may be cut by the edge, as MNIST's own images would be.
        fc.pre(image.every((value, index) => value === 0 || !isBorder(index)));
        const center = centerOfMass(image, size);
        expect(Math.hypot(center.x - size / 2, center.y - size / 2)).toBeLessThan(0.5);
      }),
    );
  });

  test('does not depend on place or scale', () => {
    const moved = bar.map(({ x, y }) => ({ x: x / 2 + 7, y: y / 2 + 31 }));
    const [first, second] = [rasterizeStrokes([bar], size), rasterizeStrokes([moved], size)];
    first.forEach((value, index) => expect(second[index]).toBeCloseTo(value, 5));
  });

  test('draws a single point as a dot in the middle', () => {
    const image = rasterizeStrokes([[{ x: 3, y: 250 }]], size);
    expect(centerOfMass(image, size)).toEqual({ x: 14, y: 14 });
    expect(image.reduce((sum, value) => sum + value, 0)).toBeGreaterThan(2);
  });
});
