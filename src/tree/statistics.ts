import type { Features } from '../data/features.js';
import { InvalidInputError } from '../errors.js';
import { assertFeatureRows } from './gates.js';
import { leafClasses } from './leaf-distributions.js';
import { routeRows } from './block-router.js';
import type { RoutedRow } from './routing.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';

/** How a set of labelled rows flows through a tree. Nodes and inner nodes as the topology counts them. */
export interface TreeStatistics {
  readonly rows: number;
  /** Sum of path probabilities over the rows, `[nodes]`; the root's is `rows`. */
  readonly arrivals: Float64Array;
  /** The same by true class, row-major `[nodes, classCount]`; a row sums to the node's arrivals. */
  readonly classArrivals: Float64Array;
  /**
   * Traffic alpha: share of what arrives at an inner node that leaves to the right, `[innerNodes]`, in [0, 1]
   * (Frosst & Hinton 2017, section 3.1); 0.5 where nothing arrives.
   */
  readonly rightShares: Float64Array;
  /** Rows whose path of greatest probability goes through the node, `[nodes]`. */
  readonly maxPathRows: Uint32Array;
  /** Those of `maxPathRows` that end in a leaf of their true class, `[nodes]`; the root's gives the max-path accuracy. */
  readonly maxPathCorrect: Uint32Array;
}

/**
 * Measures traffic, class mix and accuracy of every node.
 *
 * @param features row-major `[rows, featureCount]`
 * @param labels true class of each row, `[rows]`
 * @throws {InvalidInputError} when a size does not fit or a label is not a class of the tree
 */
export function measureTraffic(
  tree: SoftDecisionTree,
  features: Features,
  labels: Uint16Array,
  rows: number,
): TreeStatistics {
  assertFeatureRows(tree, features, rows);
  const meter = new TrafficMeter(tree, labels, rows);
  routeRows(tree, features, rows, (row, routed, leaf) => meter.add(row, routed, leaf));
  return meter.statistics();
}

/** Adds up how rows flow through a tree while something else routes them. */
export class TrafficMeter {
  /** By class, then by node: what one row adds lies side by side, `[classCount, nodes]`. */
  private readonly arrivalsByClass: Float64Array;
  private readonly maxPathRows: Uint32Array;
  private readonly maxPathCorrect: Uint32Array;
  private readonly leafClasses: Uint16Array;

  /** @throws {InvalidInputError} when there is not one label for each row, or a label is not a class of the tree */
  constructor(
    private readonly tree: SoftDecisionTree,
    private readonly labels: Uint16Array,
    private readonly rows: number,
  ) {
    const { classCount, topology } = tree;
    assertLabels(labels, rows, classCount);
    this.arrivalsByClass = new Float64Array(topology.nodeCount * classCount);
    this.maxPathRows = new Uint32Array(topology.nodeCount);
    this.maxPathCorrect = new Uint32Array(topology.nodeCount);
    this.leafClasses = leafClasses(tree);
  }

  /** @param leaf of the row's greatest path probability */
  add(row: number, { nodes }: RoutedRow, leaf: number): void {
    const { arrivalsByClass, maxPathRows, maxPathCorrect } = this;
    const { topology } = this.tree;
    const label = this.labels[row] ?? 0;
    const start = label * nodes.length;
    for (let node = 0; node < nodes.length; node++)
      arrivalsByClass[start + node] = (arrivalsByClass[start + node] ?? 0) + (nodes[node] ?? 0);
    const correct = this.leafClasses[leaf] === label ? 1 : 0;
    for (let node = topology.nodeOfLeaf(leaf); node >= 0; node = topology.parent(node)) {
      addTo(maxPathRows, node, 1);
      addTo(maxPathCorrect, node, correct);
    }
  }

  statistics(): TreeStatistics {
    const { arrivalsByClass, rows, maxPathRows, maxPathCorrect } = this;
    const { classCount, topology } = this.tree;
    const { nodeCount } = topology;
    const classArrivals = Float64Array.from(
      arrivalsByClass,
      (_, index) => arrivalsByClass[(index % classCount) * nodeCount + Math.floor(index / classCount)] ?? 0,
    );
    const arrivals = Float64Array.from({ length: nodeCount }, (_, node) =>
      classArrivals.subarray(node * classCount, (node + 1) * classCount).reduce((sum, part) => sum + part, 0),
    );
    const rightShares = Float64Array.from({ length: topology.innerNodeCount }, (_, gate) => {
      const node = topology.nodeOfGate(gate);
      const right = arrivals[topology.right(node)] ?? 0;
      const both = right + (arrivals[topology.left(node)] ?? 0);
      return both > 0 ? right / both : 0.5;
    });
    return { rows, arrivals, classArrivals, rightShares, maxPathRows, maxPathCorrect };
  }
}

function addTo(totals: Uint32Array, index: number, amount: number): void {
  totals[index] = (totals[index] ?? 0) + amount;
}

function assertLabels(labels: Uint16Array, rows: number, classCount: number): void {
  if (labels.length !== rows) {
    throw new InvalidInputError(
      `labels must hold one class for each of ${rows} rows, found ${labels.length}`,
    );
  }
  const bad = labels.findIndex((label) => label >= classCount);
  if (bad >= 0) {
    throw new InvalidInputError(
      `labels[${bad}] must be a class from 0 to ${classCount - 1}, found ${labels[bad]}`,
    );
  }
}
