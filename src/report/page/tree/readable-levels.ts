import { buildScene } from '../../../render/build-scene.js';
import type { PageTree } from '../model.js';
import { openLevels, type OpenNodes } from './open-nodes.js';

/** Levels for which the layout makes room for large filters. */
export const roomyLevels = 5;
const mostLevels = 4;
/** A drawing is not made smaller than this where fewer levels do. */
const smallestScale = 0.6;

/** Below this scale large nodes are dots, and small ones around the root show more. */
const smallestLarge = 0.25;

/** Whether more nodes are open than large ones can be seen side by side. */
export function isWide({ drawing, summaries }: PageTree, open: OpenNodes, width: number): boolean {
  const scene = buildScene(drawing, summaries, { isOpen: (node) => open.has(node), levels: roomyLevels });
  return scene.width * smallestLarge > width;
}

/** The first levels of a tree, as many as can be read side by side. */
export function readableLevels({ drawing, summaries, tree }: PageTree, width: number): OpenNodes {
  for (let levels = Math.min(mostLevels, tree.depth); levels > 1; levels--) {
    const open = openLevels(tree.topology, levels);
    const scene = buildScene(drawing, summaries, { isOpen: (node) => open.has(node), levels: roomyLevels });
    if (scene.width * smallestScale <= width) return open;
  }
  return openLevels(tree.topology, 1);
}
