import { maximumClassCount } from '../data/class-names.js';
import { InvalidInputError } from '../errors.js';
import { topologyOf, type TopologyData, type TreeTopology } from './topology.js';

/** All that decides which parameters a tree has. */
export interface TreeShape {
  readonly topology: TreeTopology;
  readonly featureCount: number;
  readonly classCount: number;
}

/** The same as plain JSON; of a complete tree `{ depth, featureCount, classCount }`. */
export interface TreeShapeData extends TopologyData {
  readonly featureCount: number;
  readonly classCount: number;
}

/** @throws {InvalidInputError} when a size is not an integer in its range, or the data do not make a tree. */
export function treeShape(shape: TreeShape | TreeShapeData): TreeShape {
  const { featureCount, classCount } = shape;
  const topology = 'topology' in shape ? shape.topology : topologyOf(shape);
  if (!Number.isInteger(featureCount) || featureCount < 1) {
    throw new InvalidInputError(`featureCount must be a positive integer, found ${featureCount}`);
  }
  if (!Number.isInteger(classCount) || classCount < 2 || classCount > maximumClassCount) {
    throw new InvalidInputError(
      `classCount must be an integer from 2 to ${maximumClassCount}, found ${classCount}`,
    );
  }
  return { topology, featureCount, classCount };
}
