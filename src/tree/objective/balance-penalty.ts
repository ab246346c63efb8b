import * as tf from '@tensorflow/tfjs';
import { depthOfNode, innerNodeCount } from '../topology.js';

/** Added to each child's mass (counted in rows), so that a node that nothing reaches has alpha = 0.5 and no logarithm of 0. */
const pseudoMass = 1e-6;

export interface BalancePenaltyResult {
  /** C without its strength lambda. */
  readonly penalty: tf.Scalar;
  /** Next running sums, `[2 innerNodes]`. */
  readonly childMass: tf.Tensor1D;
}

/**
 * Balance penalty of Frosst & Hinton 2017 (section 3.1), per unit of lambda:
 * `C = -sum_i 2^-d_i (0.5 log alpha_i + 0.5 log(1 - alpha_i))`, over every inner node once, the root at d = 0.
 *
 * `alpha_i = sum P_i p_i / sum P_i`. `P_i p_i` is the path probability of the right child and `P_i` the sum of both
 * children's, so one running sum of path probability per child holds both sums:
 * `mass <- (1 - 1 / (window 2^d_i)) mass + (this batch's sum)`, d_i being the depth of the PARENT, for both children
 * alike. The sums are averaged, never the ratio; they start at 0 and need no correction, for the same warm-up is in
 * both. The gradient flows through this batch's part alone.
 *
 * @param leafMass path probability of each leaf, summed over the batch, `[leaves]`
 * @param runningMass running sums of the children, heap order from node 1, `[2 innerNodes]`
 * @param window of the root's running sums, in batches, at least 1 (1: the root sees the current batch alone)
 */
export function balancePenalty(
  leafMass: tf.Tensor,
  runningMass: tf.Tensor,
  depth: number,
  window: number,
): BalancePenaltyResult {
  const inner = innerNodeCount(depth);
  const parentDepths = Array.from({ length: 2 * inner }, (_, child) => depthOfNode(child >> 1));
  const decay = tf.tensor1d(parentDepths.map((d) => 1 - 1 / (window * 2 ** d)));
  const childMass = tf.add<tf.Tensor1D>(tf.mul(runningMass, decay), childMasses(leafMass, depth));

  const pairs = tf.add(tf.reshape(childMass, [inner, 2]), pseudoMass);
  const nodeWeights = Array.from({ length: inner }, (_, node) => 2 ** -depthOfNode(node));
  const weights = tf.tensor2d(nodeWeights, [inner, 1]);
  // -0.5 log(right / both) - 0.5 log(left / both) = log(both) - 0.5 (log(right) + log(left))
  const ofNodes = tf.mul(tf.log(tf.sum(pairs, 1, true)), weights);
  const ofChildren = tf.mul(tf.log(pairs), tf.mul(weights, 0.5));
  return { penalty: tf.sub<tf.Scalar>(tf.sum(ofNodes), tf.sum(ofChildren)), childMass };
}

/** Sums of the leaves below each node but the root, heap order from node 1, `[2 innerNodes]`. */
function childMasses(leafMass: tf.Tensor, depth: number): tf.Tensor {
  let level = tf.reshape(leafMass, [2 ** depth]);
  const levels = [level];
  for (let width = 2 ** (depth - 1); width > 1; width /= 2) {
    level = tf.sum(tf.reshape(level, [width, 2]), 1);
    levels.unshift(level);
  }
  return tf.concat(levels, 0);
}
