import type { tf } from '../../engine/tensorflow.js';
import { InvalidInputError } from '../../errors.js';

/** How the output of a layers model is read as logits. */
export interface ModelAnswers {
  readonly classCount: number;
  /** Values per row that the model gives. */
  readonly outputSize: number;
  /** Logits `[rows, classCount]` from the model's output `[rows, outputSize]`. */
  toLogits(outputs: Float32Array): Float32Array;
}

/** Least probability whose logarithm is taken, so that a model that is entirely sure gives finite logits. */
const smallestProbability = 1e-12;
const finiteLog = (probability: number): number => Math.log(Math.max(probability, smallestProbability));

/**
 * Models end in a dense layer of logits, in a softmax (log p are logits up to a constant that softmax ignores), or, for
 * two classes, in one logit or one sigmoid.
 *
 * @throws {InvalidInputError} when the model has several inputs or outputs, or ends in anything else.
 */
export function modelAnswers(model: tf.LayersModel): ModelAnswers {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new InvalidInputError(
      `the teacher model "${model.name}" must have one input and one output, found ${model.inputs.length} and ${model.outputs.length}`,
    );
  }
  const shape = model.outputs[0]?.shape ?? [];
  const outputSize = shape[1];
  if (shape.length !== 2 || typeof outputSize !== 'number') {
    throw new InvalidInputError(
      `the teacher model "${model.name}" must give [batch, classes], found [${shape.join(', ')}]`,
    );
  }
  const activation = lastActivation(model);
  if (outputSize === 1) return binaryAnswers(activation === 'sigmoid');
  if (activation === 'softmax') {
    return { classCount: outputSize, outputSize, toLogits: (outputs) => outputs.map(finiteLog) };
  }
  if (activation !== 'linear') {
    throw new InvalidInputError(
      `the teacher model "${model.name}" must end in logits (linear) or softmax, found ${activation} over ${outputSize} outputs`,
    );
  }
  return { classCount: outputSize, outputSize, toLogits: (outputs) => outputs };
}

/** One number z for two classes: logits 0 and z. */
function binaryAnswers(isProbability: boolean): ModelAnswers {
  return {
    classCount: 2,
    outputSize: 1,
    toLogits(outputs) {
      const logits = new Float32Array(2 * outputs.length);
      for (const [row, output] of outputs.entries()) {
        logits[2 * row + 1] = isProbability ? finiteLog(output) - finiteLog(1 - output) : output;
      }
      return logits;
    },
  };
}

function lastActivation(model: tf.LayersModel): string {
  const layer = model.layers.at(-1);
  if (layer === undefined) return 'linear';
  if (layer.getClassName() === 'Softmax') return 'softmax';
  const { activation } = layer.getConfig();
  return typeof activation === 'string' ? activation : 'linear';
}
