import { depthOfNode, leftChild, parentOfNode, rightChild } from '../../../tree/topology.js';

/** The inner nodes whose children are drawn; the root's always are. */
export type OpenNodes = ReadonlySet<number>;

/** Opens the first levels of a tree, at least the root. */
export function openLevels(innerNodeCount: number, levels: number): OpenNodes {
  return new Set(
    Array.from({ length: innerNodeCount }, (_, node) => node).filter(
      (node) => node === 0 || depthOfNode(node) < levels,
    ),
  );
}

/** Opens everything above a node, so that it is drawn. */
export function openTo(open: OpenNodes, node: number): OpenNodes {
  const opened = new Set(open);
  for (let above = parentOfNode(node); above !== undefined; above = parentOfNode(above)) opened.add(above);
  return opened;
}

export function toggled(open: OpenNodes, node: number): OpenNodes {
  const changed = new Set(open);
  if (node !== 0 && !changed.delete(node)) changed.add(node);
  return changed;
}

/** Nodes that are drawn, parents before children, as a screen reader or the arrow keys walk through them. */
export function visibleNodes(open: OpenNodes, innerNodeCount: number): number[] {
  const walk = (node: number): number[] =>
    node < innerNodeCount && open.has(node)
      ? [node, ...walk(leftChild(node)), ...walk(rightChild(node))]
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
  innerNodeCount: number,
): TreeMove | undefined {
  const isInner = node < innerNodeCount;
  const isOpen = isInner && open.has(node);
  const toggle: TreeMove | undefined = isInner && node !== 0 ? { kind: 'toggle', node } : undefined;
  const order = visibleNodes(open, innerNodeCount);
  const focus = (target: number | undefined): TreeMove | undefined =>
    target === undefined ? undefined : { kind: 'focus', node: target };
  switch (key) {
    case 'ArrowRight':
      return isOpen ? focus(leftChild(node)) : toggle;
    case 'ArrowLeft':
      return isOpen ? toggle : focus(parentOfNode(node));
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
