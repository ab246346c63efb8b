import type { SimplificationCost } from '../tree/simplification-cost.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { scoresOf } from './scores-of.js';
import type { Simplification } from './simplification-schema.js';
import type { TreeDocument } from './tree-document.js';

/** What was done, as a tree file records it, without its cost. */
export type SimplificationStep = Omit<Simplification, 'rows' | 'before' | 'after' | 'agreement'>;

/**
 * The document of a tree that was made simpler. Its metrics are those of the simpler tree on the test rows, without the fidelity to
 * a teacher, which nobody asked.
 *
 * @param cost measured on the test rows
 */
export function simplifiedDocument(
  document: TreeDocument,
  tree: SoftDecisionTree,
  step: SimplificationStep,
  { before, after, agreement, evaluation }: SimplificationCost,
  toolVersion: string,
): { readonly document: TreeDocument; readonly simplification: Simplification } {
  const rows = evaluation.prediction.maxPathLeaves.length;
  const simplification = { ...step, rows, before, after, agreement };
  const all = [...(document.simplification ?? []), simplification];
  const metrics = scoresOf(evaluation.scores);
  return { document: { ...document, toolVersion, tree, metrics, simplification: all }, simplification };
}
