import { describe, expect, test } from '@jest/globals';

import { liveSoftTargets, softTargets } from '../../src/distill/target-source.js';
import { hardTargets } from '../../src/train/targets.js';
import { InvalidInputError } from '../../src/errors.js';
import { quadrantImages } from '../teacher/separable-data.js';
import { LinearTeacher, quadrantTeacher } from './linear-teacher.js';

const train = quadrantImages(40, 3);
const settings = { temperature: 2, hardWeight: 0.25, teacherDeformations: 1 };
const rows = Int32Array.of(7, 39, 7);
const batch = { rows, features: new Float32Array(3 * 36) };

describe('softTargets', () => {
  test('asks beforehand about each deformation of each image, never again', async () => {
    const teacher = quadrantTeacher();
    const source = await softTargets(teacher, train, { ...settings, teacherDeformations: 3 });
    expect(teacher.rowsAsked).toBe(3 * 40);
    await source.writeTargets(batch, new Float32Array(3 * 4));
    expect(teacher.rowsAsked).toBe(3 * 40);
  });

  test("the target of a row is the teacher's distribution, mixed with its label, however the image is deformed", async () => {
    const source = await softTargets(quadrantTeacher(), train, {
      ...settings,
      temperature: 1,
      hardWeight: 0,
    });
    const targets = new Float32Array(3 * 4);
    await source.writeTargets(batch, targets);
    for (const [position, row] of rows.entries()) {
      const target = targets.subarray(position * 4, (position + 1) * 4);
      expect(target.indexOf(Math.max(...target))).toBe(train.labels[row]);
      expect(target.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
    }
    expect(targets.slice(8)).toEqual(targets.slice(0, 4));

    const mixture = await softTargets(quadrantTeacher(), train, {
      ...settings,
      temperature: 1,
      hardWeight: 0.5,
    });
    const mixed = new Float32Array(3 * 4);
    await mixture.writeTargets({ rows, features: new Float32Array(3 * 36).fill(1) }, mixed);
    for (const [index, value] of mixed.entries()) {
      const isLabel = index % 4 === train.labels[rows[Math.floor(index / 4)] ?? NaN];
      expect(value).toBeCloseTo((targets[index] ?? NaN) / 2 + (isLabel ? 0.5 : 0), 5);
    }
  });

  test('a teacher that knows the images themselves alone cannot be asked about deformed ones', async () => {
    const teacher = new LinearTeacher(quadrantTeacher().weights, { answersAnyInput: false });
    await expect(softTargets(teacher, train, { ...settings, teacherDeformations: 2 })).rejects.toThrow(
      new InvalidInputError(
        'the teacher (linear teacher) knows the images themselves alone: teacherDeformations must be 1, found 2',
      ),
    );
    await softTargets(teacher, train, settings);
    await softTargets(teacher, { ...train, inputShape: [36] }, { ...settings, teacherDeformations: 2 });
    expect(teacher.rowsAsked).toBe(2 * 40);
  });

  test('a teacher of other classes is refused', async () => {
    await expect(softTargets(new LinearTeacher([[1], [2]]), train, settings)).rejects.toThrow(
      'the teacher (linear teacher) must know the 4 classes of quadrants, found 2',
    );
  });
});

describe('liveSoftTargets', () => {
  const { features } = train;
  const asIs = {
    rows,
    features: Float32Array.from([...rows].flatMap((row) => [...features.subarray(row * 36, (row + 1) * 36)])),
  };

  test('of images as they are, are those asked for beforehand', async () => {
    const teacher = quadrantTeacher();
    const live = liveSoftTargets(teacher, train, settings);
    expect(teacher.rowsAsked).toBe(0);
    const [asked, expected] = [new Float32Array(3 * 4), new Float32Array(3 * 4)];
    await live.writeTargets(asIs, asked);
    expect(teacher.rowsAsked).toBe(3);
    await (await softTargets(quadrantTeacher(), train, settings)).writeTargets(asIs, expected);
    for (const [index, value] of asked.entries()) expect(value).toBeCloseTo(expected[index] ?? NaN, 6);
  });

  test('follow the features of the step', async () => {
    const live = liveSoftTargets(quadrantTeacher(), train, settings);
    const [first, other] = [new Float32Array(3 * 4), new Float32Array(3 * 4)];
    await live.writeTargets(asIs, first);
    await live.writeTargets({ rows, features: new Float32Array(3 * 36) }, other);
    expect(other).not.toEqual(first);
  });

  test('need a teacher that answers any input, and knows the classes', () => {
    const fixed = new LinearTeacher(quadrantTeacher().weights, { answersAnyInput: false });
    expect(() => liveSoftTargets(fixed, train, settings)).toThrow(
      new InvalidInputError(
        'the teacher (linear teacher) knows the images themselves alone: it cannot be asked while images are deformed',
      ),
    );
    expect(() => liveSoftTargets(new LinearTeacher([[1], [2]]), train, settings)).toThrow(
      'the teacher (linear teacher) must know the 4 classes of quadrants, found 2',
    );
  });
});

test('hardTargets are the labels, whatever was done to the images', async () => {
  const targets = new Float32Array(3 * 4).fill(9);
  await hardTargets(train).writeTargets(batch, targets);
  const expected = [...rows].flatMap((row) =>
    [0, 1, 2, 3].map((label) => Number(label === train.labels[row])),
  );
  expect([...targets]).toEqual(expected);
});
