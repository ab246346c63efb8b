import type { TreeDocument } from '../file/tree-document.js';
import { countText } from '../render/number-text.js';
import { treeHeadline } from '../render/tree-headline.js';

/** What a file says that it holds, in one sentence without an end; names are as they are. */
export function treeTitle({ tree, training }: TreeDocument): string {
  return `${treeHeadline(tree)} of ${training.dataset}: ${countText(tree.innerNodeCount, 'gate')}, ${countText(tree.leafCount, 'leaf', 'leaves')}`;
}
