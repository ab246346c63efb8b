import * as tf from '@tensorflow/tfjs';
import { depthOfNode } from '../tree/complete-tree.js';

/**
 * Pre-activation `beta (x.w + b)` of every gate, `[innerNodes, batch]`. Nodes come first, so that a level of the tree
 * is one contiguous block and every element-wise operation runs along the batch.
 *
 * @param features `[batch, featureCount]`
 */
export function gatePreActivations(
  parameters: Readonly<Record<'filters' | 'biases' | 'betas', tf.Tensor>>,
  features: tf.Tensor,
): tf.Tensor2D {
  const inner = parameters.biases.size;
  const products = tf.matMul<tf.Tensor2D>(parameters.filters, features, false, true);
  const biases = tf.reshape(parameters.biases, [inner, 1]);
  const betas = tf.reshape(parameters.betas, [inner, 1]);
  return tf.mul(tf.add(products, biases), betas);
}

/**
 * Path probability P of every leaf, `[leaves, batch]`, from the gates' pre-activations `[innerNodes, batch]`.
 *
 * The gradient is written by hand, because it is much shorter than the derivative of each product. With
 * `R_n = P_n dL/dP_n` for a leaf, and the sum of its children's R for an inner node,
 * `dL/dz_i = R_right(i) - p_i R_i`: follows from `d log p / dz = 1 - p` and `d log (1 - p) / dz = -p`. It divides by
 * nothing and stays finite when gates saturate and path probabilities vanish.
 */
export function leafPathProbabilities(preActivations: tf.Tensor2D, depth: number): tf.Tensor2D {
  const route = tf.customGrad((z, save) => {
    // customGrad's types allow for a tensor or the save function in each place; the first is always the argument.
    const { branches, leaves } = routeForward(z as tf.Tensor2D, depth);
    (save as tf.GradSaveFunc)([branches, leaves]);
    return {
      value: leaves,
      gradFunc: (leafGradients, saved) => {
        const [savedBranches, savedLeaves] = saved as [tf.Tensor3D, tf.Tensor2D];
        return routeBackward(leafGradients as tf.Tensor2D, savedBranches, savedLeaves);
      },
    };
  });
  return route(preActivations) as tf.Tensor2D;
}

/** `branches`: probability of the left and right branch of each inner node, `[innerNodes, 2, batch]`. */
function routeForward(z: tf.Tensor2D, depth: number): { branches: tf.Tensor3D; leaves: tf.Tensor2D } {
  const [inner, batch] = z.shape;
  // sigmoid(-z) rather than 1 - sigmoid(z), which would lose every digit of a small probability.
  const signs = tf.tensor3d([-1, 1], [1, 2, 1]);
  const branches = tf.sigmoid<tf.Tensor3D>(tf.mul(tf.reshape(z, [inner, 1, batch]), signs));
  const [rootBranches, ...lowerBranches] = tf.split(branches, levelWidths(depth), 0);
  let paths: tf.Tensor = rootBranches ?? branches;
  for (const levelBranches of lowerBranches) {
    paths = tf.mul(tf.reshape(paths, [levelBranches.shape[0], 1, batch]), levelBranches);
  }
  return { branches, leaves: tf.reshape(paths, [2 ** depth, batch]) };
}

function routeBackward(leafGradients: tf.Tensor2D, branches: tf.Tensor3D, leaves: tf.Tensor2D): tf.Tensor2D {
  const [inner, , batch] = branches.shape;
  // R of the nodes of a level, `[nodes, batch]`, leaves first.
  let level = tf.mul<tf.Tensor2D>(leaves, leafGradients);
  const levels = [level];
  while (level.shape[0] > widestProduct) {
    const width = level.shape[0] / 2;
    level = tf.reshape(tf.sum(tf.reshape(level, [width, 2, batch]), 1), [width, batch]);
    levels.unshift(level);
  }
  // One product gives every level above, which are small: cheaper than a handful of operations for each.
  const above = tf.matMul<tf.Tensor2D>(nodesAbove(level.shape[0]), level);
  const ofNodes = tf.concat([above, ...levels.slice(0, -1)], 0);
  const belowRoot = tf.slice(above, [1, 0], [above.shape[0] - 1, batch]);
  const children = tf.reshape(tf.concat([belowRoot, ...levels], 0), [inner, 2, batch]);
  const right = [0, 1, 0];
  const oneSide = [inner, 1, batch];
  const rightR = tf.reshape(tf.slice(children, right, oneSide), [inner, batch]);
  const rightBranch = tf.reshape(tf.slice(branches, right, oneSide), [inner, batch]);
  return tf.sub(rightR, tf.mul(rightBranch, ofNodes));
}

/** Levels this wide or narrower are summed up to the root by one product with a 0/1 matrix. */
const widestProduct = 64;

/** 1 where an inner node (heap order) stands above a node of the level, `[width - 1, width]`. */
function nodesAbove(width: number): tf.Tensor2D {
  const rows = Array.from({ length: width - 1 }, (_, node) => {
    const below = depthOfNode(width - 1) - depthOfNode(node);
    return Array.from({ length: width }, (_column, index) => Number((width + index) >> below === node + 1));
  });
  return tf.tensor2d(rows);
}

/** Number of nodes of each inner level, root first. */
function levelWidths(depth: number): number[] {
  return Array.from({ length: depth }, (_, level) => 2 ** level);
}
