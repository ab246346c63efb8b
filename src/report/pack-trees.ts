import { predict, type Prediction } from '../tree/prediction.js';
import { SoftDecisionTree, type TreeParameters } from '../tree/soft-decision-tree.js';
import { pack } from './pack.js';
import type { ReportRounding, ReportTree, TreeRole } from './report-data.js';
import { roundedWeights, roundFilters } from './rounded-filters.js';

/** Weights of filters that a page carries exactly: two trees of depth 8 over color images of 32 x 32, some 9 MB of it. */
const mostExactWeights = 2_000_000;
/** And as bytes: one tree of depth 12 over such images, some 15 MB. */
const mostRoundedWeights = 14_000_000;

interface RoleTree {
  readonly role: TreeRole;
  readonly tree: SoftDecisionTree;
}

/** How the filters of a page's trees are carried, and which tree has no room. */
export interface FilterPacking {
  readonly areRounded: boolean;
  readonly leftOut: TreeRole | undefined;
}

/** Chooses so that the page of large trees over large inputs can still be opened and sent. */
export function filterPacking(trees: readonly RoleTree[]): FilterPacking {
  const weights = trees.reduce((sum, { tree }) => sum + tree.parameters.filters.length, 0);
  const areRounded = weights > mostExactWeights;
  const hasBoth = trees.length > 1;
  return { areRounded, leftOut: hasBoth && weights > mostRoundedWeights ? 'baseline' : undefined };
}

/** A tree's parameters for the page. */
export function packParameters(tree: SoftDecisionTree, areRounded: boolean): ReportTree['parameters'] {
  const { filters, biases, betas, leafLogits } = tree.parameters;
  const others = { biases: pack(biases), betas: pack(betas), leafLogits: pack(leafLogits) };
  if (!areRounded) return { filters: pack(filters), ...others };
  const { bytes, scales } = roundFilters(filters, tree.innerNodeCount);
  return { filters: pack(bytes), filterScales: pack(scales), ...others };
}

/**
 * What rounding changes in the answers to the rows that a page carries.
 *
 * @param features of those rows, `[rows, featureCount]`
 * @param exact the tree's own answers to them
 */
export function roundingOf(
  tree: SoftDecisionTree,
  features: Float32Array,
  exact: Pick<Prediction, 'maxPathLeaves' | 'mixtureProbabilities'>,
): Omit<ReportRounding, 'role'> {
  const rows = exact.maxPathLeaves.length;
  const rounded = predict(withRoundedFilters(tree), features, rows);
  const differences = rounded.mixtureProbabilities.map((probability, index) =>
    Math.abs(probability - (exact.mixtureProbabilities[index] ?? 0)),
  );
  return {
    rows,
    otherLeaf: rounded.maxPathLeaves.reduce(
      (sum, leaf, row) => sum + Number(leaf !== exact.maxPathLeaves[row]),
      0,
    ),
    greatestDifference: differences.reduce((most, size) => Math.max(most, size), 0),
  };
}

function withRoundedFilters(tree: SoftDecisionTree): SoftDecisionTree {
  const filters = roundedWeights(roundFilters(tree.parameters.filters, tree.innerNodeCount));
  const parameters: TreeParameters = { ...tree.parameters, filters };
  return new SoftDecisionTree(tree.shape, parameters, tree.calibration, tree.routing);
}
