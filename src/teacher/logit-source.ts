import { argmaxOfRows } from '../data/argmax.js';

/** Anything that answers inputs with logits, and that a tree can learn from. */
export interface LogitSource {
  /** One line for people: what answers. */
  readonly description: string;
  readonly classCount: number;
  /** Number of trained values; absent when only the answers are known. */
  readonly parameterCount?: number;
  /** `false` when it knows the answers for a fixed set of rows alone, so that it cannot be asked about augmented images. */
  readonly answersAnyInput: boolean;
  /**
   * Logits at temperature 1, row-major `[rows, classCount]`; softmax gives the probabilities. One call at a time.
   *
   * @param features row-major `[rows, featureCount]`
   */
  logits(features: Float32Array, rows: number): Promise<Float32Array>;
}

/** Class of the greatest logit of each row, the first of equals, `[rows]`. */
export function logitClasses(logits: Float32Array, classCount: number): Uint16Array {
  return argmaxOfRows(logits, classCount);
}
