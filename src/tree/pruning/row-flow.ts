import { argmax } from '../../data/argmax.js';
import type { Dataset } from '../../data/dataset.js';
import { routeRows } from '../block-router.js';
import { branchProbability } from '../branch-probability.js';
import type { ShrinkingTree } from './shrinking-tree.js';

/** Rows that the choice looks at. */
export type ChoosingRows = Pick<Dataset, 'features' | 'labels' | 'rowCount' | 'weights'>;

/** Takes a leaf away: at a node with two leaves these become one; beside a subtree the way to that becomes shorter. */
export interface Removal {
  /** Inner node that goes. */
  readonly node: number;
  /** What takes its place: the subtree beside the leaf, or the node itself as a leaf of this distribution. */
  readonly staying: number | Float64Array;
}

/** What a removal costs, summed over the rows by their weights; less than 0 where it is a gain. */
export interface RemovalCost {
  /** Right answers lost, by max path and by mixture. */
  readonly maxPath: number;
  readonly mixture: number;
  /** Log likelihood of the labels that is lost, of both answers together, in nats. */
  readonly likelihood: number;
}

/** Numbers of 4 bytes that may be kept of all rows: path probabilities of nodes, gates, mixtures. */
const defaultMostNumbers = 2 ** 26;
/** A node that a row reaches with less than this makes no difference to it. */
const leastReach = 1e-6;
/** As in the log loss: one row cannot cost without bounds. */
const leastProbability = 2 ** -23;

/** How rows flow through a tree while leaves are taken away from it. */
export class RowFlow {
  readonly rowCount: number;
  readonly totalWeight: number;
  readonly #classCount: number;
  readonly #labels: Uint16Array;
  readonly #weights: Float32Array;
  /** By node: path probability for each row, `[rows]`. */
  readonly #reach: readonly Float32Array[];
  /** By inner node of the whole tree, probability of the right branch, `[rows]`. */
  readonly #rights: readonly Float32Array[];
  /** Leaf of each row's greatest path probability, as a node. */
  readonly #winners: Int32Array;
  /** `[rows, classCount]`, and how far its greatest is above the next. */
  readonly #mixtures: Float64Array;
  readonly #margins: Float64Array;
  readonly #change: Float64Array;

  /** Where there are more rows than can be kept, some are left out evenly. */
  constructor(
    private readonly tree: ShrinkingTree,
    rows: ChoosingRows,
    mostNumbers = defaultMostNumbers,
  ) {
    const { topology, classCount } = tree.whole;
    const { nodeCount, innerNodeCount } = topology;
    const most = Math.max(1, Math.floor(mostNumbers / (nodeCount + innerNodeCount + 2 * classCount)));
    const step = Math.ceil(rows.rowCount / most);
    const chosen = Int32Array.from({ length: Math.ceil(rows.rowCount / step) }, (_, index) => index * step);
    const perRow = () => new Float32Array(chosen.length);
    this.rowCount = chosen.length;
    this.#classCount = classCount;
    this.#labels = Uint16Array.from(chosen, (row) => rows.labels[row] ?? 0);
    this.#weights = Float32Array.from(chosen, (row) => rows.weights?.[row] ?? 1);
    this.totalWeight = this.#weights.reduce((sum, weight) => sum + weight, 0);
    this.#reach = Array.from({ length: nodeCount }, perRow);
    this.#rights = Array.from({ length: innerNodeCount }, perRow);
    this.#winners = new Int32Array(chosen.length);
    this.#mixtures = new Float64Array(chosen.length * classCount);
    this.#margins = new Float64Array(chosen.length);
    this.#change = new Float64Array(classCount);
    this.#route(rows, step);
    this.#settle(0);
  }

