import { expect, test } from '@jest/globals';
import { compileTrainingGraph } from '../../../src/compile/compile.js';
import { sizeOf, type Graph } from '../../../src/compile/ir.js';
import { layersModelTrainingProgram } from '../../../src/compile/layers-model-program.js';
import { lowerToOnnx } from '../../../src/compile/onnx/lower.js';
import { withoutConvolutionGradients } from '../../../src/compile/pooled-convolutions.js';
import { graphNames } from '../../../src/compile/graph-names.js';
import { SeededRandom } from '../../../src/data/random.js';
import { ConvolutionGradients } from '../../../src/engine/convolution/convolution-gradients.js';
import { tf } from '../../../src/engine/tensorflow.js';
import { expectClose } from '../../support/engine-parity.js';
import { openGraph, type Arrays } from '../../support/graph-session.js';

/** The outputs of a graph, those of `given` being written where they are. */
async function outputsOf(graph: Graph, values: Arrays, given?: Arrays): Promise<Arrays> {
  const { outputs, run, release } = await openGraph(graph, lowerToOnnx(graph), values, given);
  await run();
  await release();
  return outputs;
}

interface Layer {
  readonly filters: number;
  readonly kernelSize: [number, number];
  readonly padding: 'same' | 'valid';
  readonly poolSize: [number, number];
}

function network(inputShape: readonly number[], layers: readonly Layer[]): tf.LayersModel {
  const model = tf.sequential();
  layers.forEach(({ poolSize, ...layer }, index) => {
    const kernelInitializer = tf.initializers.heNormal({ seed: index + 1 });
    const shape = index === 0 ? { inputShape: [...inputShape] } : {};
    model.add(tf.layers.conv2d({ ...layer, ...shape, kernelInitializer, activation: 'relu' }));
    model.add(tf.layers.maxPooling2d({ poolSize }));
  });
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 3, kernelInitializer: tf.initializers.heNormal({ seed: 9 }) }));
  return model;
}

const five: Layer = { filters: 8, kernelSize: [5, 5], padding: 'same', poolSize: [2, 2] };

test.each<[string, readonly number[], readonly Layer[]]>([
  ['one block', [8, 8, 1], [five]],
  ['two blocks, as in the built-in network', [8, 8, 1], [five, { ...five, filters: 12 }]],
  ['three blocks of color images that are no squares', [16, 24, 3], [five, five, five]],
  [
    'other filters, paddings and pools',
    [14, 12, 2],
    [
      { filters: 4, kernelSize: [3, 2], padding: 'valid', poolSize: [3, 1] },
      { filters: 8, kernelSize: [1, 1], padding: 'same', poolSize: [2, 11] },
    ],
  ],
  [
    'filters of one vector',
    [4, 4, 4],
    [
      { filters: 4, kernelSize: [1, 1], padding: 'valid', poolSize: [1, 1] },
      { filters: 4, kernelSize: [1, 1], padding: 'valid', poolSize: [2, 2] },
    ],
  ],
])('gradients of %s are those of the whole graph', async (_, inputShape, layers) => {
  const rows = 12;
  const model = network(inputShape, layers);
  const program = layersModelTrainingProgram(model, { batchSize: rows, loss: 'softmax-cross-entropy' });
  const { graph } = compileTrainingGraph(program);
  const found = withoutConvolutionGradients(graph);
  if (found === undefined) throw new Error('no pooled convolutions were found');
  expect(found.convolutions.blocks).toHaveLength(layers.length);

  const random = new SeededRandom(7);
  const values: Record<string, Float32Array> = {};
  for (const { operation, shape } of graph.inputs) {
    if (operation.kind !== 'input') continue;
    const scale = operation.name.startsWith('parameters/') ? 0.3 : 1;
    values[operation.name] = Float32Array.from({ length: sizeOf(shape) }, () => scale * random.normal());
  }
  const targets = values['inputs/targets'] ?? new Float32Array();
  targets.fill(0);
  for (let row = 0; row < rows; row++) targets[3 * row + random.integer(3)] = 1;

  const whole = await outputsOf(graph, values);
  const gradients = new ConvolutionGradients(found.convolutions);
  const given = Object.fromEntries(
    Object.entries(gradients.outputs).map(([name, { shape, values: array }]) => {
      expect(shape).toEqual(found.graph.outputs[name]?.shape);
      return [name, array];
    }),
  );
  const results = Object.fromEntries(
    Object.entries(program.parameters).map(([name, { shape }]) => [
      name,
      new Float32Array(sizeOf(shape)).fill(NaN),
    ]),
  );
  // Twice: nothing of the first step may be left in the second.
  for (let step = 0; step < 2; step++) {
    const rest = await outputsOf(found.graph, values, given);
    gradients.run(values, results);
    for (const name of Object.keys(program.parameters)) {
      const expected = whole[graphNames.gradient(name)] ?? new Float32Array();
      expectClose(
        rest[graphNames.gradient(name)] ?? results[name] ?? new Float32Array(),
        expected,
        1e-5,
        name,
      );
      expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1e-3);
    }
    expect(rest.loss?.[0]).toBeCloseTo(whole.loss?.[0] ?? NaN, 5);
  }
  model.dispose();
});
