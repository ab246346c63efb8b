import { featureCountOf } from '../file/feature-count.js';
import type { InputColumn } from '../file/input-columns.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';

/** How fast paths of a tree change with a column. */
export interface ColumnSlopes {
  /**
   * Greatest sum of the sizes of the column's weights along a path, of words the greatest of each gate: no path's log-probability changes
   * faster with its features.
   */
  readonly steepness: number;
  /**
   * Of numbers: how much the lead of a class changes at most with a unit of the feature, by one path's greatest rise and another one's
   * greatest fall. Never more than twice the steepness.
   */
  readonly leadSlope: number;
}

export const noSlopes: ColumnSlopes = { steepness: 0, leadSlope: 0 };

const known = new WeakMap<SoftDecisionTree, WeakMap<InputColumn, ColumnSlopes>>();

/** The slopes of a column, kept as long as tree and column are; a tree's parameters must not change meanwhile. */
export function columnSlopes(tree: SoftDecisionTree, input: InputColumn): ColumnSlopes {
  const ofTree = known.get(tree) ?? new WeakMap<InputColumn, ColumnSlopes>();
  known.set(tree, ofTree);
  const slopes = ofTree.get(input) ?? slopesAlongPaths(tree, input);
  ofTree.set(input, slopes);
  return slopes;
}

function slopesAlongPaths(
  { topology, parameters, featureCount }: SoftDecisionTree,
  input: InputColumn,
): ColumnSlopes {
  const { filters, betas } = parameters;
  const parts = input.kind === 'category' ? featureCountOf(input) : 1;
  // Along the path to each node: the sizes of weights, and how much the path may rise as the number rises, and as it falls.
  const sizes = new Float64Array(topology.nodeCount);
  const rising = new Float64Array(topology.nodeCount);
  const falling = new Float64Array(topology.nodeCount);
  let [steepness, mostRising, mostFalling] = [0, 0, 0];
  for (let node = 0; node < topology.nodeCount; node++) {
    const [size, rise, fall] = [sizes[node] ?? 0, rising[node] ?? 0, falling[node] ?? 0];
    const gate = topology.gateOf(node);
    if (gate < 0) {
      steepness = Math.max(steepness, size);
      mostRising = Math.max(mostRising, rise);
      mostFalling = Math.max(mostFalling, fall);
      continue;
    }
    const start = gate * featureCount + input.feature;
    const beta = betas[gate] ?? 0;
    const slope = beta * (filters[start] ?? 0);
    let greatest = 0;
    for (let part = 0; part < parts; part++)
      greatest = Math.max(greatest, Math.abs(filters[start + part] ?? 0));
    const [left, right] = [topology.left(node), topology.right(node)];
    sizes[left] = sizes[right] = size + Math.abs(beta) * greatest;
    rising[right] = rise + Math.max(0, slope);
    falling[right] = fall + Math.max(0, -slope);
    rising[left] = rise + Math.max(0, -slope);
    falling[left] = fall + Math.max(0, slope);
  }
  return { steepness, leadSlope: mostRising + mostFalling };
}
