import { gateSays } from '../explain/gate-weighing.js';
import type { ExplainedColumn } from '../explain/table-columns.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { imageShape, type TreeDrawing } from './drawing.js';

/**
 * Weight of each feature in a gate's log-odds, beta w: the filter as it acts, so that a positive weight always sends the
 * input right and filters of different nodes can be compared. `[featureCount]`
 */
export function gateWeights(tree: SoftDecisionTree, node: number): Float32Array {
  const beta = tree.beta(node);
  return tree.filter(node).map((weight) => beta * weight);
}

/** The part of a gate's log-odds that does not depend on the input, beta b. */
export function gateOffset(tree: SoftDecisionTree, node: number): number {
  return tree.beta(node) * tree.bias(node);
}

/** Evidence of each feature at a gate, feature x weight: what it adds to the log-odds of going right. */
export function evidence(features: Float32Array, weights: Float32Array): Float32Array {
  return features.map((value, index) => value * (weights[index] ?? 0));
}

/** The two parts of a gate's log-odds: what all features add together, and the bias. */
export function gateParts(
  tree: SoftDecisionTree,
  node: number,
  features: Float32Array,
): { readonly evidence: number; readonly bias: number } {
  const each = evidence(features, gateWeights(tree, node));
  return { evidence: each.reduce((total, value) => total + value, 0), bias: gateOffset(tree, node) };
}

/** Whether the channels of an image are drawn each by itself. */
export function drawsEachChannel({
  inputShape,
  channels,
}: Pick<TreeDrawing, 'inputShape' | 'channels'>): boolean {
  return channels === 'each' && imageShape(inputShape)?.channels === 3;
}

/** Weights or evidence as they are drawn: of an image one number for each pixel, unless each channel is. */
export function drawnWeights(
  weights: Float32Array,
  drawing: Pick<TreeDrawing, 'inputShape' | 'channels'>,
): Float32Array {
  const { channels = 1 } = imageShape(drawing.inputShape) ?? {};
  if (channels === 1 || drawsEachChannel(drawing)) return weights;
  const sums = new Float32Array(weights.length / channels);
  for (let index = 0; index < weights.length; index++) {
    const pixel = Math.floor(index / channels);
    sums[pixel] = (sums[pixel] ?? 0) + (weights[index] ?? 0);
  }
  return sums;
}

/** One weight of a gate with the feature that it belongs to. */
export interface FeatureWeight {
  readonly feature: number;
  readonly weight: number;
}

/** The weights of greatest size, greatest first; ties in the order of the features. */
export function largestWeights(weights: Float32Array, count: number): FeatureWeight[] {
  return Array.from(weights, (weight, feature) => ({ feature, weight }))
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || a.feature - b.feature)
    .slice(0, count);
}

/** The most that each column of a table adds to a gate's log-odds for a usual distance, or by a word. */
export function columnSizes(
  tree: SoftDecisionTree,
  node: number,
  columns: readonly ExplainedColumn[],
): Float32Array {
  return Float32Array.from(gateSays(tree, node, columns).says, ({ slope, words }) =>
    words.reduce((most, push) => Math.max(most, Math.abs(push)), Math.abs(slope)),
  );
}

const binCount = 4096;
/** Share of the weights that the color scale covers; the few beyond it are drawn in the end colors. */
const coveredShare = 0.995;

/**
 * End of a color scale for these weights: the size that 99.5 % of them do not exceed, so that a few outliers do not wash
 * out all others. 1 when all weights are zero.
 */
export function weightScale(arrays: Iterable<Float32Array>): number {
  const all = [...arrays];
  const greatest = greatestSize(all);
  if (greatest === 0) return 1;
  const bins = new Uint32Array(binCount);
  const perBin = (binCount - 1) / greatest;
  let count = 0;
  // Large trees have millions of weights: no calls in the loops.
  for (const weights of all) {
    count += weights.length;
    for (const weight of weights) {
      const bin = ((weight < 0 ? -weight : weight) * perBin) | 0;
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
  }
  let covered = 0;
  for (const [bin, size] of bins.entries()) {
    covered += size;
    if (covered >= coveredShare * count) return Math.min(greatest, (bin + 1) / perBin);
  }
  return greatest;
}

function greatestSize(arrays: readonly Float32Array[]): number {
  let greatest = 0;
  for (const weights of arrays) {
    for (const weight of weights) {
      if (weight > greatest) greatest = weight;
      else if (-weight > greatest) greatest = -weight;
    }
  }
  return greatest;
}

/** One color scale for all gates of a tree, of weights as they are drawn, or what columns of a table add. */
export function treeWeightScale(drawing: TreeDrawing): number {
  const { tree, columns } = drawing;
  if (columns !== undefined)
    return weightScale(
      Array.from({ length: tree.innerNodeCount }, (_, gate) =>
        columnSizes(tree, tree.topology.nodeOfGate(gate), columns),
      ),
    );
  return weightScale(
    Array.from({ length: tree.innerNodeCount }, (_, gate) =>
      drawnWeights(gateWeights(tree, tree.topology.nodeOfGate(gate)), drawing),
    ),
  );
}
