import type { Dataset } from '../data/dataset.js';
import { predict, type Prediction } from '../tree/prediction.js';
import { RowRouter } from '../tree/routing.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { measureTraffic, type TreeStatistics } from '../tree/statistics.js';
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

/** Routes all rows through a tree. */
export function measureRows(
  tree: SoftDecisionTree,
  { features, labels, rowCount }: Dataset,
): RowMeasurements {
  return {
    prediction: predict(tree, features, rowCount),
    statistics: measureTraffic(tree, features, labels, rowCount),
    boundaryRows: boundaryRows(tree, features, rowCount),
  };
}

function boundaryRows(
  tree: SoftDecisionTree,
  features: Float32Array,
  rowCount: number,
): (readonly number[])[] {
  const { topology } = tree;
  const closest = Array.from({ length: tree.innerNodeCount }, () => new BestRows(boundaryRowsPerNode));
  const router = new RowRouter(tree);
  for (let row = 0; row < rowCount; row++) {
    router.route(features, row);
    closest.forEach((rows, gate) => {
      const node = topology.nodeOfGate(gate);
      const arriving = router.nodes[node] ?? 0;
      if (arriving < reachProbability) return;
      rows.offer(row, Math.abs((router.nodes[topology.right(node)] ?? 0) / arriving - 0.5));
    });
  }
  return closest.map(({ rows }) => rows);
}
