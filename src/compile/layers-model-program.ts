import * as tf from '@tensorflow/tfjs';
import { InvalidInputError } from '../errors.js';
import type { InferenceProgram, InitializedTensorSpec, TrainingProgram } from './program.js';
import { traceBackend } from './trace-backend.js';

/** What a training program of a layers model needs. */
export interface LayersTrainingOptions {
  /** Rows per step, a positive integer. */
  readonly batchSize: number;
  /**
   * `softmax-cross-entropy`: one class per row; `weighted-softmax-cross-entropy`: the same, where the targets of each row are a
   * distribution times the row's weight; `sigmoid-cross-entropy`: each output is a yes or no of its own. Means over the batch (and members).
   */
  readonly loss: 'softmax-cross-entropy' | 'weighted-softmax-cross-entropy' | 'sigmoid-cross-entropy';
}

/** Training step of a layers model; parameters have the names of its weights. */
export type LayersTrainingProgram = TrainingProgram<string, string, 'features' | 'targets', never>;
/** Forward pass of a layers model; parameters have the names of its weights. */
export type LayersInferenceProgram = InferenceProgram<string, 'features', 'logits'>;

type Layer = tf.layers.Layer;
type LayerVariable = Layer['weights'][number];

/** Layers that draw random numbers at each call: compiled, they would repeat one sample for ever. */
const randomLayers = new Set([
  'Dropout',
  'SpatialDropout1D',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
]);

/**
 * The training step of a layers model with one input and one output of logits `[batch, classes]`, or `[batch, members, classes]`. Parameters are its
 * trainable weights and state its other weights (moving averages), both by their names in the model.
 *
 * The model keeps its own weights: copy trained values back with `writeLayerWeights`.
 *
 * @throws {InvalidInputError} when the model has several inputs or outputs, a size that is not fixed, or a layer that
 * draws random numbers.
 */
export function layersModelTrainingProgram(
  model: tf.LayersModel,
  options: LayersTrainingOptions,
): LayersTrainingProgram {
  const { batchSize, loss } = options;
  const { inputShape, outputShape } = shapesOf(model);
  for (const layer of model.layers) {
    if (randomLayers.has(layer.getClassName())) {
      throw new InvalidInputError(
        `layer "${layer.name}" (${layer.getClassName()}) draws random numbers in training and cannot be compiled: ` +
          'remove it, or augment the data instead',
      );
    }
  }
  const trainable = variablesByName(model.trainableWeights);
  const carried = variablesByName(model.nonTrainableWeights);
  return {
    name: `training of ${model.name}`,
    parameters: specsOf(trainable),
    state: specsOf(carried),
    inputs: {
      features: { shape: [batchSize, ...inputShape] },
      targets: { shape: [batchSize, ...outputShape] },
    },
    outputs: [],
    lossFunction: ({ parameters, state, inputs }) => {
      const { result, written } = callWith(model, { ...parameters, ...state }, inputs.features, true);
      const crossEntropy = lossFunctions[loss](inputs.targets, result);
      return { loss: crossEntropy.asScalar(), state: { ...state, ...written }, outputs: {} };
    },
    // Averages of a batch, as of batch normalization, make its rows depend on each other, and are state.
    ofRows:
      carried.size === 0
        ? (rows) => layersModelTrainingProgram(model, { ...options, batchSize: rows })
        : undefined,
  };
}

const lossFunctions: Readonly<
  Record<LayersTrainingOptions['loss'], (targets: tf.Tensor, logits: tf.Tensor) => tf.Tensor>
> = {
  'softmax-cross-entropy': (targets, logits) => tf.losses.softmaxCrossEntropy(targets, logits),
  // TensorFlow.js takes softmax - targets for its gradient, which holds for targets that sum to 1 alone.
  'weighted-softmax-cross-entropy': (targets, logits) =>
    tf.mul(tf.sum(tf.mul(targets, tf.logSoftmax(logits))), -1 / rowsOf(targets)),
  'sigmoid-cross-entropy': (targets, logits) => tf.losses.sigmoidCrossEntropy(targets, logits),
};

/** Distributions in a tensor: all that stands before its last axis. */
function rowsOf({ size, shape }: tf.Tensor): number {
  return size / (shape.at(-1) ?? 1);
}

/**
 * The forward pass of a layers model, as in prediction: dropout is off and batch normalization uses moving averages.
 *
 * @throws {InvalidInputError} when the model has several inputs or outputs, or a size that is not fixed.
 */