  /** Through the whole tree, every so many rows. */
  #route({ features, rowCount }: ChoosingRows, step: number): void {
    const { whole } = this.tree;
    routeRows(
      whole,
      features,
      rowCount,
      (row, { nodes, preActivations }) => {
        const index = row / step;
        for (const [node, reach] of this.#reach.entries()) reach[index] = nodes[node] ?? 0;
        for (const [gate, right] of this.#rights.entries())
          right[index] = branchProbability(preActivations[gate] ?? 0, 'right', whole.routing);
      },
      step,
    );
  }

  /** All removals there are, at a node with two leaves, or at one with a leaf and a subtree. */
  removalAt(node: number): Removal | undefined {
    const { tree } = this;
    const pair = tree.childrenOf(node);
    if (pair === undefined) return undefined;
    const [left, right] = pair.map((child) => tree.distributionOf(child));
    if (left !== undefined && right !== undefined) return { node, staying: this.#mixed(pair, left, right) };
    if (left !== undefined) return { node, staying: pair[1] };
    return right === undefined ? undefined : { node, staying: pair[0] };
  }

  /** Two leaves as one: their distributions by what arrives at each, in equal parts where nothing does. */
  #mixed(pair: readonly [number, number], left: Float64Array, right: Float64Array): Float64Array {
    const [toLeft = 0, toRight = 0] = pair.map((node) => this.#arrivalsAt(node));
    const share = toLeft + toRight > 0 ? toLeft / (toLeft + toRight) : 0.5;
    return left.map((value, index) => share * value + (1 - share) * (right[index] ?? 0));
  }

  #arrivalsAt(node: number): number {
    let sum = 0;
    for (const [row, part] of this.#reach[node]?.entries() ?? []) sum += part * (this.#weights[row] ?? 1);
    return sum;
  }

  costOf(removal: Removal): RemovalCost {
    const before = this.tree.nodesBelow(removal.node).filter((node) => this.tree.distributionOf(node));
    const reach = this.#reach[removal.node] ?? new Float32Array(0);
    const cost = { maxPath: 0, mixture: 0, likelihood: 0 };
    for (let row = 0; row < reach.length; row++) {
      if ((reach[row] ?? 0) >= leastReach) this.#addCost(cost, row, removal, before);
    }
    return cost;
  }

  #addCost(
    cost: { -readonly [Name in keyof RemovalCost]: number },
    row: number,
    { node, staying }: Removal,
    before: readonly number[],
  ): void {
    const label = this.#labels[row] ?? 0;
    const weight = this.#weights[row] ?? 1;
    const winner = this.#winners[row] ?? 0;
    const old = this.tree.distributionOf(winner) ?? this.#change;
    const change = this.#change.fill(0);
    for (const leaf of before) add(change, this.tree.distributionOf(leaf), -this.#reached(leaf, row));
    let best = { probability: -1, distribution: old };
    const visit = (distribution: Float64Array, probability: number): void => {
      add(change, distribution, probability);
      if (probability > best.probability) best = { probability, distribution };
    };
    const arriving = this.#reached(node, row);
    if (typeof staying === 'number') this.#spread(staying, row, arriving, visit);
    else visit(staying, arriving);

    const greatest = this.#reached(winner, row);
    const isGone = best.probability < greatest && before.includes(winner);
    const rest = isGone ? this.#bestBut(before, row) : { probability: greatest, distribution: old };
    // What was inside and grew stays ahead of all that is outside.
    const isInside = before.includes(winner) && !isGone;
    const answer = isInside || best.probability > rest.probability ? best.distribution : rest.distribution;
    if (answer !== old) {
      cost.maxPath += weight * (isRight(old, label) - isRight(answer, label));
      cost.likelihood += weight * (logOf(old[label]) - logOf(answer[label]));
    }
    const first = row * this.#classCount;
    const mixed = this.#mixtures[first + label] ?? 0;
    cost.likelihood += weight * (logOf(mixed) - logOf(mixed + (change[label] ?? 0)));
    if (2 * arriving >= (this.#margins[row] ?? 0)) {
      const whole = this.#mixtures.subarray(first, first + this.#classCount);
      cost.mixture += weight * isRight(whole, label);
      add(change, whole, 1);
      cost.mixture -= weight * isRight(change, label);
    }
  }

  /** Sends what arrives at a node down to the leaves below. */
  #spread(
    node: number,
    row: number,
    arriving: number,
    visit: (distribution: Float64Array, probability: number, leaf: number) => void,
  ): void {
    const distribution = this.tree.distributionOf(node);
    const pair = this.tree.childrenOf(node);
    if (distribution !== undefined && pair === undefined) visit(distribution, arriving, node);
    if (pair === undefined || arriving < leastReach) return;
    const right = this.#rights[this.tree.whole.topology.gateOf(node)]?.[row] ?? 0;
    this.#spread(pair[0], row, arriving * (1 - right), visit);
    this.#spread(pair[1], row, arriving * right, visit);
  }

  /** The leaf of greatest path probability among those that are not to be counted in. */
  #bestBut(left: readonly number[], row: number): { probability: number; distribution: Float64Array } {
    let best = { probability: -1, distribution: this.#change };
    for (const leaf of this.tree.nodesBelow()) {
      const distribution = this.tree.distributionOf(leaf);
      const probability = this.#reached(leaf, row);
      if (distribution !== undefined && probability > best.probability && !left.includes(leaf))
        best = { probability, distribution };
    }
    return best;
  }

  /** Takes the leaf away. */
  apply({ node, staying }: Removal): void {
    if (typeof staying !== 'number') this.tree.merge(node, staying);
    else {
      this.tree.lift(node, staying);
      this.#reach[staying]?.set(this.#reach[node] ?? []);
      for (const below of this.tree.nodesBelow(staying)) this.#passOn(below);
    }
    this.#settle(typeof staying === 'number' ? staying : node);
  }

  /** What arrives at a node, to its children. */
  #passOn(node: number): void {
    const [left = -1, right = -1] = this.tree.childrenOf(node) ?? [];
    const [toLeft, toRight] = [this.#reach[left], this.#reach[right]];
    const rights = this.#rights[this.tree.whole.topology.gateOf(node)];
    if (toLeft === undefined || toRight === undefined) return;
    for (const [row, arriving] of this.#reach[node]?.entries() ?? []) {
      const share = rights?.[row] ?? 0;
      toLeft[row] = arriving * (1 - share);
      toRight[row] = arriving * share;
    }
  }

  /** Winner, mixture and margin of the rows that reach a node. */
  #settle(node: number): void {
    const leaves = this.tree.nodesBelow().filter((other) => this.tree.childrenOf(other) === undefined);
    for (const [row, arriving] of this.#reach[node]?.entries() ?? []) {
      if (arriving < leastReach) continue;
      const first = row * this.#classCount;
      const mixture = this.#mixtures.subarray(first, first + this.#classCount).fill(0);
      let greatest = -1;
      for (const leaf of leaves) {
        const probability = this.#reached(leaf, row);
        if (probability > greatest) {
          greatest = probability;
          this.#winners[row] = leaf;
        }
        add(mixture, this.tree.distributionOf(leaf), probability);
      }
      const answer = argmax(mixture);
      const next = mixture.reduce(
        (most, value, index) => (index === answer ? most : Math.max(most, value)),
        0,
      );
      this.#margins[row] = (mixture[answer] ?? 0) - next;
    }
  }

  #reached(node: number, row: number): number {
    return this.#reach[node]?.[row] ?? 0;
  }
}

function add(sum: Float64Array, distribution: Float64Array | undefined, factor: number): void {
  if (Math.abs(factor) < 1e-12) return;
  for (let index = 0; index < sum.length; index++)
    sum[index] = (sum[index] ?? 0) + factor * (distribution?.[index] ?? 0);
}

function isRight(distribution: Float64Array, label: number): 0 | 1 {
  return argmax(distribution) === label ? 1 : 0;
}

function logOf(probability = 0): number {
  return Math.log(Math.max(probability, leastProbability));
}
