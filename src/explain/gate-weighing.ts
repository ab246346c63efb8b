import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { featureCountOf } from '../file/feature-count.js';
import { wordShares, type ExplainedColumn } from './table-columns.js';

/** What a column does to a gate. */
export interface ColumnPush {
  readonly column: number;
  /** What the value adds to the log-odds of going right, beside what it adds in the mean of the training rows. */
  readonly push: number;
}

/** How a gate weighs a row: `start` and all pushes add up to its log-odds. */
export interface GateWeighing {
  /**
   * Log-odds of a row that has the mean of the training rows in every column: the bias with what words and missing values add in the
   * mean (numbers add 0 there).
   */
  readonly start: number;
  /** Columns that can do something, the strongest first. */
  readonly pushes: readonly ColumnPush[];
}

/** What the features of a column add to the log-odds of a gate: the sum of beta * weight * feature. */
function addedBy(weights: Float32Array, beta: number, first: number, features: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < features.length; index++)
    sum += (weights[first + index] ?? 0) * (features[index] ?? 0);
  return beta * sum;
}

/** Mean of each feature of a column over the training rows. */
export function meanFeatures(column: ExplainedColumn): Float64Array {
  const { input, usual, rows } = column;
  const means = new Float64Array(featureCountOf(column.input));
  const missingShare = usual === undefined || rows === 0 ? 0 : usual.missing / rows;
  // Standardized numbers have the mean 0, missing ones among them.
  if (input.kind === 'category') means.set(wordShares(column).shares);
  if (input.indicator) means[means.length - 1] = missingShare;
  return means;
}

/** Log-odds of a gate for the mean of the training rows, and what each column adds there. */
function weighedMean(tree: SoftDecisionTree, node: number, columns: readonly ExplainedColumn[]) {
  const [weights, beta] = [tree.filter(node), tree.beta(node)];
  const means = columns.map((column) => addedBy(weights, beta, column.input.feature, meanFeatures(column)));
  return { means, start: beta * tree.bias(node) + means.reduce((sum, mean) => sum + mean, 0) };
}

/** @param features one row, `[featureCount]` */
export function weighGate(
  tree: SoftDecisionTree,
  node: number,
  columns: readonly ExplainedColumn[],
  features: Float32Array,
): GateWeighing {
  const [weights, beta] = [tree.filter(node), tree.beta(node)];
  const { means, start } = weighedMean(tree, node, columns);
  const pushes = columns.map((column, index) => {
    const { feature } = column.input;
    const own = features.subarray(feature, feature + featureCountOf(column.input));
    return { column: index, push: addedBy(weights, beta, feature, own) - (means[index] ?? 0) };
  });
  return {
    start,
    pushes: pushes
      .filter(({ column }) => hasSay(columns[column], weights))
      .sort((a, b) => Math.abs(b.push) - Math.abs(a.push) || a.column - b.column),
  };
}

/** Whether a gate looks at a column: a weight of it is not 0, and it is no constant. */
function hasSay(column: ExplainedColumn | undefined, weights: Float32Array): boolean {
  if (column === undefined) return false;
  const { input } = column;
  const own = weights.subarray(input.feature, input.feature + featureCountOf(column.input));
  const used = input.kind !== 'category' && input.scale === 0 ? own.subarray(1) : own;
  return used.some((weight) => weight !== 0);
}

/** What a gate does with a column whatever the row, to be told in a question. */
export interface ColumnSay {
  readonly column: number;
  /** Standard deviation of what it adds over the training rows. */
  readonly strength: number;
  /** Of a column of numbers: what a spread more adds. */
  readonly slope: number;
  /** Of words, and of no and yes: what each adds, beside the mean. */
  readonly words: readonly number[];
}

/** The columns that a gate looks at, the strongest first, and its log-odds for the mean of the training rows. */
export function gateSays(
  tree: SoftDecisionTree,
  node: number,
  columns: readonly ExplainedColumn[],
): { readonly start: number; readonly says: readonly ColumnSay[] } {
  const [weights, beta] = [tree.filter(node), tree.beta(node)];
  const { means, start } = weighedMean(tree, node, columns);
  const says = columns.map((column, index): ColumnSay => {
    const { input } = column;
    const slope = beta * (weights[input.feature] ?? 0);
    if (input.kind === 'number')
      return { column: index, strength: input.scale === 0 ? 0 : Math.abs(slope), slope, words: [] };
    const { shares } = wordShares(column);
    const words = shares.map((_, word) =>
      input.kind === 'category'
        ? beta * (weights[input.feature + word] ?? 0) - (means[index] ?? 0)
        : slope * (word - input.offset) * input.scale,
    );
    const variance = words.reduce((sum, added, word) => sum + (shares[word] ?? 0) * added ** 2, 0);
    return { column: index, strength: Math.sqrt(variance), slope: 0, words };
  });
  return { start, says: says.filter(({ strength }) => strength > 0).sort(byStrength) };
}

function byStrength(a: ColumnSay, b: ColumnSay): number {
  return b.strength - a.strength || a.column - b.column;
}
