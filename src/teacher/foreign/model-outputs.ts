import type { tf } from '../../engine/tensorflow.js';
import { InvalidInputError } from '../../errors.js';

/**
 * Numbers that a layers model gives for each row: one for each class, or one for two classes.
 *
 * @throws {InvalidInputError} when the model has several inputs or outputs, or does not give `[batch, classes]`.
 */
export function outputWidth(model: tf.LayersModel): number {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new InvalidInputError(
      `the teacher model "${model.name}" must have one input and one output, found ${model.inputs.length} and ${model.outputs.length}`,
    );
  }
  const shape = model.outputs[0]?.shape ?? [];
  const width = shape[1];
  if (shape.length !== 2 || typeof width !== 'number') {
    throw new InvalidInputError(
      `the teacher model "${model.name}" must give [batch, classes], found [${shape.join(', ')}]`,
    );
  }
  return width;
}