export function layersModelInferenceProgram(
  model: tf.LayersModel,
  { batchSize }: { readonly batchSize: number },
): LayersInferenceProgram {
  const { inputShape } = shapesOf(model);
  return {
    name: `inference of ${model.name}`,
    parameters: specsOf(variablesByName(model.weights)),
    inputs: { features: { shape: [batchSize, ...inputShape] } },
    outputs: ['logits'],
    forwardFunction: ({ parameters, inputs }) => ({
      logits: callWith(model, parameters, inputs.features, false).result,
    }),
  };
}

/** Copies values, by weight name, into the model. Names that the model does not have are passed over. */
export function writeLayerWeights(
  model: tf.LayersModel,
  values: Readonly<Record<string, Float32Array>>,
): void {
  for (const [name, variable] of variablesByName(model.weights)) {
    const weights = values[name];
    if (weights === undefined) continue;
    const tensor = tf.tensor(weights.slice(), fixedShape(variable.shape, name));
    variable.write(tensor);
    tensor.dispose();
  }
}

/** The model's answer with the given tensors in place of its weights, and what it wrote to its weights meanwhile. */
function callWith(
  model: tf.LayersModel,
  tensors: Readonly<Record<string, tf.Tensor>>,
  features: tf.Tensor,
  training: boolean,
): { readonly result: tf.Tensor; readonly written: Record<string, tf.Tensor> } {
  const written: Record<string, tf.Tensor> = {};
  const variables = variablesByName(model.weights);
  // Layers reach their weights through read and write alone: replacing these two, for this one call, is a full swap.
  for (const [name, variable] of variables) {
    const tensor = tensors[name];
    if (tensor === undefined) throw new Error(`no tensor for the weight "${name}"`);
    variable.read = () => written[name] ?? tensor;
    variable.write = (value) => {
      // Layers write within a tidy of their own, which would dispose of the value.
      written[name] = tf.keep(value.clone());
      return variable;
    };
  }
  for (const layer of model.layers) announceCalls(layer);
  try {
    const result = model.apply(features, { training });
    if (Array.isArray(result)) throw new InvalidInputError(`model "${model.name}" must have one output`);
    return { result: result as tf.Tensor, written: mapValues(written, releaseToScope) };
  } finally {
    for (const layer of model.layers) uncover(layer, ['call']);
    for (const variable of variables.values()) uncover(variable, ['read', 'write']);
  }
}

/** So that an operation that cannot be compiled is reported with its layer. */
function announceCalls(layer: Layer): void {
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => {
    traceBackend().currentLayer = layer.name;
    return call(inputs, kwargs);
  };
}

/** Makes the methods of the object's class visible again. */
function uncover(object: Layer | LayerVariable, methods: readonly string[]): void {
  for (const method of methods) Reflect.deleteProperty(object, method);
}

/** Hands a kept tensor to the scope that is open now. */
function releaseToScope(kept: tf.Tensor): tf.Tensor {
  const tensor = kept.clone();
  kept.dispose();
  return tensor;
}

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

function variablesByName(variables: readonly LayerVariable[]): Map<string, LayerVariable> {
  const byName = new Map(variables.map((variable) => [variable.originalName, variable]));
  if (byName.size < variables.length)
    throw new InvalidInputError('two weights of the model have the same name');
  return byName;
}

function specsOf(variables: ReadonlyMap<string, LayerVariable>): Record<string, InitializedTensorSpec> {
  return Object.fromEntries(
    [...variables].map(([name, variable]) => {
      const initial = Float32Array.from(variable.read().dataSync());
      return [name, { shape: fixedShape(variable.shape, name), initial }];
    }),
  );
}

function shapesOf(model: tf.LayersModel): { readonly inputShape: number[]; readonly outputShape: number[] } {
  const [input, output] = [model.inputs, model.outputs].map((tensors, index) => {
    const [tensor] = tensors;
    if (tensor === undefined || tensors.length > 1) {
      const side = index === 0 ? 'input' : 'output';
      throw new InvalidInputError(`model "${model.name}" must have one ${side}, found ${tensors.length}`);
    }
    return fixedShape(tensor.shape.slice(1), `${model.name} ${index === 0 ? 'input' : 'output'}`);
  });
  return { inputShape: input ?? [], outputShape: output ?? [] };
}

function fixedShape(shape: readonly (number | null)[], name: string): number[] {
  return shape.map((size) => {
    if (size === null)
      throw new InvalidInputError(`"${name}" must have a fixed shape, found [${shape.join(', ')}]`);
    return size;
  });
}
