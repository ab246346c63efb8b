import { tf } from '../engine/tensorflow.js';
import type { TreeTrainingProgram } from '../tree/objective/tree-program.js';
import type { TreeParameters } from '../tree/soft-decision-tree.js';

/**
 * Trains the leaf logits as `scale` times what the optimizer sees. Adam's steps do not depend on the size of a gradient,
 * so this multiplies the leaf logits' learning rate: a leaf has far to go (log Q of a class that it rules out), but its
 * logits start near 0 and meet only the rows that reach it.
 */
export function withLeafScale(program: TreeTrainingProgram, scale: number): TreeTrainingProgram {
  return {
    ...program,
    lossFunction: (tensors) => {
      const { parameters } = tensors;
      const leafLogits = tf.mul(parameters.leafLogits, scale);
      return program.lossFunction({ ...tensors, parameters: { ...parameters, leafLogits } });
    },
  };
}

/** The parameters with every leaf logit multiplied. */
export function scaleLeafLogits(parameters: TreeParameters, factor: number): TreeParameters {
  return { ...parameters, leafLogits: parameters.leafLogits.map((logit) => logit * factor) };
}
