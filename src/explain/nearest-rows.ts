import type { Features } from '../data/features.js';
import { explain } from '../tree/explanation.js';
import { GateEvaluator } from '../tree/gates.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';

/** A row that a tree sees nearly as another one. */
export interface NearRow {
  /** Its position among the rows that were searched. */
  readonly row: number;
  /** Root mean square over the gates, in standard deviations of their log-odds; 0 where the gates cannot tell the two apart. */
  readonly distance: number;
}

/**
 * The rows nearest to one in the tree's own space: the log-odds of the gates on its way to its leaf, each in its standard deviations over
 * the rows that are searched. So what the tree does not look at does not count. (Explaining an answer by the training cases that a model
 * sees alike: Caruana et al. 1999, who compare the activations of hidden units.)
 *
 * @param features the row, `[featureCount]`
 * @param rows that are searched, as features, row-major `[rows, featureCount]`
 * @param count of rows that are wanted; fewer where there are fewer
 * @returns the nearest first; of equals the first
 */
export function nearestRows(
  tree: SoftDecisionTree,
  features: Float32Array,
  rows: Features,
  count: number,
): NearRow[] {
  const { topology, featureCount } = tree;
  const gates = explain(tree, features).steps.map(({ node }) => topology.gateOf(node));
  const evaluator = new GateEvaluator(tree);
  const seen = (row: Float32Array): number[] => {
    evaluator.setRow(row);
    return gates.map((gate) => evaluator.preActivation(gate));
  };
  const own = seen(features);
  const all = Array.from({ length: rows.length / featureCount }, (_, row) =>
    seen(rows.subarray(row * featureCount, (row + 1) * featureCount)),
  );
  const deviations = gates.map((_, index) => deviationOf(all.map((logOdds) => logOdds[index] ?? 0)));
  return all
    .map((logOdds, row): NearRow => {
      const squares = logOdds.map((z, index) => {
        const deviation = deviations[index] ?? 0;
        return deviation === 0 ? 0 : ((z - (own[index] ?? 0)) / deviation) ** 2;
      });
      const sum = squares.reduce((total, square) => total + square, 0);
      return { row, distance: Math.sqrt(sum / Math.max(1, gates.length)) };
    })
    .sort((a, b) => a.distance - b.distance || a.row - b.row)
    .slice(0, count);
}

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
