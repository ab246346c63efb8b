import { describe, expect, test } from '@jest/globals';

import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { createTensorflowEngine } from '../../src/engine/tensorflow-engine.js';
import { InterruptedError } from '../../src/errors.js';
import { defaultAdam } from '../../src/optimizer/settings.js';
import type { TeacherSettings } from '../../src/settings/teacher-settings.js';
import { teacherAccuracy, fitTeacher } from '../../src/train/fit-teacher.js';
import { hardTargets, writeOneHot } from '../../src/train/targets.js';
import { quadrantImages } from '../teacher/separable-data.js';

const settings: TeacherSettings = {
  architecture: 'mlp',
  epochs: 4,
  batchSize: 16,
  learningRate: 0.01,
  optimizer: defaultAdam,
  augment: false,
};
const train = quadrantImages(320, 1);
const validation = quadrantImages(100, 2);

describe('fitTeacher', () => {
  test('learns, and reports each epoch', async () => {
    const engine = await createTensorflowEngine({ backend: 'cpu' });
    const reported: number[] = [];
    let total = 0;
    const { teacher, epochs, bestEpoch } = await fitTeacher(train, validation, hardTargets(train), settings, {
      engine,
      seed: 1,
      onStart: (steps) => (total = steps),
      onEpoch: ({ epoch }) => reported.push(epoch),
    });
    expect(total).toBe(80);
    expect(reported).toEqual([1, 2, 3, 4]);
    expect(epochs[3]?.loss).toBeLessThan((epochs[0]?.loss ?? 0) / 2);
    const accuracy = await teacherAccuracy(teacher, validation);
    expect(accuracy).toBeGreaterThan(0.9);
    // The weights that were kept are those of the best epoch.
    expect(accuracy).toBe(epochs[bestEpoch - 1]?.validationAccuracy);
    expect(accuracy).toBe(Math.max(...epochs.map(({ validationAccuracy }) => validationAccuracy)));
  });

  test('a CNN with deformed images learns on onnxruntime; the seed decides every byte', async () => {
    const engine = await createOnnxruntimeEngine({ threads: 1 });
    const cnn: TeacherSettings = { ...settings, architecture: 'cnn', augment: true };
    const logitsFor = async (seed: number): Promise<Float32Array> => {
      const { teacher } = await fitTeacher(train, validation, hardTargets(train), cnn, { engine, seed });
      expect(await teacherAccuracy(teacher, validation)).toBeGreaterThan(0.8);
      return teacher.logits(validation.features, validation.rowCount);
    };
    const first = await logitsFor(1);
    expect(await logitsFor(1)).toEqual(first);
    expect(await logitsFor(2)).not.toEqual(first);
    await engine.dispose();
  });

  test('both engines train to the same weights, up to rounding', async () => {
    const engines = [
      await createTensorflowEngine({ backend: 'cpu' }),
      await createOnnxruntimeEngine({ threads: 1 }),
    ];
    const [eager, traced] = await Promise.all(
      engines.map(async (engine) => {
        const { teacher } = await fitTeacher(
          train,
          validation,
          hardTargets(train),
          { ...settings, epochs: 1 },
          { engine, seed: 1 },
        );
        return teacher.logits(validation.features, validation.rowCount);
      }),
    );
    const difference = Math.max(
      ...(eager ?? []).map((logit, index) => Math.abs(logit - (traced?.[index] ?? NaN))),
    );
    expect(difference).toBeLessThan(1e-3);
  });

  test('stops when asked to', async () => {
    const engine = await createTensorflowEngine({ backend: 'cpu' });
    const controller = new AbortController();
    const training = fitTeacher(train, validation, hardTargets(train), settings, {
      engine,
      seed: 1,
      signal: controller.signal,
      onEpoch: ({ epoch }) => {
        if (epoch === 2) controller.abort();
      },
    });
    const error: unknown = await training.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InterruptedError);
    expect(error).toHaveProperty('message', 'stopped in epoch 3 of 4');
  });
});

test('writeOneHot puts all weight on each label', () => {
  const targets = new Float32Array(6).fill(9);
  writeOneHot(Uint16Array.of(2, 0, 1), [2, 0], 3, targets);
  expect([...targets]).toEqual([0, 1, 0, 0, 0, 1]);
});
