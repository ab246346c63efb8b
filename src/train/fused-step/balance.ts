import { smallestShare, smallestTraffic } from '../../objective/balance-penalty.js';
import { depthOfNode, innerNodeCount } from '../../tree/complete-tree.js';

/** The penalty's running sums, as in the program's state; both `[2 innerNodes]`. */
export interface BalanceState {
  readonly childMass: Float32Array;
  readonly massWeight: Float32Array;
}

/** One number for each leaf, every `stride` numbers from the first. */
export interface LeafColumn {
  readonly values: Float32Array;
  readonly stride: number;
}

/** The same penalty as `balancePenalty` of the tree's program, node by node. */
export class Balance {
  readonly #inner: number;
  readonly #batchSize: number;
  /** Of all rows, what balanced routing sends to each inner node: 2^-d. */
  readonly #share: Float64Array;
  /** Path probability of each node, summed over the batch, and the penalty's derivative by it; heap order. */
  readonly #mass: Float64Array;
  readonly #slope: Float64Array;

  /** @param batchSize rows of each batch */
  constructor(depth: number, batchSize: number) {
    this.#inner = innerNodeCount(depth);
    this.#batchSize = batchSize;
    this.#share = Float64Array.from({ length: this.#inner }, (_, node) => 2 ** -depthOfNode(node));
    this.#mass = new Float64Array(2 * this.#inner + 1);
    this.#slope = new Float64Array(2 * this.#inner + 1);
  }

  /**
   * Adds the batch to the running sums, and writes the derivative by each leaf's path probability.
   *
   * @param lambda strength of the penalty at the root
   * @returns lambda C
   */
  update(leafMass: LeafColumn, slopes: LeafColumn, state: BalanceState, lambda: number): number {
    this.#sumUp(leafMass);
    let penalty = 0;
    for (let node = 0; node < this.#inner; node++) penalty += this.#updateNode(node, state, lambda);
    for (let leaf = 0; leaf <= this.#inner; leaf++) {
      slopes.values[leaf * slopes.stride] = this.#slope[this.#inner + leaf] ?? 0;
    }
    return penalty;
  }

  #sumUp({ values, stride }: LeafColumn): void {
    const mass = this.#mass;
    for (let leaf = 0; leaf <= this.#inner; leaf++) mass[this.#inner + leaf] = values[leaf * stride] ?? 0;
    for (let node = this.#inner - 1; node >= 0; node--) {
      mass[node] = (mass[2 * node + 1] ?? 0) + (mass[2 * node + 2] ?? 0);
    }
  }

  /** Both children of a node: their slopes are what this node adds to its own. */
  #updateNode(node: number, { childMass, massWeight }: BalanceState, lambda: number): number {
    const share = this.#share[node] ?? 0;
    const decay = 1 - share;
    const [left, right] = [2 * node, 2 * node + 1];
    const weight = (massWeight[left] ?? 0) * decay + 1;
    const leftMass = (childMass[left] ?? 0) * decay + (this.#mass[left + 1] ?? 0);
    const rightMass = (childMass[right] ?? 0) * decay + (this.#mass[right + 1] ?? 0);
    childMass[left] = leftMass;
    childMass[right] = rightMass;
    massWeight[left] = weight;
    massWeight[right] = weight;

    const slope = this.#slope[node] ?? 0;
    const traffic = (leftMass + rightMass) / weight;
    const leftShare = clip(leftMass / Math.max(leftMass + rightMass, Number.MIN_VALUE));
    const rightShare = clip(rightMass / Math.max(leftMass + rightMass, Number.MIN_VALUE));
    const strength = lambda * share;
    const perRow = strength / Math.max(traffic, smallestTraffic * this.#batchSize * share);
    this.#slope[left + 1] = slope + perRow * (1 - 0.5 / leftShare);
    this.#slope[right + 1] = slope + perRow * (1 - 0.5 / rightShare);
    return strength === 0 ? 0 : -0.5 * strength * Math.log(leftShare * rightShare);
  }
}

function clip(share: number): number {
  return Math.min(Math.max(share, smallestShare), 1 - smallestShare);
}
