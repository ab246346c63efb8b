import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tf } from '../../../src/engine/tensorflow.js';
import { readLayersModel } from '../../../src/teacher/foreign/layers-model-folder.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keras3-'));
});
afterAll(() => rm(folder, { recursive: true }));

const float32 = {
  module: 'keras',
  class_name: 'DTypePolicy',
  config: { name: 'float32' },
  registered_name: null,
};

function denseConfig(name: string, units: number, activation: unknown = 'linear') {
  return {
    module: 'keras.layers',
    class_name: 'Dense',
    config: {
      name,
      trainable: true,
      dtype: float32,
      units,
      activation,
      use_bias: false,
      kernel_initializer: {
        module: 'keras.initializers',
        class_name: 'GlorotUniform',
        config: { seed: null },
      },
      bias_initializer: { module: 'keras.initializers', class_name: 'Zeros', config: {} },
      kernel_regularizer: { module: 'keras.regularizers', class_name: 'L2', config: { l2: 0.01 } },
    },
    build_config: { input_shape: [null, 2] },
  };
}

const input = {
  class_name: 'InputLayer',
  config: { batch_shape: [null, 2], dtype: 'float32', sparse: false, name: 'in' },
};
const tensor = (layer: string) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 2], dtype: 'float32', keras_history: [layer, 0, 0] },
});

async function load(model: unknown, weights: Record<string, number[]>): Promise<tf.LayersModel> {
  const document = {
    format: 'layers-model',
    generatedBy: 'keras v3.3.3',
    modelTopology: { keras_version: '3.3.3', backend: 'tensorflow', model_config: model },
    weightsManifest: [
      {
        paths: ['group1-shard1of1.bin'],
        weights: Object.keys(weights).map((name) => ({ name, shape: [2, 2], dtype: 'float32' })),
      },
    ],
  };
  await writeFile(path.join(folder, 'model.json'), JSON.stringify(document));
  await writeFile(
    path.join(folder, 'group1-shard1of1.bin'),
    Buffer.from(Float32Array.from(Object.values(weights).flat()).buffer),
  );
  return readLayersModel(folder);
}

const answers = (model: tf.LayersModel, row: number[]): number[] => [
  ...(model.predict(tf.tensor2d([row])) as tf.Tensor).dataSync(),
];

describe('a model that Keras 3 has saved', () => {
  test('is read when its layers stand in a row', async () => {
    const relu = { module: 'builtins', class_name: 'function', config: 'relu', registered_name: 'function' };
    const model = await load(
      {
        class_name: 'Sequential',
        config: { name: 'sequential', dtype: float32, layers: [input, denseConfig('dense', 2, relu)] },
      },
      { 'sequential/dense/kernel': [1, 2, 3, -4] },
    );
    expect(answers(model, [1, 1])).toEqual([4, 0]);
  });

  test.each([[['in', 0, 0]], [[['in', 0, 0]]]])(
    'is read when its layers make a graph, inputs as %j',
    async (inputLayers) => {
      const call = (...layers: string[]) => [{ args: layers.map(tensor), kwargs: {} }];
      const model = await load(
        {
          class_name: 'Functional',
          config: {
            name: 'functional',
            trainable: true,
            layers: [
              { ...input, name: 'in', inbound_nodes: [] },
              { ...denseConfig('a', 2), name: 'a', inbound_nodes: call('in') },
              { ...denseConfig('b', 2), name: 'b', inbound_nodes: call('in') },
              {
                class_name: 'Add',
                config: { name: 'sum', trainable: true, dtype: float32 },
                name: 'sum',
                inbound_nodes: [{ args: [[tensor('a'), tensor('b')]], kwargs: {} }],
              },
            ],
            input_layers: inputLayers,
            output_layers: [['sum', 0, 0]],
          },
        },
        { 'a/kernel': [1, 0, 0, 1], 'b/kernel': [0, 10, 10, 0] },
      );
      expect(answers(model, [3, 5])).toEqual([53, 35]);
    },
  );

  test('of layers that TensorFlow.js lacks is refused in one line that says what helps', async () => {
    const layers = [input, { class_name: 'Rescaling2', config: { name: 'x', dtype: float32 } }];
    const loading = load({ class_name: 'Sequential', config: { name: 's', layers } }, {});
    await expect(loading).rejects.toThrow(
      /^.*model\.json: TensorFlow\.js cannot build.*Rescaling2.*Keras 3.*ONNX.*$/,
    );
  });
});
