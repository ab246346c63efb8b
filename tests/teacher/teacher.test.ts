import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { createTensorflowEngine } from '../../src/engine/tensorflow-engine.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { tf } from '../../src/engine/tensorflow.js';
import { InvalidInputError } from '../../src/errors.js';
import { SeededRandom } from '../../src/data/random.js';
import {
  buildCnn,
  buildMlp,
  buildNetwork,
  type ArchitectureOptions,
} from '../../src/teacher/built-in/architectures.js';
import { logitClasses } from '../../src/teacher/logit-source.js';
import { Teacher } from '../../src/teacher/teacher.js';

/** A dense layer without bias whose kernel is the identity: its outputs are its activated inputs. */
function identityModel(units: number, activation: 'linear' | 'softmax' | 'sigmoid' | 'relu'): tf.LayersModel {
  const model = tf.sequential();
  model.add(
    tf.layers.dense({
      inputShape: [units],
      units,
      activation,
      useBias: false,
      kernelInitializer: 'identity',
    }),
  );
  return model;
}

async function logitsOf(model: tf.LayersModel, features: number[]): Promise<Float32Array> {
  const teacher = await Teacher.fromModel(model, await createTensorflowEngine({ backend: 'cpu' }));
  const logits = await teacher.logits(Float32Array.from(features), features.length / teacher.featureCount);
  await teacher.dispose();
  return logits;
}

