import { routeRows } from '../../tree/block-router.js';
import type { SoftDecisionTree } from '../../tree/soft-decision-tree.js';

/** Features that count as one: those of a column, or the channels of a pixel. */
export interface FeatureRange {
  /** Index of the first feature. */
  readonly first: number;
  readonly count: number;
}

/** At hand: in an innermost loop looking up a global can cost more than the rest, and so can a branch that goes either way. */
const { abs } = Math;
/** What arrives with less probability adds nothing that could be seen. */
const leastArrival = 1e-9;

/**
 * How much each part of the input moves the gates: the mean over the rows of the sum over all gates of path probability times the
 * size of what the part adds to the gate's log-odds, beside what it adds in the mean.
 *
 * A gate's log-odds are linear, so what a part adds there, `beta w (x - mean)`, is its SHAP value (Lundberg & Lee 2017, corollary 1:
 * linear SHAP); means of sizes of SHAP values are the usual importance of features (Lundberg et al. 2020). Here each gate counts as much
 * as arrives at it.
 *
 * @param means mean of each feature, `[featureCount]`
 * @param features row-major `[rows, featureCount]`
 * @returns in log-odds, `[parts]`
 */
export function trafficImportance(
  tree: SoftDecisionTree,
  parts: readonly FeatureRange[],
  means: ArrayLike<number>,
  features: Float32Array,
  rows: number,
): Float64Array {
  const { topology, featureCount } = tree;
  const { filters, betas } = tree.parameters;
  const gates = tree.innerNodeCount;
  const sums = new Float64Array(parts.length);
  const centered = new Float64Array(featureCount);
  const firsts = Int32Array.from(parts, ({ first }) => first);
  const ends = Int32Array.from(parts, ({ first, count }) => first + count);
  routeRows(tree, features, rows, (row, { nodes }) => {
    for (let feature = 0; feature < featureCount; feature++)
      centered[feature] = (features[row * featureCount + feature] ?? 0) - (means[feature] ?? 0);
    for (let gate = 0; gate < gates; gate++) {
      const arriving = nodes[topology.nodeOfGate(gate)] ?? 0;
      if (arriving < leastArrival) continue;
      const weight = arriving * abs(betas[gate] ?? 0);
      addSizes(sums, weight, filters, gate * featureCount, centered, firsts, ends);
    }
  });
  return sums.map((sum) => sum / rows);
}

/**
 * Adds the size of what each part of a row adds to a gate, times a weight. A function of its own: what a closure holds costs more to
 * look up than it costs to add.
 *
 * @param start of the gate's filter
 * @param centered the row less the means, `[featureCount]`
 */
function addSizes(
  sums: Float64Array,
  weight: number,
  filters: Float32Array,
  start: number,
  centered: Float64Array,
  firsts: Int32Array,
  ends: Int32Array,
): void {
  for (let part = 0; part < sums.length; part++) {
    const end = ends[part] ?? 0;
    let added = 0;
    for (let feature = firsts[part] ?? 0; feature < end; feature++)
      added += (filters[start + feature] ?? 0) * (centered[feature] ?? 0);
    sums[part] = (sums[part] ?? 0) + weight * abs(added);
  }
}

/** Mean of each feature over rows, `[featureCount]`. */
export function featureMeans(features: Float32Array, rows: number, featureCount: number): Float64Array {
  const sums = new Float64Array(featureCount);
  for (let index = 0; index < rows * featureCount; index++) {
    const feature = index % featureCount;
    sums[feature] = (sums[feature] ?? 0) + (features[index] ?? 0);
  }
  return sums.map((sum) => sum / rows);
}
