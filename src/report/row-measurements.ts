import type { Dataset } from '../data/dataset.js';
import { predict, type Prediction } from '../tree/prediction.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { TrafficMeter, type TreeStatistics } from '../tree/statistics.js';
import { BestRows } from './best-rows.js';

/** What a tree does with every row of a data set, as far as a report needs it. */
export interface RowMeasurements {
  readonly prediction: Prediction;
  readonly statistics: TreeStatistics;
  /** For each inner node the rows that reach it and come closest to its decision boundary, closest first. */
  readonly boundaryRows: readonly (readonly number[])[];
}

const boundaryRowsPerNode = 6;
/** A row counts as reaching a node from this path probability on. */
const reachProbability = 0.1;

/** Routes all rows through a tree, once. */
export function measureRows(
  tree: SoftDecisionTree,
  { features, labels, rowCount }: Dataset,
): RowMeasurements {
  const traffic = new TrafficMeter(tree, labels, rowCount);
  const boundary = new BoundaryRows(tree);
  const prediction = predict(tree, features, rowCount, (row, router) => {
    traffic.add(row, router);
    boundary.offer(row, router.nodes);
  });
  return { prediction, statistics: traffic.statistics(), boundaryRows: boundary.rows };
}

class BoundaryRows {
  readonly #closest: readonly BestRows[];

  constructor(private readonly tree: SoftDecisionTree) {
    this.#closest = Array.from({ length: tree.innerNodeCount }, () => new BestRows(boundaryRowsPerNode));
  }

  /** @param nodes path probability of every node for the row, `[nodes]` */
  offer(row: number, nodes: Float64Array): void {
    const { topology } = this.tree;
    for (const [gate, rows] of this.#closest.entries()) {
      const node = topology.nodeOfGate(gate);
      const arriving = nodes[node] ?? 0;
      if (arriving < reachProbability) continue;
      rows.offer(row, Math.abs((nodes[topology.right(node)] ?? 0) / arriving - 0.5));
    }
  }

  get rows(): (readonly number[])[] {
    return this.#closest.map(({ rows }) => rows);
  }
}
