import { leafClasses } from './leaf-distributions.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';

/** Classes that at least one leaf at or below each node answers, ascending, `[nodes]`. */
export function reachableClasses(tree: SoftDecisionTree): readonly (readonly number[])[] {
  const { topology } = tree;
  const classes = leafClasses(tree);
  const reachable = new Array<readonly number[]>(topology.nodeCount);
  for (let node = topology.nodeCount - 1; node >= 0; node--) {
    const below = [topology.left(node), topology.right(node)].flatMap((child) => reachable[child] ?? []);
    reachable[node] = topology.isLeaf(node)
      ? [classes[topology.leafOf(node)] ?? 0]
      : [...new Set(below)].sort((a, b) => a - b);
  }
  return reachable;
}
