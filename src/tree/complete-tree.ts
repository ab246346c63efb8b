import { InvalidInputError } from '../errors.js';

/** Smallest and greatest depth of a complete tree. */
export const minimumDepth = 1;
/** Greatest depth of a complete tree that the toolkit builds. */
export const maximumDepth = 12;

/**
 * Shape of a complete tree, the only kind that is trained and that a tree file of version 1 holds. Its nodes are in heap
 * order: the root is 0, the children of `i` are `2i + 1` (left) and `2i + 2` (right), the leaves come last.
 */
export interface CompleteTreeShape {
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

/** Depth of a node in heap order; the root has depth 0. */
export function depthOfNode(node: number): number {
  return Math.floor(Math.log2(node + 1));
}

/** @throws {InvalidInputError} when the depth is not an integer in its range. */
export function assertDepth(depth: number): void {
  if (!Number.isInteger(depth) || depth < minimumDepth || depth > maximumDepth) {
    throw new InvalidInputError(
      `depth must be an integer from ${minimumDepth} to ${maximumDepth}, found ${depth}`,
    );
  }
}
