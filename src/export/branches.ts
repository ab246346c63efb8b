import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import type { TreeTopology } from '../tree/topology.js';

/** Where both branches of each gate lead, `[innerNodes]`: the index of a gate, or `-1 - leaf`. Gates stand before those below them. */
export interface Branches {
  readonly lefts: readonly number[];
  readonly rights: readonly number[];
}

export function branchesOf({ topology }: SoftDecisionTree): Branches {
  const nodes = Array.from({ length: topology.innerNodeCount }, (_, gate) => topology.nodeOfGate(gate));
  return {
    lefts: nodes.map((node) => placeOf(topology, topology.left(node))),
    rights: nodes.map((node) => placeOf(topology, topology.right(node))),
  };
}

function placeOf(topology: TreeTopology, node: number): number {
  return topology.isLeaf(node) ? -1 - topology.leafOf(node) : topology.gateOf(node);
}
