import * as tf from '@tensorflow/tfjs';
import { depthOfNode, innerNodeCount } from '../tree/complete-tree.js';

/** Alphas are kept this far from 0 and 1, so that logarithm and gradient stay finite where nothing goes one way. */
export const smallestShare = 1e-4;
/**
 * A node that fewer rows reach than this share of what balanced routing would send counts, in the gradient alone, as
 * if that share reached it: a batch can bring a nearly dead node many times its average.
 */
export const smallestTraffic = 0.1;

export interface RunningMass {
  /** Path probability of each node but the root, heap order from node 1, summed over batches, `[2 innerNodes]`. */
  readonly childMass: tf.Tensor;
  /** Number of batches in those sums, each counted with what is left of it, `[2 innerNodes]`. */
  readonly massWeight: tf.Tensor;
}

export interface BalancePenaltyResult extends RunningMass {
  /** C without its strength lambda. */
  readonly penalty: tf.Scalar;
}

/**
 * Balance penalty of Frosst & Hinton 2017 (section 3.1), per unit of lambda:
 * `C = -sum_i 2^-d_i (0.5 log alpha_i + 0.5 log(1 - alpha_i))`, over every inner node once, the root at d = 0.
 *
 * `alpha_i = sum P_i p_i / sum P_i`. `P_i p_i` is the path probability of the right child and `P_i` the sum of both
 * children's, so one running sum of path probability per child holds both sums:
 * `mass <- (1 - 2^-d_i) mass + (this batch's sum)`, d_i being the depth of the PARENT, for both children alike: a window of
 * 1 batch at the root, doubled at each level below. The sums are averaged, never the ratio.
 *
 * The gradient takes alpha from the running sums, but lets this batch move it as if the batch were the whole window: the
 * batch is but one part in `2^d` of the sums, and its true gradient would all but vanish at the lower levels.
 * On the first batch it is the true gradient.
 *
 * @param leafMass path probability of each leaf, summed over the batch, `[leaves]`
 * @param running what the batches before left
 */
export function balancePenalty(
  leafMass: tf.Tensor,
  running: RunningMass,
  { depth, batchSize }: { readonly depth: number; readonly batchSize: number },
): BalancePenaltyResult {
  const inner = innerNodeCount(depth);
  const parentDepths = Array.from({ length: 2 * inner }, (_, child) => depthOfNode(child >> 1));
  const decay = tf.tensor1d(parentDepths.map((d) => 1 - 2 ** -d));
  const batchMass = childMasses(leafMass, depth);
  const childMass = tf.add(tf.mul(running.childMass, decay), batchMass);
  const massWeight = tf.add(tf.mul(running.massWeight, decay), 1);

  const depths = Array.from({ length: inner }, (_, node) => depthOfNode(node));
  const strengths = tf.tensor2d(
    depths.map((d) => 2 ** -d),
    [inner, 1],
  );
  const leastTraffic = tf.tensor2d(
    depths.map((d) => smallestTraffic * batchSize * 2 ** -d),
    [inner, 1],
  );
  const means = tf.reshape(tf.div(childMass, massWeight), [inner, 2]);
  const traffic = tf.sum(means, 1, true);
  const shares = tf.clipByValue(tf.div(means, tf.maximum(traffic, 1e-30)), smallestShare, 1 - smallestShare);

  // d C_i / d mass = 2^-d (1 - 0.5 / share) / (sum P_i), for the child on either side with its own share.
  const slopes = tf.sub(1, tf.div(0.5, shares));
  const gradient = tf.div(tf.mul(slopes, strengths), tf.maximum(traffic, leastTraffic));
  const penaltyOf = tf.customGrad((ofBatch, save) => {
    // customGrad's types allow for a tensor or the save function in each place; the last is always the function.
    (save as tf.GradSaveFunc)([tf.reshape(gradient, (ofBatch as tf.Tensor).shape)]);
    return {
      value: tf.mul(tf.sum(tf.mul(tf.log(shares), strengths)), -0.5),
      gradFunc: (dy, saved) => tf.mul(dy, (saved as [tf.Tensor])[0]),
    };
  });
  return { penalty: penaltyOf(batchMass) as tf.Scalar, childMass, massWeight };
}

/** Below this level one product with a 0/1 matrix is cheaper than a handful of small operations for each level. */
const deepestMatrixLevel = 8;

/** Sums of the leaves below each node but the root, heap order from node 1, `[2 innerNodes]`. */
function childMasses(leafMass: tf.Tensor, depth: number): tf.Tensor {
  let level = tf.reshape(leafMass, [2 ** depth]);
  const levels: tf.Tensor[] = [];
  for (let width = 2 ** (depth - 1); width >= 2 ** deepestMatrixLevel; width /= 2) {
    levels.unshift(level);
    level = tf.sum(tf.reshape(level, [width, 2]), 1);
  }
  const top = tf.matMul(descendants(level.size), tf.reshape(level, [level.size, 1]));
  return tf.concat([tf.reshape(top, [-1]), ...levels], 0);
}

/** 1 where a node (but the root, heap order) is or stands above a node of the level, `[2 width - 2, width]`. */
function descendants(width: number): tf.Tensor2D {
  const rows = Array.from({ length: 2 * width - 2 }, (_, index) => {
    const below = depthOfNode(width - 1) - depthOfNode(index + 1);
    return Array.from({ length: width }, (_column, node) => Number((width + node) >> below === index + 2));
  });
  return tf.tensor2d(rows);
}
