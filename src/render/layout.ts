import { hierarchy, tree as tidyTree, type HierarchyPointNode } from 'd3-hierarchy';

/** Room that a node needs for itself, links excluded. */
export interface NodeSize {
  readonly width: number;
  readonly height: number;
}

/** A placed node: the middle of its top edge, and how far its texts may reach to both sides. */
export interface PlacedNode {
  readonly node: number;
  /** Level below the drawing's top node, which has 0. */
  readonly level: number;
  readonly x: number;
  readonly y: number;
  readonly size: NodeSize;
  /** Widest box centered on `x` that stays clear of the neighbors in this level. */
  readonly room: number;
}

export interface Layout {
  readonly nodes: readonly PlacedNode[];
  readonly width: number;
  readonly height: number;
}

const siblingGap = 10;
/** Least distance between the texts of neighbors. */
const textGap = 8;
const cousinGap = 18;
const smallestLevelGap = 44;
const greatestLevelGap = 130;
/** Height of a level gap per pixel that its widest link runs sideways, so that long links do not become flat. */
const levelGapPerSpan = 0.16;

/**
 * Places the open part of a tree with d3-hierarchy's tidy layout (Reingold & Tilford, Buchheim): boxes of one level keep
 * their distance, levels are as tall as their tallest box.
 * @param root top node of the drawing
 * @param childrenOf the children that are drawn, from left to right
 * @param sizeOf room that a node needs, by its number and level
 */
export function layoutTree(
  root: number,
  childrenOf: (node: number) => number[],
  sizeOf: (node: number, level: number) => NodeSize,
): Layout {
  const nested = hierarchy(root, childrenOf);
  const sizes = new Map<number, NodeSize>();
  nested.each(({ data, depth }) => void sizes.set(data, sizeOf(data, depth)));
  const size = (node: number): NodeSize => sizes.get(node) ?? { width: 0, height: 0 };
  const placed = tidyTree<number>()
    .nodeSize([1, 1])
    .separation(
      (a, b) =>
        (size(a.data).width + size(b.data).width) / 2 + (a.parent === b.parent ? siblingGap : cousinGap),
    )(nested);

  const levels: HierarchyPointNode<number>[][] = [];
  placed.each((node) => (levels[node.depth] ??= []).push(node));
  const tops = levelTops(levels, (node) => size(node).height);
  const left = Math.min(...placed.descendants().map((node) => node.x - size(node.data).width / 2));
  const right = Math.max(...placed.descendants().map((node) => node.x + size(node.data).width / 2));
  const width = right - left;

  const nodes = levels.flatMap((level, depth) =>
    level.map((node, index): PlacedNode => {
      const x = node.x - left;
      const half = size(node.data).width / 2;
      const reach = (other: HierarchyPointNode<number> | undefined): number =>
        other === undefined
          ? Infinity
          : (Math.abs(other.x - node.x) - half - size(other.data).width / 2 - textGap) / 2;
      const free = Math.min(reach(level[index - 1]), reach(level[index + 1]), x - half, width - x - half);
      return {
        node: node.data,
        level: depth,
        x,
        y: tops[depth] ?? 0,
        size: size(node.data),
        room: 2 * (half + Math.max(0, free)),
      };
    }),
  );
  const bottom = Math.max(...nodes.map((node) => node.y + node.size.height));
  return { nodes, width, height: bottom };
}

/** Top of each level, from the heights of the levels above and the run of the links between them. */
function levelTops(
  levels: readonly HierarchyPointNode<number>[][],
  heightOf: (node: number) => number,
): number[] {
  const tops: number[] = [];
  let top = 0;
  for (const [depth, level] of levels.entries()) {
    tops.push(top);
    const height = Math.max(...level.map((node) => heightOf(node.data)));
    const span = Math.max(
      0,
      ...(levels[depth + 1] ?? []).map((child) => Math.abs(child.x - (child.parent?.x ?? child.x))),
    );
    top += height + Math.min(greatestLevelGap, Math.max(smallestLevelGap, span * levelGapPerSpan));
  }
  return tops;
}
