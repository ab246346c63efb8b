import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import {
  layersModelInferenceProgram,
  layersModelTrainingProgram,
  writeLayerWeights,
  type LayersTrainingOptions,
} from '../../src/compile/layers-model-program.js';
import { traceInference } from '../../src/compile/trace.js';
import { SeededRandom } from '../../src/data/random.js';
import type { Engine } from '../../src/engine/engine.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { createTensorflowEngine } from '../../src/engine/tensorflow-engine.js';
import { defaultAdam } from '../../src/optimizer/settings.js';
import { expectClose } from '../support/engine-parity.js';

const batchSize = 6;
const inputShape = [8, 8, 2];

/** Every kind of layer that a teacher of ours or of a user's is likely to have. */
function mixedModel(): tf.LayersModel {
  const seeded = (seed: number) => tf.initializers.heNormal({ seed });
  const input = tf.input({ shape: inputShape });
  const first = tf.layers
    .conv2d({
      filters: 4,
      kernelSize: 3,
      padding: 'same',
      kernelInitializer: seeded(1),
      name: 'first',
      useBias: false,
    })
    .apply(input);
  const normalized = tf.layers.batchNormalization({ name: 'normalize' }).apply(first);
  const active = tf.layers.activation({ activation: 'relu' }).apply(normalized);
  const depthwise = tf.layers
    .depthwiseConv2d({
      kernelSize: 3,
      padding: 'same',
      depthwiseInitializer: seeded(2),
      activation: 'tanh',
      name: 'depthwise',
    })
    .apply(active) as tf.SymbolicTensor;
  const sum = tf.layers.add().apply([depthwise, active as tf.SymbolicTensor]) as tf.SymbolicTensor;
  const pooled = tf.layers.maxPooling2d({ poolSize: 2 }).apply(sum) as tf.SymbolicTensor;
  const averaged = tf.layers.averagePooling2d({ poolSize: 2 }).apply(sum) as tf.SymbolicTensor;
  const both = tf.layers.concatenate().apply([pooled, averaged]) as tf.SymbolicTensor;
  const global = tf.layers.globalAveragePooling2d({}).apply(both);
  const flat = tf.layers.flatten().apply(tf.layers.reshape({ targetShape: [4, 32] }).apply(both));
  const dense = tf.layers
    .dense({ units: 8, activation: 'elu', kernelInitializer: seeded(3), name: 'dense' })
    .apply(flat) as tf.SymbolicTensor;
  const joined = tf.layers.concatenate().apply([dense, global as tf.SymbolicTensor]);
  const logits = tf.layers
    .dense({ units: 3, kernelInitializer: seeded(4), name: 'logits' })
    .apply(joined) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: logits, name: 'mixed' });
}

let tensorflow: Engine;
let onnxruntime: Engine;
beforeAll(async () => {
  tensorflow = await createTensorflowEngine({ backend: 'cpu' });
  onnxruntime = await createOnnxruntimeEngine({ threads: 1 });
});
afterAll(async () => {
  await tensorflow.dispose();
  await onnxruntime.dispose();
});

async function trainOn(
  engine: Engine,
  loss: LayersTrainingOptions['loss'],
): Promise<Record<string, Float32Array>> {
  const step = await engine.compileTraining(
    layersModelTrainingProgram(mixedModel(), { batchSize, loss }),
    defaultAdam,
  );
  const random = new SeededRandom(3);
  const losses = [];
  for (let index = 0; index < 8; index++) {
    step.inputs.features.forEach((_, position, values) => (values[position] = random.normal()));
    step.inputs.targets.forEach((_, position, values) => {
      const weight = loss === 'weighted-softmax-cross-entropy' ? Math.floor(position / 3) : 1;
      values[position] = weight * (position % 3 === index % 3 ? 0.8 : 0.1);
    });
    losses.push(await step.run(0.01));
  }
  const result = { losses: Float32Array.from(losses), ...step.parameters, ...step.state };
  await step.dispose();
  return result;
}

describe('layers models', () => {
  for (const loss of [
    'softmax-cross-entropy',
    'weighted-softmax-cross-entropy',
    'sigmoid-cross-entropy',
  ] as const) {
    test(`train alike on both engines with ${loss}`, async () => {
      const [expected, actual] = [await trainOn(tensorflow, loss), await trainOn(onnxruntime, loss)];
      expect(Object.keys(actual)).toEqual(Object.keys(expected));
      expect(Object.keys(actual).some((name) => name.includes('moving_mean'))).toBe(true);
      for (const [name, values] of Object.entries(expected)) {
        expectClose(actual[name] ?? new Float32Array(), values, 1e-4, name);
      }
    });
  }

  test('predict as the model itself does, with weights written back', async () => {
    const model = mixedModel();
    const trained = await trainOn(onnxruntime, 'softmax-cross-entropy');
    writeLayerWeights(model, trained);
    const step = await onnxruntime.compileInference(layersModelInferenceProgram(model, { batchSize }));
    const random = new SeededRandom(5);
    step.inputs.features.forEach((_, position, values) => (values[position] = random.normal()));
    await step.run();
    await tf.setBackend('cpu');
    const expected = tf.tidy(
      () => model.predict(tf.tensor(step.inputs.features.slice(), [batchSize, ...inputShape])) as tf.Tensor,
    );
    expectClose(step.outputs.logits, Float32Array.from(expected.dataSync()), 1e-5, 'logits');
  });

  test('the model keeps its own weights after compiling', () => {
    const model = mixedModel();
    const before = model.getWeights().map((weight) => [...weight.dataSync()]);
    traceInference(layersModelInferenceProgram(model, { batchSize }));
    expect(model.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
  });

  test('an unsupported layer is named', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 4, inputShape: [4] }),
        tf.layers.upSampling2d({ name: 'grow', inputShape: [2, 2, 1] }),
      ].slice(1),
    });
    expect(() => traceInference(layersModelInferenceProgram(model, { batchSize }))).toThrow(
      'used by layer "grow"',
    );
  });

  test('random layers are refused in training and allowed in prediction', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dropout({ rate: 0.5, inputShape: [4], name: 'drop' }),
        tf.layers.dense({ units: 2 }),
      ],
    });
    expect(() => layersModelTrainingProgram(model, { batchSize, loss: 'softmax-cross-entropy' })).toThrow(
      'layer "drop" (Dropout)',
    );
    expect(() => traceInference(layersModelInferenceProgram(model, { batchSize }))).not.toThrow();
  });

  test('sizes must be fixed', () => {
    const model = tf.sequential({ layers: [tf.layers.globalAveragePooling1d({ inputShape: [null, 3] })] });
    expect(() => layersModelInferenceProgram(model, { batchSize })).toThrow('must have a fixed shape');
  });
});
