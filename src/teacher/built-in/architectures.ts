import { imageShapeOf } from '../../data/image/image-shape.js';
import { assertFits, bytesPerParameter } from '../../data/memory-limit.js';
import { InvalidInputError } from '../../errors.js';
import { tf } from '../../engine/tensorflow.js';

/** What a built-in teacher is made for; the seed decides its random start weights. */
export interface ArchitectureOptions {
  /** `[height, width, channels]` for the CNN, any shape for the MLP. */
  readonly inputShape: readonly number[];
  readonly classCount: number;
  readonly seed: number;
  /** Follows the names of layers, so that they differ from those of other networks in one model. Default: nothing. */
  readonly suffix?: string;
}

/** Form of a dense network. */
export interface MlpOptions extends ArchitectureOptions {
  /** Default 2; with none, the network is linear. */
  readonly hiddenLayers?: number;
  /** Default 128. */
  readonly units?: number;
}

/** One or several networks as two models over the same weights. */
export interface TeacherNetwork {
  /** What is trained: logits of each member, `[batch, members, classes]`; of one member `[batch, classes]`. */
  readonly members: tf.LayersModel;
  /** What answers: the mean of the members' logits, `[batch, classes]`. */
  readonly answer: tf.LayersModel;
}

/** What the names of the layers of logits begin with, in every member. */
export const logitsLayerName = 'logits';

/** Images with more values than this (MNIST has 784) get twice as many filters and units. */
const smallImageValues = 1024;

/**
 * Two convolutional layers with max pooling, a dense layer, and linear logits: the kind of teacher of Frosst & Hinton 2017.
 * Inputs `[batch, height, width, channels]`, outputs `[batch, classes]`.
 *
 * @throws {InvalidInputError} when the input is not an image.
 */
export function buildCnn({ inputShape, classCount, seed, suffix = '' }: ArchitectureOptions): tf.LayersModel {
  const shape = imageShapeOf({ inputShape });
  if (shape === undefined) {
    throw new InvalidInputError(
      `teacher "cnn" needs images of shape [height, width, channels], found [${inputShape.join(', ')}]; for tables use "mlp"`,
    );
  }
  const [height, width, channels] = shape;
  const scale = height * width * channels > smallImageValues ? 2 : 1;
  const model = tf.sequential({ name: `cnn${suffix}` });
  let side = Math.min(height, width);
  const addConvolution = (index: number, filters: number): void => {
    model.add(
      tf.layers.conv2d({
        name: `conv${index}${suffix}`,
        filters,
        kernelSize: 5,
        padding: 'same',
        activation: 'relu',
        kernelInitializer: tf.initializers.heNormal({ seed: seed + index }),
        ...(index === 1 ? { inputShape: [height, width, channels] } : {}),
      }),
    );
    if (side < 2) return;
    model.add(tf.layers.maxPooling2d({ name: `pool${index}${suffix}`, poolSize: 2 }));
    side = Math.floor(side / 2);
  };
  addConvolution(1, 16 * scale);
  addConvolution(2, 32 * scale);
  model.add(tf.layers.flatten({ name: `flatten${suffix}` }));
  addHiddenLayer(model, `hidden${suffix}`, 128 * scale, seed + 3);
  model.add(logitsLayer(`${logitsLayerName}${suffix}`, classCount, seed + 4));
  return model;
}

/** Where smooth clipping sets in, in standard deviations of a prepared feature. */
const clippedFrom = 3;

/**
 * Hidden dense layers and linear logits, for tables; features far from the mean are clipped smoothly, so that no outlier
 * rules the answer. Inputs `[batch, ...inputShape]`, outputs `[batch, classes]`.
 */
export function buildMlp({
  inputShape,
  classCount,
  seed,
  suffix = '',
  hiddenLayers = 2,
  units = 128,
}: MlpOptions): tf.LayersModel {
  const model = tf.sequential({ name: `${hiddenLayers === 0 ? 'linear' : 'mlp'}${suffix}` });
  model.add(tf.layers.inputLayer({ name: `input${suffix}`, inputShape: [...inputShape] }));
  if (inputShape.length > 1) model.add(tf.layers.flatten({ name: `flatten${suffix}` }));
  if (hiddenLayers > 0) {
    model.add(tf.layers.rescaling({ name: `scale${suffix}`, scale: 1 / clippedFrom }));
    model.add(tf.layers.activation({ name: `clip${suffix}`, activation: 'tanh' }));
  }
  for (let layer = 1; layer <= hiddenLayers; layer++) {
    addHiddenLayer(model, `hidden${layer}${suffix}`, units, seed + layer);
  }
  model.add(logitsLayer(`${logitsLayerName}${suffix}`, classCount, seed + hiddenLayers + 1));
  return model;
}

/** Seeds of neighboring members differ by more than the layers of one network. */
const seedsOfMember = 1000;

/**
 * Members of one kind, each with start weights of its own.
 *
 * @param build makes a member
 * @throws {InvalidInputError} when the input does not suit the kind
 */
export function buildNetwork<O extends ArchitectureOptions>(
  build: (options: O) => tf.LayersModel,
  options: O,
  memberCount: number,
): TeacherNetwork {
  if (memberCount === 1) {
    const only = build(options);
    return { members: only, answer: only };
  }
  const { inputShape, classCount, seed } = options;
  // Without a name, it would have the number of inputs that the process has made: the same teacher would have other bytes.
  const input = tf.input({ shape: [...inputShape], name: 'input1' });
  const logits = Array.from({ length: memberCount }, (_, member) => {
    const network = build({ ...options, seed: seed + member * seedsOfMember, suffix: `-${member + 1}` });
    return network.apply(input) as tf.SymbolicTensor;
  });
  const joined = tf.layers.concatenate({ name: 'joined' }).apply(logits);
  const split = tf.layers.reshape({ name: 'members', targetShape: [memberCount, classCount] }).apply(joined);
  const mean = tf.layers.average({ name: 'mean' }).apply(logits);
  return {
    members: tf.model({ name: 'members', inputs: input, outputs: split as tf.SymbolicTensor }),
    answer: tf.model({ name: 'teacher', inputs: input, outputs: mean as tf.SymbolicTensor }),
  };
}

/** @throws {InvalidInputError} when its weights take more memory than they may: they are made at once */
function addHiddenLayer(model: tf.Sequential, name: string, units: number, seed: number): void {
  const inputs = (model.outputShape as number[]).at(-1) ?? 0;
  assertFits(bytesPerParameter * inputs * units, `a teacher with a layer of ${inputs} x ${units} weights`);
  model.add(
    tf.layers.dense({
      name,
      units,
      activation: 'relu',
      kernelInitializer: tf.initializers.heNormal({ seed }),
    }),
  );
}

function logitsLayer(name: string, units: number, seed: number): tf.layers.Layer {
  return tf.layers.dense({
    name,
    units,
    kernelInitializer: tf.initializers.glorotNormal({ seed }),
  });
}
