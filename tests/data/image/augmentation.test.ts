import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deformImage, mildAffineRange, wideAffineRange } from '../../../src/data/image/augmentation.js';
import { type ImageShape } from '../../../src/data/image/image-shape.js';
import { rowWriterOf } from '../../../src/data/features.js';
import { SeededRandom } from '../../../src/data/random.js';

const none = { rotation: 0, scale: 0, shear: 0, translation: 0 };

describe('deformImage', () => {
  test('a deformation of size zero is the identity', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 3 }),
        (height, width, channels) => {
          const size = height * width * channels;
          const source = Float32Array.from({ length: 2 * size }, (_, index) => Math.cos(index));
          const target = new Float32Array(3 * size).fill(5);
          deformImage(
            rowWriterOf(source, size),
            1,
            target,
            1,
            [height, width, channels],
            none,
            new SeededRandom(1),
          );
          expect(target.subarray(size, 2 * size)).toEqual(source.subarray(size));
          expect(target.subarray(0, size)).toEqual(new Float32Array(size).fill(5));
          expect(target.subarray(2 * size)).toEqual(new Float32Array(size).fill(5));
        },
      ),
    );
  });

  test('results stay between 0 and the greatest pixel, and are finite', () => {
    const range = { rotation: 3, scale: 0.9, shear: 2, translation: 10 };
    fc.assert(
      fc.property(
        fc.nat(),
        fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 60, maxLength: 60 }),
        (seed, pixels) => {
          const target = new Float32Array(60).fill(NaN);
          deformImage(
            rowWriterOf(Float32Array.from(pixels), 60),
            0,
            target,
            0,
            [5, 6, 2],
            range,
            new SeededRandom(seed),
          );
          const greatest = Math.max(...pixels);
          expect(target.every((value) => value >= 0 && value <= greatest + 1e-6)).toBe(true);
        },
      ),
    );
  });

  test('a translation alone moves bilinearly, by the drawn number of pixels', () => {
    const shape: ImageShape = [9, 9, 1];
    const source = new Float32Array(81);
    source[4 * 9 + 4] = 1;
    const target = new Float32Array(81);
    const moves = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      deformImage(
        rowWriterOf(source, 81),
        0,
        target,
        0,
        shape,
        { ...none, translation: 2 },
        new SeededRandom(seed),
      );
      let [mass, y, x] = [0, 0, 0];
      target.forEach((value, index) => {
        mass += value;
        y += value * Math.floor(index / 9);
        x += value * (index % 9);
      });
      // Rotation, two scales and the shear are drawn first.
      const random = new SeededRandom(seed);
      for (let draw = 0; draw < 4; draw++) random.next();
      const [moveY, moveX] = [random.uniform(-2, 2), random.uniform(-2, 2)];
      expect(mass).toBeCloseTo(1, 5);
      expect(y).toBeCloseTo(4 + moveY, 4);
      expect(x).toBeCloseTo(4 + moveX, 4);
      moves.add(`${moveY} ${moveX}`);
    }
    expect(moves.size).toBe(20);
  });

  test('a turn keeps the center and the distance from it', () => {
    const shape: ImageShape = [21, 21, 1];
    const source = new Float32Array(441);
    source[10 * 21 + 10] = 1;
    source[10 * 21 + 16] = 1;
    const target = new Float32Array(441);
    deformImage(rowWriterOf(source, 441), 0, target, 0, shape, { ...none, rotation: 1 }, new SeededRandom(4));
    expect(target[10 * 21 + 10]).toBeCloseTo(1, 5);
    const angle = new SeededRandom(4).uniform(-1, 1);
    let [mass, y, x] = [0, 0, 0];
    target.forEach((value, index) => {
      if (index === 220) return;
      const [dy, dx] = [Math.floor(index / 21) - 10, (index % 21) - 10];
      if (Math.hypot(dy, dx) < 3) return;
      mass += value;
      y += value * dy;
      x += value * dx;
    });
    expect(Math.hypot(y / mass, x / mass)).toBeCloseTo(6, 0);
    expect(Math.abs(Math.atan2(y, x))).toBeCloseTo(Math.abs(angle), 1);
  });

  test('the seed decides', () => {
    const source = Float32Array.from({ length: 784 }, (_, index) => (index % 7) / 7);
    const deformed = (seed: number) => {
      const target = new Float32Array(784);
      deformImage(
        rowWriterOf(source, 784),
        0,
        target,
        0,
        [28, 28, 1],
        mildAffineRange([28, 28, 1]),
        new SeededRandom(seed),
      );
      return target;
    };
    expect(deformed(1)).toEqual(deformed(1));
    expect(deformed(1)).not.toEqual(deformed(2));
  });

  test('the mild range moves a 28 x 28 image by at most 2 pixels', () => {
    expect(mildAffineRange([28, 28, 1]).translation).toBe(2);
    expect(mildAffineRange([28, 14, 3]).translation).toBe(1);
  });

  test('the wide range is wider in every way', () => {
    const [mild, wide] = [mildAffineRange([28, 28, 1]), wideAffineRange([28, 28, 1])];
    for (const part of ['rotation', 'scale', 'shear', 'translation'] as const)
      expect(wide[part] / mild[part]).toBeCloseTo(1.6);
  });
});
