import { InvalidInputError } from '../errors.js';

/** Smallest and greatest depth of a tree that the toolkit builds. */
export const minimumDepth = 1;
export const maximumDepth = 12;

/** Greatest number of classes: class indices are kept in bytes, as in a data set's labels. */
export const maximumClassCount = 256;

/**
 * Shape of a complete binary tree. Nodes are numbered in heap order: the root is 0, the children of `i` are
 * `2i + 1` (left) and `2i + 2` (right); inner nodes come first, then the leaves from left to right.
 * A *leaf index* counts the leaves alone, from 0.
 */
export interface TreeTopology {
  /** Number of decisions on every path; the root is at depth 0 and the leaves at depth `depth`. */
  readonly depth: number;
  readonly featureCount: number;
  readonly classCount: number;
}

/** Number of inner nodes, `2^depth - 1`. */
export function innerNodeCount(depth: number): number {
  return 2 ** depth - 1;
}

/** Number of leaves, `2^depth`. */
export function leafCount(depth: number): number {
  return 2 ** depth;
}

/** Number of all nodes, inner nodes and leaves, `2^(depth + 1) - 1`. */
export function nodeCount(depth: number): number {
  return 2 ** (depth + 1) - 1;
}

/** Node number (heap order) of a leaf that is counted among the leaves alone. */
export function nodeOfLeaf(depth: number, leaf: number): number {
  return innerNodeCount(depth) + leaf;
}

/** Depth of a node in heap order; the root has depth 0. */
export function depthOfNode(node: number): number {
  return Math.floor(Math.log2(node + 1));
}

export function leftChild(node: number): number {
  return 2 * node + 1;
}

export function rightChild(node: number): number {
  return 2 * node + 2;
}

/** Parent of a node in heap order, or `undefined` for the root. */
export function parentOfNode(node: number): number | undefined {
  return node === 0 ? undefined : (node - 1) >> 1;
}

/** @throws {InvalidInputError} when a size is not an integer in its range. */
export function assertTopology({ depth, featureCount, classCount }: TreeTopology): void {
  if (!Number.isInteger(depth) || depth < minimumDepth || depth > maximumDepth) {
    throw new InvalidInputError(
      `depth must be an integer from ${minimumDepth} to ${maximumDepth}, found ${depth}`,
    );
  }
  if (!Number.isInteger(featureCount) || featureCount < 1) {
    throw new InvalidInputError(`featureCount must be a positive integer, found ${featureCount}`);
  }
  if (!Number.isInteger(classCount) || classCount < 2 || classCount > maximumClassCount) {
    throw new InvalidInputError(
      `classCount must be an integer from 2 to ${maximumClassCount}, found ${classCount}`,
    );
  }
}
