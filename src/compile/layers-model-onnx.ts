import type * as tf from '@tensorflow/tfjs';
import { layersModelInferenceProgram } from './layers-model-program.js';
import { lowerToOnnx } from './onnx/lower.js';
import { openBatchFor } from './onnx/open-batch.js';
import { simplify } from './simplify/simplify.js';
import { graphNames } from './graph-names.js';
import { traceInference } from './trace.js';

/**
 * A layers model as an ONNX model that other programs run: its weights within, `features` `[batch, ...]` in, and out what the model
 * answers, by the name of its last layer, for any number of rows.
 *
 * @throws {InvalidInputError} when the model has several inputs or outputs, a size that is not fixed, or answers to a row that depend
 * on the other rows
 * @throws {UnsupportedOpError} when it uses an operation that is not known
 */
export function layersModelToOnnx(model: tf.LayersModel): Uint8Array {
  const sizes = [...model.inputs, ...model.weights].flatMap(({ shape }) => shape.map((size) => size ?? 1));
  const openBatch = openBatchFor(sizes);
  const program = layersModelInferenceProgram(model, { batchSize: openBatch });
  const graph = simplify(traceInference(program));
  const weights = Object.entries(program.parameters).map(([name, { initial }]) => [
    graphNames.parameter(name),
    initial,
  ]);
  return lowerToOnnx(graph, {
    openBatch,
    weights: Object.fromEntries(weights) as Record<string, Float32Array>,
    names: {
      [graphNames.input('features')]: 'features',
      [graphNames.output('logits')]: model.outputNames[0] ?? 'output',
    },
  });
}
