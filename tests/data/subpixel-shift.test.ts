import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { shiftImage, type ImageShape } from '../../src/data/augmentation.js';
import { SubpixelShifter, wholeNeighbors } from '../../src/data/subpixel-shift.js';

const shape: ImageShape = [3, 4, 2];
const size = 24;
const shifter = new SubpixelShifter(shape, 5);

function moved(images: Float32Array, row: number, down: number, right: number): Float32Array {
  const target = new Float32Array(2 * size).fill(7);
  target.fill(0, size);
  shifter.addMoved(images, row, target, 1, down, right);
  expect(target.subarray(0, size)).toEqual(new Float32Array(size).fill(7));
  return target.subarray(size);
}

describe('SubpixelShifter', () => {
  test('half a pixel down splits one pixel between two', () => {
    const image = new Float32Array(16);
    image[5] = 1;
    const target = new Float32Array(16);
    const half = new SubpixelShifter([4, 4, 1], 1.5);
    half.addMoved(image, 0, target, 0, 0.5, 0);
    expect([...target.entries()].filter(([, value]) => value !== 0)).toEqual([
      [5, 0.5],
      [9, 0.5],
    ]);
    target.fill(0);
    half.addMoved(image, 0, target, 0, -0.25, 1.5);
    expect([...target.entries()].filter(([, value]) => value !== 0)).toEqual([
      [2, 0.125],
      [3, 0.125],
      [6, 0.375],
      [7, 0.375],
    ]);
  });

  test('whole moves are those of shiftImage, also beyond the image', () => {
    const images = Float32Array.from({ length: 2 * size }, (_, index) => index + 1);
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 }), (down, right) => {
        const expected = new Float32Array(size);
        shiftImage(images, 1, expected, 0, shape, down, right);
        expect(moved(images, 1, down, right)).toEqual(expected);
      }),
    );
  });

  test('it is the bilinear mean of whole moves', () => {
    const images = Float32Array.from({ length: size }, (_, index) => Math.sin(index));
    const move = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(move, move, (down, right) => {
        const expected = new Float64Array(size);
        const [y, x] = [Math.floor(down), Math.floor(right)];
        for (const [dy, dx] of [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ] as const) {
          const part = new Float32Array(size);
          shiftImage(images, 0, part, 0, shape, y + dy, x + dx);
          const weight = Math.abs(1 - dy - (down - y)) * Math.abs(1 - dx - (right - x));
          for (const [index, value] of part.entries())
            expected[index] = (expected[index] ?? 0) + weight * value;
        }
        const actual = moved(images, 0, down, right);
        for (const [index, value] of actual.entries()) expect(value).toBeCloseTo(expected[index] ?? NaN, 5);
      }),
    );
  });

  test('the shares of the neighbors sum to 1', () => {
    expect(wholeNeighbors(-1)).toEqual([{ move: -1, weight: 1 }]);
    expect(wholeNeighbors(-0.25)).toEqual([
      { move: -1, weight: 0.25 },
      { move: 0, weight: 0.75 },
    ]);
  });
});
