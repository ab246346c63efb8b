import { describe, expect, test } from '@jest/globals';

import { tf } from '../../../src/engine/tensorflow.js';
import { InvalidInputError } from '../../../src/errors.js';
import { buildCnn, buildMlp } from '../../../src/teacher/built-in/architectures.js';

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

test('the built-in MLP takes tables and images, and widens with the features up to a limit', () => {
  const units = (inputShape: number[]): unknown =>
    buildMlp({ inputShape, classCount: 3, seed: 1 }).getLayer('hidden1').getConfig().units;
  expect([units([4]), units([50]), units([3072]), units([4, 4, 2])]).toEqual([64, 200, 512, 128]);
  expect(outputShape(buildMlp({ inputShape: [4, 4, 2], classCount: 3, seed: 1 }))).toEqual([null, 3]);
});
