import { describe, expect, test } from '@jest/globals';
import { compileTrainingGraph, compileTrainingTrunk } from '../../src/compile/compile.js';
import { topologicalOrder, type Graph } from '../../src/compile/ir.js';
import { layersModelTrainingProgram } from '../../src/compile/layers-model-program.js';
import { trunkOutputs } from '../../src/compile/graph-names.js';
import { withoutConvolutionGradients } from '../../src/compile/pooled-convolutions.js';
import { tf } from '../../src/engine/tensorflow.js';
import { buildCnn } from '../../src/teacher/built-in/architectures.js';

type Layers = readonly tf.layers.Layer[];
const convolution = (options: Partial<Parameters<typeof tf.layers.conv2d>[0]> = {}) =>
  tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu', ...options });
const pool = (options: Parameters<typeof tf.layers.maxPooling2d>[0] = { poolSize: 2 }) =>
  tf.layers.maxPooling2d(options);

function graphOf(layers: Layers, batchSize = 8): Graph {
  const input = tf.input({ shape: [8, 8, 3] });
  const output = [...layers, tf.layers.flatten(), tf.layers.dense({ units: 2 })].reduce(
    (x, layer) => layer.apply(x) as tf.SymbolicTensor,
    input,
  );
  const model = tf.model({ inputs: input, outputs: output });
  const { graph } = compileTrainingGraph(
    layersModelTrainingProgram(model, { batchSize, loss: 'softmax-cross-entropy' }),
  );
  model.dispose();
  return graph;
}

const kindsOf = ({ outputs }: Graph) =>
  new Set(topologicalOrder(Object.values(outputs)).map(({ operation }) => operation.kind));

describe('the convolutions that a training step begins with', () => {
  test('are those of the built-in network, and their gradients leave the graph', () => {
    const model = buildCnn({ inputShape: [28, 28, 1], classCount: 10, seed: 1 });
    const program = layersModelTrainingProgram(model, { batchSize: 64, loss: 'softmax-cross-entropy' });
    const { graph, convolutions } = compileTrainingTrunk(program);
    expect(convolutions).toEqual({
      images: 'inputs/features',
      rows: 64,
      blocks: [
        {
          filters: 'conv1/kernel',
          biases: 'conv1/bias',
          input: [28, 28, 1],
          filterSize: [5, 5],
          padding: [2, 2, 2, 2],
          outputs: 16,
          poolSize: [2, 2],
        },
        {
          filters: 'conv2/kernel',
          biases: 'conv2/bias',
          input: [14, 14, 16],
          filterSize: [5, 5],
          padding: [2, 2, 2, 2],
          outputs: 32,
          poolSize: [2, 2],
        },
      ],
    });
    expect(Object.keys(graph.outputs)).toEqual([
      'loss',
      'gradients/hidden/kernel',
      'gradients/hidden/bias',
      'gradients/logits/kernel',
      'gradients/logits/bias',
      trunkOutputs.convolution(0),
      trunkOutputs.convolution(1),
      trunkOutputs.gradient,
    ]);
    expect(graph.outputs[trunkOutputs.convolution(1)]?.shape).toEqual([32, 14, 14, 64]);
    expect(graph.outputs[trunkOutputs.gradient]?.shape).toEqual([64, 7, 7, 32]);
    const kinds = kindsOf(graph);
    for (const kind of ['maxPoolGradient', 'convolutionFilterGradient', 'convolutionInputGradient'] as const)
      expect(kinds.has(kind)).toBe(false);
    model.dispose();
  });

  test('may come before convolutions of another kind only where those have no gradient to pass on', () => {
    expect(withoutConvolutionGradients(graphOf([convolution(), pool()]))?.convolutions.blocks).toHaveLength(
      1,
    );
    expect(withoutConvolutionGradients(graphOf([convolution(), pool(), convolution()]))).toBeDefined();
    expect(withoutConvolutionGradients(graphOf([convolution(), convolution(), pool()]))).toBeUndefined();
  });

  test.each<[string, Layers]>([
    ['no convolution', []],
    ['no pool', [convolution()]],
    ['another activation', [convolution({ activation: 'tanh' }), pool()]],
    ['no bias', [convolution({ useBias: false }), pool()]],
    ['a stride', [convolution({ strides: 2 }), pool()]],
    ['windows that overlap', [convolution(), pool({ poolSize: 3, strides: 2 })]],
    ['windows that leave a rest', [convolution(), pool({ poolSize: 3 })]],
    ['outputs that are no multiple of 4', [convolution({ filters: 6 }), pool()]],
    ['something between the images and the convolution', [tf.layers.reLU(), convolution(), pool()]],
  ])('are not there with %s', (_, layers) => {
    expect(withoutConvolutionGradients(graphOf(layers))).toBeUndefined();
  });

  test('are not there with rows that are no multiple of 4', () => {
    expect(withoutConvolutionGradients(graphOf([convolution(), pool()], 6))).toBeUndefined();
  });
});
