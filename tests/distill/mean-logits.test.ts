import { describe, expect, test } from '@jest/globals';

import { DeformedImages } from '../../src/data/image/deformed-images.js';
import { computeMeanLogits } from '../../src/distill/mean-logits.js';
import { InterruptedError } from '../../src/errors.js';
import { quadrantImages } from '../teacher/separable-data.js';
import { LinearTeacher, quadrantTeacher } from './linear-teacher.js';

const images = quadrantImages(40, 3);
/** Its second logit is the value of one pixel in the middle. */
const pixel = 2 * 6 + 1;
const pixelTeacher = () =>
  new LinearTeacher([
    new Array<number>(36).fill(0),
    Array.from({ length: 36 }, (_, index) => Number(index === pixel)),
  ]);

describe('computeMeanLogits', () => {
  test('is the mean over the deformations of each image', async () => {
    const teacher = pixelTeacher();
    const means = await computeMeanLogits(teacher, images, 4);
    expect(teacher.rowsAsked).toBe(160);
    expect(means).toHaveLength(80);
    const deformed = new DeformedImages(images);
    const image = new Float32Array(36);
    for (const row of [0, 9, 39]) {
      let sum = 0;
      for (let deformation = 0; deformation < 4; deformation++) {
        deformed.write(row, deformation, image, 0);
        sum += image[pixel] ?? NaN;
      }
      expect(means[2 * row]).toBe(0);
      expect(means[2 * row + 1]).toBeCloseTo(sum / 4, 6);
    }
  });

  test('of one deformation is the answer about the image itself', async () => {
    const means = await computeMeanLogits(pixelTeacher(), images, 1);
    for (let row = 0; row < 40; row++)
      expect(means[2 * row + 1]).toBe(images.features.subarray()[row * 36 + pixel]);
  });

  test('asks about the rows of a table once', async () => {
    const teacher = pixelTeacher();
    const table = { ...images, inputShape: [36] };
    const means = await computeMeanLogits(teacher, table, 5);
    expect(teacher.rowsAsked).toBe(40);
    expect(means[2 * 9 + 1]).toBe(images.features.subarray()[9 * 36 + pixel]);
  });

  test('reports progress, and stops when asked to', async () => {
    const progress: number[] = [];
    let total = 0;
    const controller = new AbortController();
    const asking = computeMeanLogits(quadrantTeacher(), images, 9, {
      signal: controller.signal,
      onStart: (rows) => (total = rows),
      onProgress: (rows) => {
        progress.push(rows);
        if (rows === 120) controller.abort();
      },
    });
    expect(await asking.catch((error: unknown) => error)).toBeInstanceOf(InterruptedError);
    expect(total).toBe(360);
    expect(progress).toEqual([40, 80, 120]);
  });
});
