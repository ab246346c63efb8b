import { InvalidInputError } from '../errors.js';
import { uncalibrated, type Calibration } from './calibration.js';
import type { Routing } from './branch-probability.js';
import type { TreeTopology } from './topology.js';
import { treeShape, type TreeShape, type TreeShapeData } from './tree-shape.js';

/** The learnt numbers of a tree, each array row-major; inner nodes and leaves by their index in the topology. */
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

/** A soft decision tree (Frosst & Hinton 2017), or the hard tree that became of one: plain data, no behavior beyond access by name. */
export class SoftDecisionTree implements TreeShape {
  readonly topology: TreeTopology;
  readonly featureCount: number;
  readonly classCount: number;
  /** Most decisions on a path. */
  readonly depth: number;
  readonly innerNodeCount: number;
  readonly leafCount: number;

  /** @throws {InvalidInputError} when a size does not fit the topology, a number is not finite, or a calibration out of range. */
  constructor(
    shape: TreeShape | TreeShapeData,
    readonly parameters: TreeParameters,
    readonly calibration: Calibration = uncalibrated,
    readonly routing: Routing = 'soft',
  ) {
    const { topology, featureCount, classCount } = treeShape(shape);
    this.topology = topology;
    this.featureCount = featureCount;
    this.classCount = classCount;
    this.depth = topology.greatestDepth;
    this.innerNodeCount = topology.innerNodeCount;
    this.leafCount = topology.leafCount;
    const sizes = parameterSizes(this);
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
    for (const answer of ['maxPath', 'mixture'] as const) {
      const power = calibration[answer];
      if (!(power > 0) || !Number.isFinite(power)) {
        throw new InvalidInputError(
          `calibration.${answer} must be a finite number greater than 0, found ${power}`,
        );
      }
    }
    const { doubt = 0 } = calibration;
    if (!(doubt >= 0 && doubt < 1))
      throw new InvalidInputError(`calibration.doubt must be from 0 to less than 1, found ${doubt}`);
  }

  /** What the parameters' sizes follow from, as plain JSON. */
  get shape(): TreeShapeData {
    const { topology, featureCount, classCount } = this;
    return { ...topology.toJSON(), featureCount, classCount };
  }

  /** The same tree, calibrated in another way. */
  calibrated(calibration: Calibration): SoftDecisionTree {
    return new SoftDecisionTree(this, this.parameters, calibration, this.routing);
  }

  /** Filter w of an inner node, `[featureCount]`; a view, not a copy. */
  filter(node: number): Float32Array {
    const gate = this.topology.gateOf(node);
    return this.parameters.filters.subarray(gate * this.featureCount, (gate + 1) * this.featureCount);
  }

  /** Bias b of an inner node. */
  bias(node: number): number {
    return this.parameters.biases[this.topology.gateOf(node)] ?? 0;
  }

  /** Inverse temperature beta of an inner node. */
  beta(node: number): number {
    return this.parameters.betas[this.topology.gateOf(node)] ?? 1;
  }

  /** Logits phi of a leaf, `[classCount]`; a view, not a copy. `leaf` counts leaves from 0. */
  leafLogits(leaf: number): Float32Array {
    return this.parameters.leafLogits.subarray(leaf * this.classCount, (leaf + 1) * this.classCount);
  }
}

/** Names of the parameter arrays, in the order of the tree file. */
export const parameterNames = ['filters', 'biases', 'betas', 'leafLogits'] as const;

/** Number of values in each parameter array. */
export function parameterSizes(shape: TreeShape | TreeShapeData): Record<keyof TreeParameters, number> {
  const { topology, featureCount, classCount } = treeShape(shape);
  return {
    filters: topology.innerNodeCount * featureCount,
    biases: topology.innerNodeCount,
    betas: topology.innerNodeCount,
    leafLogits: topology.leafCount * classCount,
  };
}
