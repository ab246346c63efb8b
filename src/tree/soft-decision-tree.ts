import { InvalidInputError } from '../errors.js';
import { assertTopology, innerNodeCount, leafCount, type TreeTopology } from './topology.js';

/** The learnt numbers of a tree, each array row-major. */
export interface TreeParameters {
  /** Filter w of each inner node, `[innerNodes, featureCount]`. */
  readonly filters: Float32Array;
  /** Bias b of each inner node, `[innerNodes]`. */
  readonly biases: Float32Array;
  /** Inverse temperature beta of each inner node, `[innerNodes]`. */
  readonly betas: Float32Array;
  /** Logits phi of each leaf's class distribution Q = softmax(phi), `[leaves, classCount]`. */
  readonly leafLogits: Float32Array;
}

/** A soft decision tree (Frosst & Hinton 2017): plain data, no behavior beyond access by name. */
export class SoftDecisionTree {
  /** @throws {InvalidInputError} when a size does not fit the topology or a number is not finite. */
  constructor(
    readonly topology: TreeTopology,
    readonly parameters: TreeParameters,
  ) {
    assertTopology(topology);
    const sizes = parameterSizes(topology);
    for (const name of parameterNames) {
      const values = parameters[name];
      if (values.length !== sizes[name]) {
        throw new InvalidInputError(
          `${name} must hold ${sizes[name]} numbers for this topology, found ${values.length}`,
        );
      }
      const bad = values.findIndex((value) => !Number.isFinite(value));
      if (bad >= 0)
        throw new InvalidInputError(`${name}[${bad}] must be a finite number, found ${values[bad]}`);
    }
  }

  get depth(): number {
    return this.topology.depth;
  }

  get innerNodeCount(): number {
    return innerNodeCount(this.topology.depth);
  }

  get leafCount(): number {
    return leafCount(this.topology.depth);
  }

  /** Filter w of an inner node, `[featureCount]`; a view, not a copy. */
  filter(node: number): Float32Array {
    const { featureCount } = this.topology;
    return this.parameters.filters.subarray(node * featureCount, (node + 1) * featureCount);
  }

  /** Logits phi of a leaf, `[classCount]`; a view, not a copy. `leaf` counts leaves from 0. */
  leafLogits(leaf: number): Float32Array {
    const { classCount } = this.topology;
    return this.parameters.leafLogits.subarray(leaf * classCount, (leaf + 1) * classCount);
  }
}

/** Names of the parameter arrays, in the order of the tree file. */
export const parameterNames = ['filters', 'biases', 'betas', 'leafLogits'] as const;

/** Number of values in each parameter array. */
export function parameterSizes(topology: TreeTopology): Record<keyof TreeParameters, number> {
  const inner = innerNodeCount(topology.depth);
  return {
    filters: inner * topology.featureCount,
    biases: inner,
    betas: inner,
    leafLogits: leafCount(topology.depth) * topology.classCount,
  };
}
