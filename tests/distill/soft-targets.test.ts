import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import {
  liveSoftTargets,
  probabilitiesOf,
  softTargets,
  writeSoftTargets,
} from '../../src/distill/soft-targets.js';
import { InvalidInputError } from '../../src/errors.js';
import { quadrantImages } from '../teacher/separable-data.js';
import { LinearTeacher, quadrantTeacher } from './linear-teacher.js';

const train = quadrantImages(40, 3);
const settings = { temperature: 2, hardWeight: 0.25 };
const rows = Int32Array.of(7, 39, 7);
const batch = { rows, features: new Float32Array(3 * 36) };

function targetsOf(
  logits: number[],
  label: number | undefined,
  temperature: number,
  hardWeight: number,
): number[] {
  const targets = new Float32Array(logits.length);
  writeSoftTargets(Float32Array.from(logits), label, { temperature, hardWeight }, targets);
  return [...targets];
}

const close = (values: number[]): unknown[] => values.map((value) => expect.closeTo(value, 6));

describe('a softened row', () => {
  test('by hand: logits 0 and log 4', () => {
    expect(targetsOf([0, Math.log(4)], 0, 1, 0)).toEqual(close([0.2, 0.8]));
    // At T = 2 the odds are sqrt(4) = 2.
    expect(targetsOf([0, Math.log(4)], 0, 2, 0)).toEqual(close([1 / 3, 2 / 3]));
    expect(targetsOf([0, Math.log(4)], 0, 2, 0.25)).toEqual(close([0.25 + 0.75 / 3, 0.75 * (2 / 3)]));
    expect(targetsOf([0, Math.log(4)], 1, 2, 1)).toEqual([0, 1]);
    // Without a label there is nothing hard.
    expect(targetsOf([0, Math.log(4)], undefined, 2, 0.25)).toEqual(close([1 / 3, 2 / 3]));
  });

  test('huge logits neither overflow nor vanish', () => {
    expect(targetsOf([1e30, -1e30, 1e30], 0, 1, 0)).toEqual([0.5, 0, 0.5]);
    expect(targetsOf([-1e30, -1e30], 0, 0.01, 0)).toEqual([0.5, 0.5]);
  });

  test('are a distribution in the order of the logits, flatter at a higher temperature', () => {
    const logit = fc.float({ min: -30, max: 30, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(logit, { minLength: 2, maxLength: 12 }),
        fc.double({ min: 0.5, max: 20, noNaN: true }),
        (logits, t) => {
          const targets = targetsOf(logits, 0, t, 0);
          expect(targets.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
          expect(Math.max(...targetsOf(logits, 0, 2 * t, 0))).toBeLessThanOrEqual(
            Math.max(...targets) + 1e-6,
          );
          for (const [index, value] of targets.entries()) {
            const greater = logits.findIndex((other) => other > (logits[index] ?? 0));
            if (greater >= 0) expect(value).toBeLessThanOrEqual((targets[greater] ?? 0) + 1e-7);
          }
        },
      ),
    );
  });

  test('may be written over the logits', () => {
    const values = Float32Array.of(0, Math.log(4));
    writeSoftTargets(values, 0, { temperature: 1, hardWeight: 0 }, values);
    expect([...values]).toEqual(close([0.2, 0.8]));
  });
});

test('probabilitiesOf takes the softmax of each row', () => {
  const probabilities = probabilitiesOf(Float32Array.of(0, 0, 0, Math.log(3)), 2);
  expect([...probabilities]).toEqual(close([0.5, 0.5, 0.25, 0.75]));
});

describe('softTargets', () => {
  test("the target of a row is the teacher's distribution, mixed with its label, however the image is deformed", async () => {
    const logits = await quadrantTeacher().logits(train.features.subarray(), train.rowCount);
    const targets = new Float32Array(3 * 4);
    await softTargets(logits, train, { temperature: 1, hardWeight: 0 }).writeTargets(batch, targets);
    for (const [position, row] of rows.entries()) {
      const target = targets.subarray(position * 4, (position + 1) * 4);
      expect(target.indexOf(Math.max(...target))).toBe(train.labels[row]);
      expect(target.reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
    }
    expect(targets.slice(8)).toEqual(targets.slice(0, 4));

    const mixture = softTargets(logits, train, { temperature: 1, hardWeight: 0.5 });
    const mixed = new Float32Array(3 * 4);
    await mixture.writeTargets({ rows, features: new Float32Array(3 * 36).fill(1) }, mixed);
    for (const [index, value] of mixed.entries()) {
      const isLabel = index % 4 === train.labels[rows[Math.floor(index / 4)] ?? NaN];
      expect(value).toBeCloseTo((targets[index] ?? NaN) / 2 + (isLabel ? 0.5 : 0), 5);
    }
  });

  test.each([
    [{ temperature: 0, hardWeight: 0 }, 'temperature must be a finite number from 0.001 to 1000000, found 0'],
    [{ temperature: 1, hardWeight: 1.5 }, 'hard weight must be a finite number in [0, 1], found 1.5'],
  ])('%j is refused', (softening, message) => {
    expect(() => softTargets(new Float32Array(160), train, softening)).toThrow(
      new InvalidInputError(message),
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
    const logits = await quadrantTeacher().logits(train.features.subarray(), train.rowCount);
    await softTargets(logits, train, settings).writeTargets(asIs, expected);
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
