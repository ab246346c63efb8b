import type { TreeDocument } from '../file/tree-document.js';

/** What a file says that it holds, in one sentence without an end; names are as they are. */
export function treeTitle({ tree, training }: TreeDocument): string {
  const { routing, innerNodeCount, leafCount } = tree;
  const kind = routing === 'hard' ? 'Hard' : 'Soft';
  return `${kind} decision tree of ${training.dataset}: ${innerNodeCount} gates, ${leafCount} leaves`;
}
