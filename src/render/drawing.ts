import { InvalidInputError } from '../errors.js';
import type { ExplainedColumn } from '../explain/table-columns.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';

/**
 * How weights and evidence of color images are drawn: summed over the channels of each pixel, orange and blue; or each of three channels by
 * itself, dark and light. Images of other numbers of channels are always summed.
 */
export const channelViews = ['sum', 'each'] as const;
export type ChannelView = (typeof channelViews)[number];

/** Everything that a picture of a tree shows: the tree and the names and shapes of its inputs and answers. */
export interface TreeDrawing {
  readonly tree: SoftDecisionTree;
  /** Name of each class; untrusted text, escaped wherever it is drawn. */
  readonly classNames: readonly string[];
  /** Name of each feature, for tables; untrusted text. Default `x0`, `x1`, ... */
  readonly featureNames?: readonly string[] | undefined;
  /** Of a table: its columns, with which gates are told by columns and questions; without them by features. */
  readonly columns?: readonly ExplainedColumn[] | undefined;
  /** `[height, width, channels]` or `[height, width]` for images, `[featureCount]` for tables. */
  readonly inputShape: readonly number[];
  /** How weights of images of three color channels are drawn; default `sum`. */
  readonly channels?: ChannelView | undefined;
  /** Where the inputs of some data set went; without it all branches are drawn alike. */
  readonly traffic?: Traffic | undefined;
}

/** How much of a data set arrives at each node; `TreeStatistics` of `src/tree/statistics.ts` has this shape. */
export interface Traffic {
  /** Sum of path probabilities over all rows, `[nodes]`. */
  readonly arrivals: ArrayLike<number>;
}

/** The way of one sample through the tree; an `Explanation` has this shape. */
export interface SampleRoute {
  /** Probability of the RIGHT branch at each inner node, `[innerNodes]`. */
  readonly gateProbabilities: ArrayLike<number>;
  /** Index of the leaf whose path is highlighted: the one of greatest path probability. */
  readonly leaf: number;
}

/** Size of an input that is an image, or `undefined` for a table. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Reads an input shape as an image: `[height, width]` or `[height, width, channels]`; `undefined` means a table. */
export function imageShape(inputShape: readonly number[]): ImageShape | undefined {
  const [height, width, channels = 1] = inputShape;
  if (inputShape.length < 2 || inputShape.length > 3 || height === undefined || width === undefined)
    return undefined;
  return { height, width, channels };
}

/** @throws {InvalidInputError} when names or shape do not fit the tree. */
export function assertDrawing(drawing: TreeDrawing): void {
  const { classNames, featureNames, inputShape, traffic, tree } = drawing;
  const { featureCount, classCount } = tree;
  if (classNames.length !== classCount) {
    throw new InvalidInputError(
      `classNames must have ${classCount} names, one for each class, found ${classNames.length}`,
    );
  }
  if (featureNames !== undefined && featureNames.length !== featureCount) {
    throw new InvalidInputError(
      `featureNames must have ${featureCount} names, one for each feature, found ${featureNames.length}`,
    );
  }
  if (inputShape.reduce((product, size) => product * size, 1) !== featureCount) {
    throw new InvalidInputError(
      `inputShape must multiply to the tree's ${featureCount} features, found [${inputShape.join(', ')}]`,
    );
  }
  const nodes = tree.topology.nodeCount;
  if (traffic !== undefined && traffic.arrivals.length !== nodes) {
    throw new InvalidInputError(
      `traffic.arrivals must hold ${nodes} numbers, one for each node, found ${traffic.arrivals.length}`,
    );
  }
}
