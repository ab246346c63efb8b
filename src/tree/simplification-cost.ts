import type { Dataset } from '../data/dataset.js';
import { evaluateTree, shareOfEqual, type TreeEvaluation } from './evaluate-tree.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';

/** A number of each of a tree's answers. */
export type OfAnswers = Readonly<Record<'maxPath' | 'mixture', number>>;

/** A tree's size, and what its answers are worth. */
export interface MeasuredTree {
  readonly leaves: number;
  /** Fractions in [0, 1]. */
  readonly accuracy: OfAnswers;
  /** Nats. */
  readonly logLoss: OfAnswers;
}

/** What it costs to have a simpler tree in the place of another. */
export interface SimplificationCost {
  readonly before: MeasuredTree;
  readonly after: MeasuredTree;
  /** Share of the rows that both answer alike, in [0, 1]. */
  readonly agreement: OfAnswers;
  /** Everything that was measured of the simpler tree. */
  readonly evaluation: TreeEvaluation;
}

/**
 * Measures two trees and how often they answer alike.
 *
 * @param rows rows that neither tree was fitted to or chosen by
 */
export function simplificationCost(
  before: SoftDecisionTree,
  after: SoftDecisionTree,
  rows: Dataset,
): SimplificationCost {
  const [first, second] = [evaluateTree(before, rows), evaluateTree(after, rows)];
  const [ofFirst, ofSecond] = [first.prediction, second.prediction];
  return {
    before: measured(before, first),
    after: measured(after, second),
    agreement: {
      maxPath: shareOfEqual(ofSecond.maxPathClasses, ofFirst.maxPathClasses),
      mixture: shareOfEqual(ofSecond.mixtureClasses, ofFirst.mixtureClasses),
    },
    evaluation: second,
  };
}

function measured({ leafCount }: SoftDecisionTree, { scores, quality }: TreeEvaluation): MeasuredTree {
  return {
    leaves: leafCount,
    accuracy: { maxPath: scores.maxPath, mixture: scores.mixture },
    logLoss: { maxPath: quality.maxPath.logLoss, mixture: quality.mixture.logLoss },
  };
}
