import { routeRows } from '../../tree/block-router.js';
import { createLeafSearch } from '../../tree/predictor.js';
import type { SoftDecisionTree } from '../../tree/soft-decision-tree.js';
import type { FeatureRange } from './traffic-importance.js';

/**
 * Max-path answers of many rows when a few of their features are others: the gates' sums over all features are made once, and of them
 * only as many are looked at as an answer needs.
 */
export class ChangedRows {
  /** Leaf that answers each row as it is, `[rows]`. */
  readonly leaves: Uint16Array;
  /** Log-odds of all gates, row-major `[rows, gates]`. */
  readonly #logOdds: Float64Array;
  readonly #search: () => number;
  readonly #gates: number;
  /** The row and the features that it gets. */
  #row = 0;
  #range: FeatureRange = { first: 0, count: 0 };
  readonly #differences: Float64Array;

  /** @param features row-major `[rows, featureCount]` */
  constructor(
    readonly tree: SoftDecisionTree,
    readonly features: Float32Array,
    readonly rowCount: number,
  ) {
    const gates = tree.innerNodeCount;
    this.#gates = gates;
    this.#logOdds = new Float64Array(rowCount * gates);
    this.leaves = new Uint16Array(rowCount);
    routeRows(tree, features, rowCount, (row, { preActivations }, leaf) => {
      this.leaves[row] = leaf;
      this.#logOdds.set(preActivations, row * gates);
    });
    this.#differences = new Float64Array(tree.featureCount);
    this.#search = createLeafSearch(tree, { preActivation: (gate) => this.#preActivation(gate) });
  }

  /**
   * The leaf that answers a row with other features in a range.
   *
   * @param others where these are, from `start` on
   */
  leafWith(row: number, range: FeatureRange, others: Float32Array, start = 0): number {
    const own = row * this.tree.featureCount + range.first;
    let isSame = true;
    for (let index = 0; index < range.count; index++) {
      const difference = (others[start + index] ?? 0) - (this.features[own + index] ?? 0);
      this.#differences[index] = difference;
      if (difference !== 0) isSame = false;
    }
    if (isSame) return this.leaves[row] ?? 0;
    this.#row = row;
    this.#range = range;
    return this.#search();
  }

  #preActivation(gate: number): number {
    const { featureCount, parameters } = this.tree;
    const { first, count } = this.#range;
    const { filters, betas } = parameters;
    const start = gate * featureCount + first;
    let sum = 0;
    for (let index = 0; index < count; index++)
      sum += (filters[start + index] ?? 0) * (this.#differences[index] ?? 0);
    return (this.#logOdds[this.#row * this.#gates + gate] ?? 0) + (betas[gate] ?? 0) * sum;
  }
}
