import type { Dataset } from '../../data/dataset.js';
import { predict } from '../../tree/prediction.js';
import { gateProbabilities } from '../../tree/routing.js';
import type { SoftDecisionTree } from '../../tree/soft-decision-tree.js';
import { leftChild, rightChild } from '../../tree/topology.js';
import { BestRows } from './best-rows.js';

/** What a tree does with every row of a data set, as far as a report needs it. */
export interface RowMeasurements {
  readonly maxPathClasses: Uint8Array;
  readonly mixtureClasses: Uint8Array;
  /** Leaf of greatest path probability, counted from 0. */
  readonly leaves: Uint16Array;
  readonly topPathProbabilities: Float32Array;
  /** Sum of path probabilities of each class's rows at each node, `[nodes, classCount]` in heap order. */
  readonly classArrivals: Float64Array;
  /** For each inner node the rows that reach it and come closest to its decision boundary, closest first. */
  readonly boundaryRows: readonly (readonly number[])[];
}

const chunkRows = 500;
const boundaryRowsPerNode = 6;
/** A row counts as reaching a node from this path probability on. */
const reachProbability = 0.1;

/** Routes all rows, a chunk at a time so that memory stays small for deep trees. */
export function measureRows(tree: SoftDecisionTree, { features, labels, rowCount, featureCount }: Dataset): RowMeasurements {
  const inner = tree.innerNodeCount;
  const { classCount } = tree.topology;
  const measured = {
    maxPathClasses: new Uint8Array(rowCount),
    mixtureClasses: new Uint8Array(rowCount),
    leaves: new Uint16Array(rowCount),
    topPathProbabilities: new Float32Array(rowCount),
    classArrivals: new Float64Array((inner + tree.leafCount) * classCount),
  };
  const boundary = Array.from({ length: inner }, () => new BestRows(boundaryRowsPerNode));
  const reach = new Float64Array(inner + tree.leafCount);
  for (let first = 0; first < rowCount; first += chunkRows) {
    const count = Math.min(chunkRows, rowCount - first);
    const chunk = features.subarray(first * featureCount, (first + count) * featureCount);
    const prediction = predict(tree, chunk, count);
    measured.maxPathClasses.set(prediction.maxPathClasses, first);
    measured.mixtureClasses.set(prediction.mixtureClasses, first);
    measured.leaves.set(prediction.maxPathLeaves, first);
    measured.topPathProbabilities.set(prediction.topPathProbabilities, first);
    const gates = gateProbabilities(tree, chunk, count);
    for (let row = 0; row < count; row++) {
      const label = labels[first + row] ?? 0;
      reach[0] = 1;
      for (let node = 0; node < inner; node++) {
        const gate = gates[row * inner + node] ?? 0;
        const arriving = reach[node] ?? 0;
        reach[leftChild(node)] = arriving * (1 - gate);
        reach[rightChild(node)] = arriving * gate;
        if (arriving >= reachProbability) boundary[node]?.offer(first + row, Math.abs(gate - 0.5));
      }
      reach.forEach((arriving, node) => {
        const index = node * classCount + label;
        measured.classArrivals[index] = (measured.classArrivals[index] ?? 0) + arriving;
      });
    }
  }
  return { ...measured, boundaryRows: boundary.map(({ rows }) => rows) };
}
