import { describe, expect, test } from '@jest/globals';

import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { createTensorflowEngine } from '../../src/engine/tensorflow-engine.js';
import { InterruptedError } from '../../src/errors.js';
import { defaultAdam } from '../../src/optimizer/settings.js';
import type { TeacherSettings } from '../../src/settings/teacher-settings.js';
import { teacherAccuracy, fitTeacher } from '../../src/train/fit-teacher.js';
import { bestSharpness } from '../../src/train/sharpness.js';
import { writeOneHot } from '../../src/train/targets.js';
import { quadrantImages } from '../teacher/separable-data.js';

const settings: TeacherSettings = {
  architecture: 'mlp',
  epochs: 4,
  batchSize: 16,
  learningRate: 0.01,
  optimizer: defaultAdam,
  augment: false,
  dense: { hiddenLayers: 1, units: 16, labelSmoothing: 0.1, noise: 0.1 },
};
const train = quadrantImages(320, 1);
const validation = quadrantImages(100, 2);

describe('fitTeacher', () => {
  test('learns, and reports each epoch', async () => {
    const engine = await createTensorflowEngine({ backend: 'cpu' });
    const reported: number[] = [];
    let total = 0;
    const { teacher, epochs, bestEpoch } = await fitTeacher(train, validation, settings, {
      engine,
      seed: 1,
      onStart: (steps) => (total = steps),
      onEpoch: ({ epoch }) => reported.push(epoch),
    });
    // At least 50 steps are an epoch.
    expect(total).toBe(200);
    expect(reported).toEqual([1, 2, 3, 4]);
    expect(epochs[3]?.loss).toBeLessThan((epochs[0]?.loss ?? 0) / 2);
    const accuracy = await teacherAccuracy(teacher, validation);
    expect(accuracy).toBeGreaterThan(0.9);
    // The weights that were kept are those of the best epoch.
    expect(accuracy).toBe(epochs[bestEpoch - 1]?.validationAccuracy);
  });

  test('a CNN with deformed images learns on onnxruntime; the seed decides every byte', async () => {
    const engine = await createOnnxruntimeEngine({ threads: 1 });
    const cnn: TeacherSettings = { ...settings, architecture: 'cnn', augment: true };
    const logitsFor = async (seed: number): Promise<Float32Array> => {
      const { teacher } = await fitTeacher(train, validation, cnn, { engine, seed });
      expect(await teacherAccuracy(teacher, validation)).toBeGreaterThan(0.8);
      return teacher.logits(validation.features.subarray(), validation.rowCount);
    };
    const first = await logitsFor(1);
    expect(await logitsFor(1)).toEqual(first);
    expect(await logitsFor(2)).not.toEqual(first);
    await engine.dispose();
  });

  test('of a CNN, the weights of the epoch of greatest accuracy are kept, and members may be several', async () => {
    const engine = await createOnnxruntimeEngine({ threads: 1 });
    const many = quadrantImages(500, 2);
    const { teacher, epochs, bestEpoch } = await fitTeacher(
      train,
      many,
      { ...settings, architecture: 'cnn', members: 2 },
      { engine, seed: 1 },
    );
    const accuracies = epochs.map(({ validationAccuracy }) => validationAccuracy);
    expect(await teacherAccuracy(teacher, many)).toBe(Math.max(...accuracies));
    expect(accuracies[bestEpoch - 1]).toBe(Math.max(...accuracies));
    await teacher.dispose();
    await engine.dispose();
  });

  test('of a CNN, the weights of the last epoch are kept where the settings say so', async () => {
    const engine = await createOnnxruntimeEngine({ threads: 1 });
    // The labels of these rows are wrong: the less a network has learnt, the better it looks.
    const wrong = { ...validation, labels: validation.labels.map((label) => (label + 1) % 4) };
    const cnn = { ...settings, architecture: 'cnn', epochs: 6, keptEpoch: 'last' } as const;
    const { teacher, epochs, bestEpoch } = await fitTeacher(train, wrong, cnn, { engine, seed: 1 });
    const accuracies = epochs.map(({ validationAccuracy }) => validationAccuracy);
    expect(accuracies.at(-1)).toBeLessThan(Math.max(...accuracies));
    expect(bestEpoch).toBe(6);
    await teacher.dispose();
    await engine.dispose();
  });

  test('ends when held-out rows tell no gain, and is then as sure as it may be', async () => {
    const engine = await createOnnxruntimeEngine({ threads: 1 });
    const { teacher, epochs } = await fitTeacher(
      train,
      validation,
      { ...settings, epochs: 500, members: 4, learningRate: 0.03 },
      { engine, seed: 1 },
    );
    expect(epochs.length).toBeLessThan(100);
    expect(epochs.at(-1)?.learningRate).toBeCloseTo(0.006, 6);
    const logits = await teacher.logits(validation.features.subarray(), validation.rowCount);
    const { labels, rowCount } = validation;
    const weights = new Float32Array(rowCount).fill(1);
    const { factor } = bestSharpness({ logits, classCount: 4, labels, weights });
    // The mean of members is less sure than they are, and more often right.
    expect(factor).toBeGreaterThan(0.7);
    expect(factor).toBeLessThan(3);
    await teacher.dispose();
    await engine.dispose();
  });

  test('a linear teacher has weights for logits alone', async () => {
    const engine = await createOnnxruntimeEngine({ threads: 1 });
    const linear: TeacherSettings = { ...settings, architecture: 'linear', dense: undefined };
    const { teacher } = await fitTeacher(train, validation, linear, { engine, seed: 1 });
    expect(teacher.parameterCount).toBe(36 * 4 + 4);
    expect(await teacherAccuracy(teacher, validation)).toBeGreaterThan(0.9);
    await teacher.dispose();
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
          { ...settings, epochs: 1, members: 3 },
          { engine, seed: 1 },
        );
        return teacher.logits(validation.features.subarray(), validation.rowCount);
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
    const training = fitTeacher(train, validation, settings, {
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