describe('Teacher', () => {
  test('gives the logits of every row, also when they do not fill the batches', async () => {
    const rows = 601;
    const features = Float32Array.from({ length: rows * 2 }, (_, index) => index % 97);
    expect(await logitsOf(identityModel(2, 'linear'), [...features])).toEqual(features);
  });

  test.each([
    ['cnn', buildCnn, [14, 14, 1], 1],
    ['dense network', buildMlp, [30], 3],
  ] as const)(
    'a row has one answer to the bit, wherever it stands (%s)',
    async (_, build, inputShape, members) => {
      const engine = await createOnnxruntimeEngine({ threads: 1 });
      const { answer } = buildNetwork<ArchitectureOptions>(
        build,
        { inputShape, classCount: 5, seed: 3 },
        members,
      );
      const teacher = await Teacher.fromModel(answer, engine, 'logits');
      const { featureCount } = teacher;
      const rows = 301;
      const random = new SeededRandom(4);
      const features = Float32Array.from({ length: rows * featureCount }, () => random.normal());
      const together = await teacher.logits(features, rows);
      for (const row of [0, 63, 64, 127, 128, 255, 300]) {
        const alone = await teacher.logits(features.slice(row * featureCount, (row + 1) * featureCount), 1);
        expect(alone).toEqual(together.slice(row * 5, (row + 1) * 5));
      }
      await teacher.dispose();
      await engine.dispose();
    },
  );

  test('takes a softmax back to logits, up to a constant', async () => {
    const logits = await logitsOf(identityModel(3, 'softmax'), [1, 3, 0]);
    const [a = 0, b = 0, c = 0] = logits;
    expect(b - a).toBeCloseTo(2, 5);
    expect(a - c).toBeCloseTo(1, 5);
  });

  test('stays finite where a softmax gives 0', async () => {
    const logits = await logitsOf(identityModel(2, 'softmax'), [200, 0]);
    expect([...logits].every(Number.isFinite)).toBe(true);
  });

  test('reads one sigmoid, or one logit, as two classes', async () => {
    expect([...(await logitsOf(identityModel(1, 'sigmoid'), [1.5, -0.5]))]).toEqual([
      0,
      expect.closeTo(1.5, 4),
      0,
      expect.closeTo(-0.5, 4),
    ]);
    expect([...(await logitsOf(identityModel(1, 'linear'), [1.5, -0.5]))]).toEqual([0, 1.5, 0, -0.5]);
  });

  test('finds a softmax in a nested model, before a reshape, and the logarithm of one, by the answers', async () => {
    const rows = [1, 3, 0, -2, 0, 1];
    const [plain] = [await logitsOf(identityModel(3, 'linear'), rows)];
    const nested = tf.sequential();
    nested.add(identityModel(3, 'linear'));
    nested.add(identityModel(3, 'softmax'));
    const reshaped = tf.sequential();
    reshaped.add(identityModel(3, 'softmax'));
    reshaped.add(tf.layers.reshape({ targetShape: [3] }));
    const logarithm = tf.sequential();
    logarithm.add(
      tf.layers.dense({
        inputShape: [3],
        units: 3,
        // TensorFlow.js takes the name, its types do not know it.
        activation: 'logSoftmax' as 'softmax',
        useBias: false,
        kernelInitializer: 'identity',
      }),
    );
    for (const model of [nested, reshaped, logarithm]) {
      const logits = await logitsOf(model, rows);
      for (const row of [0, 1]) {
        for (const index of [1, 2]) {
          const difference = (values: Float32Array) =>
            (values[3 * row + index] ?? 0) - (values[3 * row] ?? 0);
          expect(difference(logits)).toBeCloseTo(difference(plain), 4);
        }
      }
    }
  });

  test('refuses answers that are neither logits nor distributions', async () => {
    await expect(logitsOf(identityModel(3, 'sigmoid'), [0, 0, 0])).rejects.toThrow(
      'are no distributions: all are numbers from 0 to 1, but those for row 1 sum to 1.500',
    );
  });

  test('refuses a model without one vector per row', async () => {
    const model = tf.sequential();
    model.add(tf.layers.conv2d({ inputShape: [3, 3, 1], filters: 2, kernelSize: 2 }));
    await expect(logitsOf(model, [])).rejects.toThrow(/must give \[batch, classes\], found \[, 2, 2, 2\]/);
  });

  test('refuses rows of another width', async () => {
    const engine = await createTensorflowEngine({ backend: 'cpu' });
    const teacher = await Teacher.fromModel(identityModel(2, 'linear'), engine);
    await expect(teacher.logits(new Float32Array(9), 3)).rejects.toThrow(
      new InvalidInputError('the teacher takes 2 features for each of 3 rows, found 9 numbers'),
    );
  });

  test('saved and loaded, gives the same logits, on either engine', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'teacher-'));
    const features = Float32Array.from({ length: 5 * 36 }, (_, index) => Math.sin(index));
    const tensorflow = await createTensorflowEngine({ backend: 'cpu' });
    const onnxruntime = await createOnnxruntimeEngine({ threads: 1 });
    const teacher = await Teacher.fromModel(
      buildCnn({ inputShape: [6, 6, 1], classCount: 3, seed: 2 }),
      onnxruntime,
    );
    const logits = await teacher.logits(features, 5);
    await teacher.save(folder);
    const again = await Teacher.load(folder, onnxruntime);
    expect(await again.logits(features, 5)).toEqual(logits);
    expect(again.description).toBe(
      `layers model "cnn" with ${teacher.parameterCount.toLocaleString('en-US')} weights`,
    );
    const eager = await Teacher.load(folder, tensorflow);
    for (const [index, logit] of (await eager.logits(features, 5)).entries()) {
      expect(logit).toBeCloseTo(logits[index] ?? NaN, 4);
    }
    await onnxruntime.dispose();
    await rm(folder, { recursive: true });
  });

  test('setWeights changes the answers and what is saved', async () => {
    const engine = await createTensorflowEngine({ backend: 'cpu' });
    const folder = await mkdtemp(path.join(tmpdir(), 'teacher-'));
    const teacher = await Teacher.fromModel(
      buildMlp({ inputShape: [2], classCount: 2, seed: 3, units: 64 }),
      engine,
    );
    teacher.setWeights({ 'logits/bias': Float32Array.of(5, -5), 'logits/kernel': new Float32Array(128) });
    const input = Float32Array.of(1, 2);
    expect([...(await teacher.logits(input, 1))]).toEqual([5, -5]);
    await teacher.save(folder);
    expect([...(await (await Teacher.load(folder, engine)).logits(input, 1))]).toEqual([5, -5]);
    await rm(folder, { recursive: true });
  });
});

test('logitClasses takes the greatest of each row, the first of equals', () => {
  expect([...logitClasses(Float32Array.of(1, 2, -1, -3, 0, 0), 2)]).toEqual([1, 0, 0]);
});
