import { expect, test } from '@jest/globals';

import { ask } from '../../src/distill/ask.js';
import type { ProgressObserver } from '../../src/distill/progress.js';
import { createTensorflowEngine } from '../../src/engine/tensorflow-engine.js';
import { InvalidInputError } from '../../src/errors.js';
import { quadrantImages } from '../teacher/separable-data.js';
import { LinearTeacher, quadrantTeacher } from './linear-teacher.js';

const train = quadrantImages(40, 3);
const settings = { temperature: 2, hardWeight: 0.25, teacherDeformations: 1 };

async function contextWith(observer?: ProgressObserver) {
  return { engine: await createTensorflowEngine({ backend: 'cpu' }), observer };
}

test('asks about each deformation of each image, and says how far it is', async () => {
  const teacher = quadrantTeacher();
  const calls: string[] = [];
  const { logits, seconds } = await ask(
    teacher,
    train,
    { ...settings, teacherDeformations: 3 },
    await contextWith({
      phaseStarted: (phase, total) => void calls.push(`${phase} of ${total}`),
      stepsDone: (_phase, done) => void calls.push(String(done)),
      phaseEnded: (phase) => void calls.push(`end of ${phase}`),
    }),
  );
  expect(logits).toHaveLength(40 * 4);
  expect(seconds).toBeGreaterThan(0);
  expect(teacher.rowsAsked).toBe(3 * 40);
  expect(calls).toEqual(['softTargets of 120', '40', '80', '120', 'end of softTargets']);
});

test('a teacher that knows the images themselves alone cannot be asked about deformed ones', async () => {
  const teacher = new LinearTeacher(quadrantTeacher().weights, { answersAnyInput: false });
  const context = await contextWith();
  await expect(ask(teacher, train, { ...settings, teacherDeformations: 2 }, context)).rejects.toThrow(
    new InvalidInputError(
      'the teacher (linear teacher) knows the images themselves alone: teacherDeformations must be 1, found 2',
    ),
  );
  await ask(teacher, train, settings, context);
  await ask(teacher, { ...train, inputShape: [36] }, { ...settings, teacherDeformations: 2 }, context);
  expect(teacher.rowsAsked).toBe(2 * 40);
});

test('a teacher of other classes is refused before it is asked', async () => {
  await expect(ask(new LinearTeacher([[1], [2]]), train, settings, await contextWith())).rejects.toThrow(
    'the teacher (linear teacher) must know the 4 classes of quadrants, found 2',
  );
});
