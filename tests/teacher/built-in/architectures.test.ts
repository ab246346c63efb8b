import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { createOnnxruntimeEngine } from '../../../src/engine/onnxruntime-engine.js';
import { tf } from '../../../src/engine/tensorflow.js';
import { InvalidInputError } from '../../../src/errors.js';
import {
  buildCnn,
  buildMlp,
  buildNetwork,
  logitsLayerName,
} from '../../../src/teacher/built-in/architectures.js';
import { readLayersModel } from '../../../src/teacher/foreign/layers-model-folder.js';
import { Teacher } from '../../../src/teacher/teacher.js';

const valuesOf = (model: tf.LayersModel): number[][] =>
  model.getWeights().map((weight) => [...weight.dataSync()]);
const outputShape = (model: tf.LayersModel): unknown => model.outputs[0]?.shape;

describe('the built-in CNN', () => {
  test('has two convolutional layers and linear logits', () => {
    const model = buildCnn({ inputShape: [28, 28, 1], classCount: 10, seed: 1 });
    expect(model.layers.map((layer) => layer.getClassName())).toEqual([
      'Conv2D',
      'MaxPooling2D',
      'Conv2D',
      'MaxPooling2D',
      'Flatten',
      'Dense',
      'Dense',
    ]);
    expect(outputShape(model)).toEqual([null, 10]);
    expect(model.countParams()).toBe(
      25 * 16 + 16 + 25 * 16 * 32 + 32 + 7 * 7 * 32 * 128 + 128 + 128 * 10 + 10,
    );
    expect(model.layers.at(-1)?.getConfig().activation).toBe('linear');
  });

  test('is larger for color images, and fits tiny ones', () => {
    const color = buildCnn({ inputShape: [32, 32, 3], classCount: 100, seed: 1 });
    expect(color.layers[0]?.getConfig().filters).toBe(32);
    expect(outputShape(color)).toEqual([null, 100]);
    for (const side of [1, 2, 3, 5]) {
      expect(outputShape(buildCnn({ inputShape: [side, 8, 1], classCount: 2, seed: 1 }))).toEqual([null, 2]);
    }
  });

  test('refuses tables', () => {
    expect(() => buildCnn({ inputShape: [4], classCount: 3, seed: 1 })).toThrow(InvalidInputError);
    expect(() => buildCnn({ inputShape: [4], classCount: 3, seed: 1 })).toThrow(
      /found \[4\]; for tables use "mlp"/,
    );
  });
});

test('the seed alone decides the start weights', () => {
  const first = valuesOf(buildCnn({ inputShape: [6, 6, 1], classCount: 3, seed: 5 }));
  expect(valuesOf(buildCnn({ inputShape: [6, 6, 1], classCount: 3, seed: 5 }))).toEqual(first);
  expect(valuesOf(buildCnn({ inputShape: [6, 6, 1], classCount: 3, seed: 6 }))).not.toEqual(first);
});

test('the built-in MLP takes tables and images; without hidden layers it is linear', () => {
  const options = { inputShape: [4, 4, 2], classCount: 3, seed: 1 };
  const mlp = buildMlp({ ...options, hiddenLayers: 3, units: 8 });
  expect(outputShape(mlp)).toEqual([null, 3]);
  expect(mlp.countParams()).toBe(32 * 8 + 8 + 2 * (8 * 8 + 8) + 8 * 3 + 3);
  expect(buildMlp({ ...options, hiddenLayers: 0 }).countParams()).toBe(32 * 3 + 3);
});

describe('a network of members', () => {
  const options = { inputShape: [5], classCount: 3, seed: 4, units: 6 };
  const features = tf.tensor([[0.5, -1, 2, 0, 30]]);
  const answersOf = (model: tf.LayersModel): number[] => [
    ...(model.predict(features) as tf.Tensor).dataSync(),
  ];

  test('answers with the mean of the logits of members that differ', () => {
    const { members, answer } = buildNetwork(buildMlp, options, 3);
    expect(outputShape(members)).toEqual([null, 3, 3]);
    const logits = answersOf(members);
    const [first, second, third] = [logits.slice(0, 3), logits.slice(3, 6), logits.slice(6)];
    expect(first).not.toEqual(second);
    for (const [index, mean] of answersOf(answer).entries()) {
      const sum = (first[index] ?? NaN) + (second[index] ?? NaN) + (third[index] ?? NaN);
      expect(mean).toBeCloseTo(sum / 3, 5);
    }
    const names = answer.weights.map(({ originalName }) => originalName);
    expect(new Set(names).size).toBe(3 * 6);
    expect(names.filter((name) => name.startsWith(logitsLayerName))).toHaveLength(3 * 2);
  });

  test('of one member is the network itself', () => {
    const { members, answer } = buildNetwork(buildMlp, options, 1);
    expect(members).toBe(answer);
    expect(answersOf(answer)).toEqual(answersOf(buildMlp(options)));
  });

  test('is saved as a folder that gives the same answers', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'members-'));
    const engine = await createOnnxruntimeEngine({ threads: 1 });
    const teacher = await Teacher.fromModel(buildNetwork(buildMlp, options, 2).answer, engine, 'logits');
    const input = Float32Array.of(0.5, -1, 2, 0, 30);
    const expected = await teacher.logits(input, 1);
    await teacher.save(folder);
    const opened = await Teacher.load(folder, engine, 'logits');
    expect(await opened.logits(input, 1)).toEqual(expected);
    // Plain TensorFlow.js, nothing of ours.
    const plain = answersOf(await readLayersModel(folder));
    plain.forEach((logit, index) => expect(logit).toBeCloseTo(expected[index] ?? NaN, 4));
    await opened.dispose();
    await teacher.dispose();
    await engine.dispose();
    await rm(folder, { recursive: true });
  });
});
