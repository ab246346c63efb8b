import { imageShapeOf } from '../../data/image/image-shape.js';
import { InvalidInputError } from '../../errors.js';
import { tf } from '../../engine/tensorflow.js';

/** What a built-in teacher is made for; the seed decides its random start weights. */
export interface ArchitectureOptions {
  /** `[height, width, channels]` for the CNN, any shape for the MLP. */
  readonly inputShape: readonly number[];
  readonly classCount: number;
  readonly seed: number;
}

/** Images with more values than this (MNIST has 784) get twice as many filters and units. */
const smallImageValues = 1024;

/**
 * Two convolutional layers with max pooling, a dense layer, and linear logits: the kind of teacher of Frosst & Hinton 2017.
 * Inputs `[batch, height, width, channels]`, outputs `[batch, classes]`.
 *
 * @throws {InvalidInputError} when the input is not an image.
 */
export function buildCnn({ inputShape, classCount, seed }: ArchitectureOptions): tf.LayersModel {
  const shape = imageShapeOf({ inputShape });
  if (shape === undefined) {
    throw new InvalidInputError(
      `teacher "cnn" needs images of shape [height, width, channels], found [${inputShape.join(', ')}]; for tables use "mlp"`,
    );
  }
  const [height, width, channels] = shape;
  const scale = height * width * channels > smallImageValues ? 2 : 1;
  const model = tf.sequential({ name: 'cnn' });
  let side = Math.min(height, width);
  const addConvolution = (index: number, filters: number): void => {
    model.add(
      tf.layers.conv2d({
        name: `conv${index}`,
        filters,
        kernelSize: 5,
        padding: 'same',
        activation: 'relu',
        kernelInitializer: tf.initializers.heNormal({ seed: seed + index }),
        ...(index === 1 ? { inputShape: [height, width, channels] } : {}),
      }),
    );
    if (side < 2) return;
    model.add(tf.layers.maxPooling2d({ name: `pool${index}`, poolSize: 2 }));
    side = Math.floor(side / 2);
  };
  addConvolution(1, 16 * scale);
  addConvolution(2, 32 * scale);
  model.add(tf.layers.flatten({ name: 'flatten' }));
  model.add(hiddenLayer('hidden', 128 * scale, seed + 3));
  model.add(logitsLayer(classCount, seed + 4));
  return model;
}

/**
 * Two hidden dense layers and linear logits, for tables. Inputs `[batch, ...inputShape]`, outputs `[batch, classes]`.
 * The hidden layers are four times as wide as the input, from 64 to 512.
 */
export function buildMlp({ inputShape, classCount, seed }: ArchitectureOptions): tf.LayersModel {
  const featureCount = inputShape.reduce((product, size) => product * size, 1);
  const units = Math.min(512, Math.max(64, 4 * featureCount));
  const model = tf.sequential({ name: 'mlp' });
  model.add(tf.layers.inputLayer({ name: 'input', inputShape: [...inputShape] }));
  if (inputShape.length > 1) model.add(tf.layers.flatten({ name: 'flatten' }));
  model.add(hiddenLayer('hidden1', units, seed + 1));
  model.add(hiddenLayer('hidden2', units, seed + 2));
  model.add(logitsLayer(classCount, seed + 3));
  return model;
}

function hiddenLayer(name: string, units: number, seed: number): tf.layers.Layer {
  return tf.layers.dense({
    name,
    units,
    activation: 'relu',
    kernelInitializer: tf.initializers.heNormal({ seed }),
  });
}

function logitsLayer(units: number, seed: number): tf.layers.Layer {
  return tf.layers.dense({
    name: 'logits',
    units,
    kernelInitializer: tf.initializers.glorotNormal({ seed }),
  });
}
