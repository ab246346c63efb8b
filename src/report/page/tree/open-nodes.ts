import type { TreeTopology } from '../../../tree/topology.js';

/** The inner nodes whose children are drawn. */
export type OpenNodes = ReadonlySet<number>;

/** Opens the first levels of a tree, at least the root. */
export function openLevels(topology: TreeTopology, levels: number): OpenNodes {
  return new Set(
    Array.from({ length: topology.innerNodeCount }, (_, gate) => topology.nodeOfGate(gate)).filter(
      (node) => node === 0 || topology.depth(node) < levels,
    ),
  );
}

/** Opens everything above a node, so that it is drawn. */
export function openTo(open: OpenNodes, node: number, topology: TreeTopology): OpenNodes {
  return new Set([...open, ...topology.pathTo(node).map((turn) => turn.node)]);
}

export function toggled(open: OpenNodes, node: number): OpenNodes {
  const changed = new Set(open);
  if (!changed.delete(node)) changed.add(node);
  return changed;
}

/** Nodes that are drawn, parents before children, as a screen reader or the arrow keys walk through them. */
export function visibleNodes(open: OpenNodes, topology: TreeTopology): number[] {
  const walk = (node: number): number[] =>
    !topology.isLeaf(node) && open.has(node)
      ? [node, ...walk(topology.left(node)), ...walk(topology.right(node))]
      : [node];
  return walk(0);
}

/** What a key does in the tree (the WAI-ARIA tree pattern): move the focus, or open or close the focused node. */
export type TreeMove =
  { readonly kind: 'focus'; readonly node: number } | { readonly kind: 'toggle'; readonly node: number };

export function treeMove(
  key: string,
  node: number,
  open: OpenNodes,
  topology: TreeTopology,
): TreeMove | undefined {
  const isInner = !topology.isLeaf(node);
  const isOpen = isInner && open.has(node);
  const toggle: TreeMove | undefined = isInner ? { kind: 'toggle', node } : undefined;
  const order = visibleNodes(open, topology);
  const focus = (target = -1): TreeMove | undefined =>
    target < 0 ? undefined : { kind: 'focus', node: target };
  switch (key) {
    case 'ArrowRight':
      return isOpen ? focus(topology.left(node)) : toggle;
    case 'ArrowLeft':
      return isOpen ? toggle : focus(topology.parent(node));
    case 'ArrowDown':
      return focus(order[order.indexOf(node) + 1]);
    case 'ArrowUp':
      return focus(order[order.indexOf(node) - 1]);
    case 'Home':
      return focus(order[0]);
    case 'End':
      return focus(order.at(-1));
    case 'Enter':
    case ' ':
      return toggle;
    default:
      return undefined;
  }
}
