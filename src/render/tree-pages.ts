import type { TreeDrawing } from './drawing.js';
import { routeSample } from './sample-highlight.js';
import { treeSvg, type TreeSvgOptions } from './svg.js';

/** One page: a part of a tree. */
export interface TreePage {
  /** Top node of the part. */
  readonly root: number;
  readonly svg: string;
  /** Nodes at its lower edge whose parts have pages of their own. */
  readonly next: readonly number[];
}

const levelsOfPage = 4;

/**
 * A tree on pages: the first levels, then level by level a page for each subtree that was closed on the page before.
 *
 * @param options `levels` are those of each page, default 4; with a sample only the pages that its path enters show it
 */
export function treePages(drawing: TreeDrawing, options: TreeSvgOptions = {}): TreePage[] {
  const { topology } = drawing.tree;
  const { levels = levelsOfPage, subtree = 0, sample, ...others } = options;
  const path =
    sample === undefined ? [] : routeSample(drawing.tree, sample).explanation.steps.map(({ node }) => node);
  const pages: TreePage[] = [];
  const waiting = [subtree];
  for (let root = waiting.shift(); root !== undefined; root = waiting.shift()) {
    const next = closedBelow(root, levels);
    const isEntered = root === subtree || path.includes(root);
    const svg = treeSvg(drawing, {
      ...others,
      levels,
      subtree: root,
      sample: isEntered ? sample : undefined,
      opensPath: false,
    });
    pages.push({ root, svg, next });
    waiting.push(...next);
  }
  return pages;

  function closedBelow(node: number, open: number): number[] {
    if (topology.isLeaf(node)) return [];
    if (open === 0) return [node];
    return [...closedBelow(topology.left(node), open - 1), ...closedBelow(topology.right(node), open - 1)];
  }
}
