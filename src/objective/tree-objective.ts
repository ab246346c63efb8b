import * as tf from '@tensorflow/tfjs';
import type { TreeObjective } from '../settings/tree-objectives.js';

export interface ObjectiveResult {
  /** Mean over the batch, in nats. */
  readonly crossEntropy: tf.Scalar;
  /** Path probability of each leaf, summed over the batch, `leaves` numbers. */
  readonly leafMass: tf.Tensor;
}

/**
 * @param paths path probabilities `[leaves, batch]`
 * @param leafLogits `[leaves, classes]`
 * @param targets distributions over the classes, soft or one-hot, `[batch, classes]`
 * @param pathShare scalar in [0, 1], for `mixture-to-paths` alone: share of the expected cross entropy
 */
type Objective = (
  paths: tf.Tensor2D,
  leafLogits: tf.Tensor,
  targets: tf.Tensor,
  pathShare: tf.Tensor,
) => ObjectiveResult;

/** Far below any probability that matters; keeps `log` finite where every path to a class has vanished. */
export const smallestMixture = 1e-20;

/**
 * `L = sum_l P^l CE(T, Q^l)`: what Frosst & Hinton 2017 mean in section 2. (The printed formula, -log of a sum of
 * negative terms, is a misprint.)
 *
 * Summed over the batch first: `sum_b P^l_b T_bk` is one small matrix product, and no logarithm of P is ever taken.
 */
const expectedCrossEntropy: Objective = (paths, leafLogits, targets) => {
  const [batch, classes] = targets.shape as [number, number];
  // A column of ones makes the same product give the leaves' masses.
  const columns = tf.concat([targets, tf.ones([batch, 1])], 1);
  const masses = tf.matMul<tf.Tensor2D>(paths, columns);
  const [targetMass, leafMass] = tf.split<tf.Tensor2D>(masses, [classes, 1], 1) as [tf.Tensor2D, tf.Tensor2D];
  const fit = tf.sum(tf.mul(targetMass, tf.logSoftmax(leafLogits)));
  return { crossEntropy: tf.mul<tf.Scalar>(fit, -1 / batch), leafMass };
};

/** `L = -sum_k T_k log(sum_l P^l Q^l_k)`: negative log likelihood of the mixture over leaves. */
const mixtureNll: Objective = (paths, leafLogits, targets) => {
  const [batch] = targets.shape as [number, number];
  const mixture = tf.matMul(paths, tf.softmax(leafLogits), true, false);
  const fit = tf.sum(tf.mul(targets, tf.log(tf.add(mixture, smallestMixture))));
  return { crossEntropy: tf.mul<tf.Scalar>(fit, -1 / batch), leafMass: tf.sum(paths, 1) };
};

/**
 * A blend of the two: training moves the share up from 0. The mixture fits better, because leaves may correct each other; the
 * more of the paper's loss there is at the end, the more each leaf learns to answer alone, and the more decisive the routes are.
 */
const mixtureToPaths: Objective = (paths, leafLogits, targets, pathShare) => {
  const alone = expectedCrossEntropy(paths, leafLogits, targets, pathShare);
  const together = mixtureNll(paths, leafLogits, targets, pathShare);
  const crossEntropy = tf.add<tf.Scalar>(
    tf.mul(alone.crossEntropy, pathShare),
    tf.mul(together.crossEntropy, tf.sub(1, pathShare)),
  );
  return { crossEntropy, leafMass: alone.leafMass };
};

export const objectives: Readonly<Record<TreeObjective, Objective>> = {
  'expected-cross-entropy': expectedCrossEntropy,
  'mixture-nll': mixtureNll,
  'mixture-to-paths': mixtureToPaths,
};
