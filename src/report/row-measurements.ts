import type { Dataset } from '../data/dataset.js';
import { predict, type Prediction } from '../tree/prediction.js';
import type { RowVisitor } from '../tree/routing.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { TrafficMeter, type TreeStatistics } from '../tree/statistics.js';
import { BestRows } from './best-rows.js';
import { PathLogOdds, type GateHistograms } from './gate-histograms.js';
import type { TreeRole } from './report-data.js';

/** What a tree does with every row of a data set, as far as a report needs it. */
export interface RowMeasurements {
  readonly prediction: Prediction;
  readonly statistics: TreeStatistics;
  /** For each inner node the rows that reach it and come closest to its decision boundary, closest first. */
  readonly boundaryRows: readonly (readonly number[])[];
  readonly histograms: GateHistograms;
}

const boundaryRowsPerNode = 6;
/** A row counts as reaching a node from this path probability on. */
const reachProbability = 0.1;

/** Measures rows of a data set while they are routed through a tree, all of them, once. */
class RowMeasurer {
  readonly #traffic: TrafficMeter;
  readonly #boundary: BoundaryRows;
  readonly #logOdds: PathLogOdds;
  readonly #labels: Uint16Array;

  constructor(tree: SoftDecisionTree, { labels, rowCount }: Dataset) {
    this.#labels = labels;
    this.#logOdds = new PathLogOdds(tree, rowCount);
    this.#traffic = new TrafficMeter(tree, labels, rowCount);
    this.#boundary = new BoundaryRows(tree);
  }

  readonly visit: RowVisitor = (row, routed, leaf) => {
    this.#traffic.add(row, routed, leaf);
    this.#boundary.offer(row, routed.nodes);
    this.#logOdds.add(row, routed.preActivations, leaf);
  };

  measurements(prediction: Prediction): RowMeasurements {
    return {
      prediction,
      statistics: this.#traffic.statistics(),
      boundaryRows: this.#boundary.rows,
      histograms: this.#logOdds.histograms(this.#labels, prediction.maxPathLeaves),
    };
  }
}

/** Measures the test rows while a comparison of two trees routes them, so that its report need not do so again. */
export class MeasuredTrees {
  readonly byRole: Partial<Record<TreeRole, RowMeasurements>> = {};
  readonly #measurers = new Map<TreeRole, RowMeasurer>();

  constructor(private readonly test: Dataset) {}

  visitorOf(role: TreeRole, tree: SoftDecisionTree): RowVisitor {
    const measurer = new RowMeasurer(tree, this.test);
    this.#measurers.set(role, measurer);
    return measurer.visit;
  }

  /** Called when all rows were routed. */
  finish(role: TreeRole, prediction: Prediction): void {
    const measurer = this.#measurers.get(role);
    if (measurer !== undefined) this.byRole[role] = measurer.measurements(prediction);
  }
}

/** Routes all rows through a tree. */
export function measureRows(tree: SoftDecisionTree, dataset: Dataset): RowMeasurements {
  const measurer = new RowMeasurer(tree, dataset);
  return measurer.measurements(predict(tree, dataset.features, dataset.rowCount, measurer.visit));
}

class BoundaryRows {
  readonly #closest: readonly BestRows[];

  constructor(private readonly tree: SoftDecisionTree) {
    this.#closest = Array.from({ length: tree.innerNodeCount }, () => new BestRows(boundaryRowsPerNode));
  }

  /** @param nodes path probability of every node for the row, `[nodes]` */
  offer(row: number, nodes: Float64Array, node = 0): void {
    const { topology } = this.tree;
    const arriving = nodes[node] ?? 0;
    const gate = topology.gateOf(node);
    // Nothing below reaches what it does not reach.
    if (arriving < reachProbability || gate < 0) return;
    const [left, right] = [topology.left(node), topology.right(node)];
    this.#closest[gate]?.offer(row, Math.abs((nodes[right] ?? 0) / arriving - 0.5));
    this.offer(row, nodes, left);
    this.offer(row, nodes, right);
  }

  get rows(): (readonly number[])[] {
    return this.#closest.map(({ rows }) => rows);
  }
}
