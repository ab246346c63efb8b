import { argmax } from '../data/argmax.js';
import { branchProbability } from '../tree/branch-probability.js';
import { GateEvaluator } from '../tree/gates.js';
import { leafClasses } from '../tree/leaf-distributions.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { featureCountOf } from '../file/feature-count.js';
import { featuresOf, type CellValue, type ExplainedColumn } from './table-columns.js';

/**
 * Max-path answers of rows that differ from one row in a few columns, without summing over all features anew. What is found with them
 * is checked by a prediction: sums in another order have other last bits.
 */
export class NearbyRows {
  /** `beta (x.w + b)` of every gate for the row itself, `[gates]`. */
  readonly logOdds: Float64Array;
  /** Class that each leaf answers. */
  readonly classes: Uint16Array;
  readonly #paths: Float64Array;
  readonly #shares: Float64Array;
  readonly #leaves: Float64Array;

  constructor(
    readonly tree: SoftDecisionTree,
    readonly columns: readonly ExplainedColumn[],
    readonly features: Float32Array,
  ) {
    const gates = new GateEvaluator(tree);
    gates.setRow(features);
    this.logOdds = Float64Array.from({ length: tree.innerNodeCount }, (_, gate) => gates.preActivation(gate));
    this.classes = leafClasses(tree);
    this.#paths = new Float64Array(tree.topology.nodeCount);
    this.#shares = new Float64Array(tree.topology.nodeCount);
    this.#leaves = new Float64Array(tree.leafCount);
  }

  /** What another value of a column adds to the log-odds of every gate, `[gates]`. */
  shift(index: number, value: CellValue): Float64Array {
    const { tree, features } = this;
    const shift = new Float64Array(tree.innerNodeCount);
    const column = this.columns[index];
    if (column === undefined) return shift;
    const { filters, betas } = tree.parameters;
    const other = featuresOf(column, value);
    const first = column.input.feature;
    for (let part = 0; part < featureCountOf(column.input); part++) {
      const difference = (other[part] ?? 0) - (features[first + part] ?? 0);
      if (difference === 0) continue;
      for (let gate = 0; gate < shift.length; gate++)
        shift[gate] =
          (shift[gate] ?? 0) +
          (betas[gate] ?? 0) * (filters[gate * tree.featureCount + first + part] ?? 0) * difference;
    }
    return shift;
  }

  /**
   * Greatest sum of the sizes of a column's weights along a path, of words the greatest of each gate: no path's log-probability changes
   * faster with its features.
   */
  steepness(index: number): number {
    const { topology, parameters, featureCount } = this.tree;
    const column = this.columns[index];
    if (column === undefined) return 0;
    const first = column.input.feature;
    const parts = column.input.kind === 'category' ? featureCountOf(column.input) : 1;
    const sums = new Float64Array(topology.nodeCount);
    let greatest = 0;
    for (let node = 0; node < topology.nodeCount; node++) {
      const gate = topology.gateOf(node);
      const start = gate * featureCount + first;
      const weights = parameters.filters.subarray(start, gate < 0 ? start : start + parts);
      const size = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
      const sum = (sums[node] ?? 0) + Math.abs(parameters.betas[gate] ?? 0) * size;
      greatest = Math.max(greatest, sum);
      if (gate < 0) continue;
      sums[topology.left(node)] = sum;
      sums[topology.right(node)] = sum;
    }
    return greatest;
  }

  /** The class that a row with these log-odds is answered with. */
  answer(logOdds: ArrayLike<number>): number {
    const { topology, routing } = this.tree;
    const [shares, leaves] = [this.#shares, this.#leaves];
    shares[0] = 1;
    for (let node = 0; node < topology.nodeCount; node++) {
      const gate = topology.gateOf(node);
      if (gate < 0) {
        leaves[topology.leafOf(node)] = shares[node] ?? 0;
        continue;
      }
      const z = logOdds[gate] ?? 0;
      shares[topology.left(node)] = (shares[node] ?? 0) * branchProbability(z, 'left', routing);
      shares[topology.right(node)] = (shares[node] ?? 0) * branchProbability(z, 'right', routing);
    }
    return this.classes[argmax(leaves)] ?? 0;
  }

  /**
   * By how much the likeliest path to a class is likelier than that to any other: the difference of the logarithms of their
   * probabilities; above 0 the class is the answer. Gates count as soft ones, so that a hard tree tells how near it is, too.
   */
  lead(logOdds: ArrayLike<number>, wanted: number): number {
    const [own, others] = this.#likeliest(logOdds, wanted);
    return own.path - others.path;
  }

  /** The leaves whose paths make that lead, the likeliest of the class with 1 and the likeliest other one with -1. */
  leaders(logOdds: ArrayLike<number>, wanted: number): (readonly [leaf: number, sign: 1 | -1])[] {
    const [own, others] = this.#likeliest(logOdds, wanted);
    return [
      [own.leaf, 1],
      [others.leaf, -1],
    ];
  }

  #likeliest(logOdds: ArrayLike<number>, wanted: number) {
    const { topology } = this.tree;
    const paths = this.#paths;
    paths[0] = 0;
    let own = { leaf: 0, path: -Infinity };
    let others = own;
    for (let node = 0; node < topology.nodeCount; node++) {
      const path = paths[node] ?? 0;
      const gate = topology.gateOf(node);
      if (gate >= 0) {
        const z = logOdds[gate] ?? 0;
        paths[topology.left(node)] = path - softplus(z);
        paths[topology.right(node)] = path - softplus(-z);
        continue;
      }
      const leaf = topology.leafOf(node);
      if (this.classes[leaf] === wanted) own = path > own.path ? { leaf, path } : own;
      else if (path > others.path) others = { leaf, path };
    }
    return [own, others] as const;
  }
}

/** `-log(sigmoid(-z))` */
function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

/** Sums of the log-odds and shifts of several columns. */
export function summed(logOdds: Float64Array, shifts: Iterable<Float64Array>): Float64Array {
  const sum = logOdds.slice();
  for (const shift of shifts)
    for (let gate = 0; gate < sum.length; gate++) sum[gate] = (sum[gate] ?? 0) + (shift[gate] ?? 0);
  return sum;
}
