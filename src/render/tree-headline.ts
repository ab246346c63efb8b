import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';

/** What a tree is called, if nobody says otherwise. */
export function treeHeadline({ routing }: Pick<SoftDecisionTree, 'routing'>): string {
  return routing === 'hard' ? 'Hard decision tree' : 'Soft decision tree';
}
