import { describe, expect, test } from '@jest/globals';

import { SeededRandom } from '../../src/data/random.js';
import { AugmentedBatches } from '../../src/distill/augmented-batches.js';
import { computeCopyLogits } from '../../src/distill/copy-logits.js';
import { ImageCopies } from '../../src/distill/image-copies.js';
import { hardTargets, softTargets, type TargetSource } from '../../src/distill/target-source.js';
import { InterruptedError, InvalidInputError } from '../../src/errors.js';
import { quadrantImages } from '../teacher/separable-data.js';
import { LinearTeacher, quadrantTeacher } from './linear-teacher.js';

const train = quadrantImages(40, 3);
const settings = { temperature: 2, hardWeight: 0.25 };

async function firstTargets(source: TargetSource, copies: number): Promise<Float32Array> {
  const batches = new AugmentedBatches(new ImageCopies(train, copies), 16, new SeededRandom(5));
  const targets = new Float32Array(16 * 4).fill(9);
  await source.writeTargets(batches.next(), targets);
  return targets;
}

describe('softTargets', () => {
  test('asked beforehand or at each step, a teacher gives the same targets', async () => {
    for (const copies of [1, 3, 9]) {
      const beforehand = quadrantTeacher();
      const live = quadrantTeacher();
      const cached = await softTargets(beforehand, train, { ...settings, copies, epochs: 9 });
      const asked = await softTargets(live, train, { ...settings, copies, epochs: 0 });
      expect(live.rowsAsked).toBe(0);
      expect(beforehand.rowsAsked).toBe(40 * copies);
      const expected = await firstTargets(asked, copies);
      expect(live.rowsAsked).toBe(16);
      for (const [index, value] of (await firstTargets(cached, copies)).entries()) {
        expect(value).toBeCloseTo(expected[index] ?? NaN, 5);
      }
      expect(beforehand.rowsAsked).toBe(40 * copies);
    }
  });

  test('the targets of a row are its distribution, mixed with its label', async () => {
    const batch = {
      rows: Int32Array.of(7),
      copies: new Uint16Array(1),
      features: new Float32Array(36),
    };
    const source = await softTargets(quadrantTeacher(), train, {
      temperature: 1,
      hardWeight: 0,
      copies: 1,
      epochs: 1,
    });
    const targets = new Float32Array(4);
    await source.writeTargets(batch, targets);
    expect(targets.indexOf(Math.max(...targets))).toBe(train.labels[7]);
    expect(targets.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
    const mixed = new Float32Array(4);
    const mixture = await softTargets(quadrantTeacher(), train, {
      temperature: 1,
      hardWeight: 0.5,
      copies: 1,
      epochs: 1,
    });
    await mixture.writeTargets(batch, mixed);
    for (const [index, value] of mixed.entries()) {
      expect(value).toBeCloseTo((targets[index] ?? NaN) / 2 + (index === train.labels[7] ? 0.5 : 0), 5);
    }
  });

  test('tables have no copies', async () => {
    const table = { ...train, inputShape: [36] };
    const teacher = quadrantTeacher();
    await softTargets(teacher, table, { ...settings, copies: 5, epochs: 100 });
    expect(teacher.rowsAsked).toBe(40);
  });

  test('a teacher that knows the images themselves alone cannot be asked about copies', async () => {
    const teacher = new LinearTeacher(quadrantTeacher().weights, { answersAnyInput: false });
    await expect(softTargets(teacher, train, { ...settings, copies: 2, epochs: 20 })).rejects.toThrow(
      new InvalidInputError(
        'the teacher (linear teacher) knows the images themselves alone: copies must be 1, found 2',
      ),
    );
  });

  test('a teacher of other classes is refused', async () => {
    await expect(
      softTargets(new LinearTeacher([[1], [2]]), train, { ...settings, copies: 1, epochs: 1 }),
    ).rejects.toThrow('the teacher (linear teacher) must know the 4 classes of quadrants, found 2');
  });
});

describe('computeCopyLogits', () => {
  test('asks about each copy of each image', async () => {
    // The second logit is the value of one pixel in the middle.
    const pixel = 2 * 6 + 1;
    const teacher = new LinearTeacher([
      new Array<number>(36).fill(0),
      Array.from({ length: 36 }, (_, i) => Number(i === pixel)),
    ]);
    const images = new ImageCopies(train, 4);
    const answers = await computeCopyLogits(teacher, images);
    const copied = new Float32Array(36);
    for (const [row, copy] of [
      [9, 0],
      [9, 1],
      [9, 3],
      [39, 2],
    ] as const) {
      images.write(row, copy, copied, 0);
      expect(answers.logits(row, copy)[1]).toBe(copied[pixel]);
    }
    expect(answers.logits(9, 0)[1]).toBe(train.features[9 * 36 + pixel]);
  });

  test('reports progress, and stops when asked to', async () => {
    const progress: number[] = [];
    let total = 0;
    const controller = new AbortController();
    const asking = computeCopyLogits(quadrantTeacher(), new ImageCopies(train, 9), {
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

test('hardTargets are the labels, whatever was done to the images', async () => {
  const batches = new AugmentedBatches(new ImageCopies(train, 4), 16, new SeededRandom(5));
  const { rows } = batches.next();
  const expected = [...rows].flatMap((row) =>
    [0, 1, 2, 3].map((label) => Number(label === train.labels[row])),
  );
  expect([...(await firstTargets(hardTargets(train), 4))]).toEqual(expected);
});

describe('AugmentedBatches', () => {
  test('the same seed gives the same batches, of all copies', () => {
    const images = new ImageCopies(train, 4);
    const first = new AugmentedBatches(images, 8, new SeededRandom(1));
    const second = new AugmentedBatches(images, 8, new SeededRandom(1));
    expect(first.batchesPerEpoch).toBe(5);
    const seen = new Set<number>();
    const expected = new Float32Array(8 * 36);
    for (let batch = 0; batch < 5; batch++) {
      const { rows, copies, features } = first.next();
      expect(second.next()).toEqual({ rows, copies, features });
      for (const [position, row] of rows.entries())
        images.write(row, copies[position] ?? NaN, expected, position);
      expect(features).toEqual(expected);
      for (const copy of copies) seen.add(copy);
    }
    expect([...seen].sort()).toEqual([0, 1, 2, 3]);
  });

  test('without copies, rows are gathered as they are', () => {
    const { rows, features } = new AugmentedBatches(new ImageCopies(train, 1), 8, new SeededRandom(1)).next();
    for (const [position, row] of rows.entries()) {
      expect(features.slice(position * 36, (position + 1) * 36)).toEqual(
        train.features.slice(row * 36, (row + 1) * 36),
      );
    }
  });
});
