import { argmax } from '../data/argmax.js';
import { leafDistribution } from '../tree/leaf-distributions.js';
import { reachableClasses } from '../tree/reachable-classes.js';
import type { TreeDrawing } from './drawing.js';

/** What a node stands for, whatever the drawing: the answers below it and how much of the data reaches it. */
export interface NodeSummary {
  readonly node: number;
  readonly depth: number;
  readonly isLeaf: boolean;
  /** Number of leaves at or below this node. */
  readonly leafCount: number;
  /** Leaf distributions below, weighted by traffic (equally without it); sums to 1. `[classCount]` */
  readonly distribution: Float64Array;
  /** Most probable class of `distribution`; for a leaf its answer. */
  readonly winner: number;
  /** Classes that are the answer of at least one leaf at or below, ascending: the classes still reachable. */
  readonly reachable: readonly number[];
  /** Share of all inputs that arrives, in [0, 1]; absent without measured traffic. */
  readonly arrivalShare?: number | undefined;
}

/** Summaries of all nodes, computed once from the leaves upwards. */
export function summarizeNodes({ tree, traffic }: TreeDrawing): NodeSummary[] {
  const { topology } = tree;
  const total = traffic?.arrivals[0] ?? 0;
  const summaries = new Array<NodeSummary>(topology.nodeCount);
  const reachable = reachableClasses(tree);
  for (let node = topology.nodeCount - 1; node >= 0; node--) {
    const arrivals = traffic?.arrivals[node] ?? 0;
    const arrivalShare = traffic === undefined || total <= 0 ? undefined : arrivals / total;
    const base = { node, depth: topology.depth(node), arrivalShare, reachable: reachable[node] ?? [] };
    const left = summaries[topology.left(node)];
    const right = summaries[topology.right(node)];
    if (left === undefined || right === undefined) {
      const distribution = leafDistribution(tree, topology.leafOf(node));
      const winner = argmax(distribution);
      summaries[node] = { ...base, isLeaf: true, leafCount: 1, distribution, winner };
    } else {
      const distribution = mixed(left, right);
      summaries[node] = {
        ...base,
        isLeaf: false,
        leafCount: left.leafCount + right.leafCount,
        distribution,
        winner: argmax(distribution),
      };
    }
  }
  return summaries;
}

/** Two children's distributions by their traffic; equally where nothing arrived or nothing was measured. */
function mixed(left: NodeSummary, right: NodeSummary): Float64Array {
  const leftShare = left.arrivalShare ?? 0;
  const rightShare = right.arrivalShare ?? 0;
  const arrived = leftShare + rightShare;
  const weight = arrived > 0 ? leftShare / arrived : 0.5;
  return left.distribution.map(
    (value, index) => weight * value + (1 - weight) * (right.distribution[index] ?? 0),
  );
}
