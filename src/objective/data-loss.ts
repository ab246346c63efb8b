import * as tf from '@tensorflow/tfjs';

export interface DataLoss {
  /** Mean over the batch, in nats. */
  readonly crossEntropy: tf.Scalar;
  /** Path probability of each leaf, summed over the batch, each row by its weight, `leaves` numbers. */
  readonly leafMass: tf.Tensor;
}

/** Far below any probability that matters; keeps `log` finite where every path to a class has vanished. */
export const smallestMixture = 1e-20;

/**
 * How far a tree is from the targets: the path share of the expected cross entropy, and the rest of the mixture's negative log
 * likelihood. The mixture fits better, because leaves may correct each other; the more of the paper's loss there is, the more
 * each leaf learns to answer alone, and the more decisive the routes are.
 *
 * @param paths path probabilities `[leaves, batch]`
 * @param leafLogits `[leaves, classes]`
 * @param targets distributions over the classes, soft or one-hot, each times the weight of its row, `[batch, classes]`
 * @param pathShare in [0, 1]; where it is the number 1 or 0, the part that it leaves out is not computed
 * @param weighted whether a row may weigh other than 1
 */
export function dataLoss(
  paths: tf.Tensor2D,
  leafLogits: tf.Tensor,
  targets: tf.Tensor,
  pathShare: number | tf.Tensor,
  weighted: boolean,
): DataLoss {
  if (pathShare === 1) return expectedCrossEntropy(paths, leafLogits, targets, weighted);
  if (pathShare === 0) return mixtureNll(paths, leafLogits, targets, weighted);
  const alone = expectedCrossEntropy(paths, leafLogits, targets, weighted);
  const together = mixtureNll(paths, leafLogits, targets, weighted);
  const crossEntropy = tf.add<tf.Scalar>(
    tf.mul(alone.crossEntropy, pathShare),
    tf.mul(together.crossEntropy, tf.sub(1, pathShare)),
  );
  return { crossEntropy, leafMass: alone.leafMass };
}

/**
 * `L = sum_l P^l CE(T, Q^l)`: what Frosst & Hinton 2017 mean in section 2. (The printed formula, -log of a sum of
 * negative terms, is a misprint.)
 *
 * Summed over the batch first: `sum_b P^l_b T_bk` is one small matrix product, and no logarithm of P is ever taken.
 */
function expectedCrossEntropy(
  paths: tf.Tensor2D,
  leafLogits: tf.Tensor,
  targets: tf.Tensor,
  weighted: boolean,
): DataLoss {
  const [batch, classes] = targets.shape as [number, number];
  // A column of weights makes the same product give the leaves' masses.
  const weights = weighted ? rowWeights(targets) : tf.ones([batch, 1]);
  const columns = tf.concat([targets, weights], 1);
  const masses = tf.matMul<tf.Tensor2D>(paths, columns);
  const [targetMass, leafMass] = tf.split<tf.Tensor2D>(masses, [classes, 1], 1) as [tf.Tensor2D, tf.Tensor2D];
  const fit = tf.sum(tf.mul(targetMass, tf.logSoftmax(leafLogits)));
  return { crossEntropy: tf.mul<tf.Scalar>(fit, -1 / batch), leafMass };
}

/** `L = -sum_k T_k log(sum_l P^l Q^l_k)`: negative log likelihood of the mixture over leaves. */
function mixtureNll(
  paths: tf.Tensor2D,
  leafLogits: tf.Tensor,
  targets: tf.Tensor,
  weighted: boolean,
): DataLoss {
  const [batch] = targets.shape as [number, number];
  const mixture = tf.matMul(paths, tf.softmax(leafLogits), true, false);
  const fit = tf.sum(tf.mul(targets, tf.log(tf.add(mixture, smallestMixture))));
  const leafMass = weighted ? tf.matMul(paths, rowWeights(targets)) : tf.sum(paths, 1);
  return { crossEntropy: tf.mul<tf.Scalar>(fit, -1 / batch), leafMass };
}

/** What the targets of each row sum to, `[batch, 1]`. */
function rowWeights(targets: tf.Tensor): tf.Tensor2D {
  return tf.sum(targets, 1, true);
}
