import { describe, expect, test } from '@jest/globals';

import { SeededRandom } from '../../src/data/random.js';
import { AugmentedBatches } from '../../src/distill/augmented-batches.js';
import { computeShiftedLogits } from '../../src/distill/shifted-logits.js';
import { hardTargets, softTargets, type TargetSource } from '../../src/distill/target-source.js';
import { InterruptedError, InvalidInputError } from '../../src/errors.js';
import { quadrantImages } from '../teacher/separable-data.js';
import { LinearTeacher, quadrantTeacher } from './linear-teacher.js';

const train = quadrantImages(40, 3);
const settings = { temperature: 2, hardWeight: 0.25 };

async function firstTargets(source: TargetSource, shift: number): Promise<Float32Array> {
  const batches = new AugmentedBatches(train, 16, shift, new SeededRandom(5));
  const targets = new Float32Array(16 * 4).fill(9);
  await source.writeTargets(batches.next(), targets);
  return targets;
}

describe('softTargets', () => {
  test('asked beforehand or at each step, a linear teacher gives the same targets', async () => {
    for (const shift of [0, 0.5, 1]) {
      const beforehand = quadrantTeacher();
      const live = quadrantTeacher();
      const cached = await softTargets(beforehand, train, { ...settings, shift, epochs: 9 });
      const asked = await softTargets(live, train, { ...settings, shift, epochs: 0 });
      expect(live.rowsAsked).toBe(0);
      expect(beforehand.rowsAsked).toBe(40 * (shift === 0 ? 1 : 9));
      const expected = await firstTargets(asked, shift);
      expect(live.rowsAsked).toBe(16);
      for (const [index, value] of (await firstTargets(cached, shift)).entries()) {
        expect(value).toBeCloseTo(expected[index] ?? NaN, 5);
      }
      expect(beforehand.rowsAsked).toBe(40 * (shift === 0 ? 1 : 9));
    }
  });

  test('the targets of a row are its distribution, mixed with its label', async () => {
    const batch = {
      rows: Int32Array.of(7),
      down: new Float64Array(1),
      right: new Float64Array(1),
      features: new Float32Array(36),
    };
    const source = await softTargets(quadrantTeacher(), train, {
      temperature: 1,
      hardWeight: 0,
      shift: 0,
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
      shift: 0,
      epochs: 1,
    });
    await mixture.writeTargets(batch, mixed);
    for (const [index, value] of mixed.entries()) {
      expect(value).toBeCloseTo((targets[index] ?? NaN) / 2 + (index === train.labels[7] ? 0.5 : 0), 5);
    }
  });

  test('tables are never moved', async () => {
    const table = { ...train, inputShape: [36] };
    const teacher = quadrantTeacher();
    await softTargets(teacher, table, { ...settings, shift: 2, epochs: 100 });
    expect(teacher.rowsAsked).toBe(40);
  });

  test('a teacher that knows unmoved images alone cannot be used with shifts', async () => {
    const teacher = new LinearTeacher(quadrantTeacher().weights, { answersAnyInput: false });
    await expect(softTargets(teacher, train, { ...settings, shift: 1, epochs: 20 })).rejects.toThrow(
      new InvalidInputError(
        'the teacher (linear teacher) knows unmoved images alone: shift must be 0, found 1',
      ),
    );
  });

  test('a teacher of other classes is refused', async () => {
    await expect(
      softTargets(new LinearTeacher([[1], [2]]), train, { ...settings, shift: 0, epochs: 1 }),
    ).rejects.toThrow('the teacher (linear teacher) must know the 4 classes of quadrants, found 2');
  });
});

describe('computeShiftedLogits', () => {
  test('asks about each image in each position', async () => {
    // The only logit that differs is the value of the second pixel of the third line.
    const pixel = 2 * 6 + 1;
    const teacher = new LinearTeacher([
      new Array<number>(36).fill(0),
      Array.from({ length: 36 }, (_, i) => Number(i === pixel)),
    ]);
    const shifted = await computeShiftedLogits(teacher, train, 2);
    const valueAt = (row: number, y: number, x: number): number =>
      y >= 0 && y < 6 && x >= 0 && x < 6 ? (train.features[row * 36 + y * 6 + x] ?? NaN) : 0;
    for (const [down, right] of [
      [0, 0],
      [2, -1],
      [-2, 2],
      [1, 2],
    ] as const) {
      expect(shifted.logits(9, down, right)[1]).toBe(valueAt(9, 2 - down, 1 - right));
    }
  });

  test('reports progress, and stops when asked to', async () => {
    const progress: number[] = [];
    let total = 0;
    const controller = new AbortController();
    const asking = computeShiftedLogits(quadrantTeacher(), train, 1, {
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
  const batches = new AugmentedBatches(train, 16, 1, new SeededRandom(5));
  const { rows } = batches.next();
  const expected = [...rows].flatMap((row) =>
    [0, 1, 2, 3].map((label) => Number(label === train.labels[row])),
  );
  expect([...(await firstTargets(hardTargets(train), 1))]).toEqual(expected);
});

describe('AugmentedBatches', () => {
  test('the same seed gives the same batches; images are moved within the limit, each by itself', () => {
    const first = new AugmentedBatches(train, 8, 1.5, new SeededRandom(1));
    const second = new AugmentedBatches(train, 8, 1.5, new SeededRandom(1));
    expect(first.batchesPerEpoch).toBe(5);
    const seen = new Set<number>();
    for (let batch = 0; batch < 5; batch++) {
      const { rows, down, right, features } = first.next();
      expect(second.next()).toEqual({ rows, down, right, features });
      for (const move of [...down, ...right]) {
        expect(Math.abs(move)).toBeLessThanOrEqual(1.5);
        seen.add(move);
      }
    }
    expect(seen.size).toBe(80);
  });

  test('without shifts, rows are gathered as they are', () => {
    const { rows, features } = new AugmentedBatches(train, 8, 0, new SeededRandom(1)).next();
    for (const [position, row] of rows.entries()) {
      expect(features.slice(position * 36, (position + 1) * 36)).toEqual(
        train.features.slice(row * 36, (row + 1) * 36),
      );
    }
  });
});
