import { uncalibrated } from '../calibration.js';
import { leafDistribution } from '../leaf-distributions.js';
import { SoftDecisionTree } from '../soft-decision-tree.js';
import { TreeTopology } from '../topology.js';

/** Logarithm of what counts as no probability, for a leaf's logits must be finite. */
const leastLogit = -80;

/** A tree from which leaves are taken away; nodes keep the numbers that they have in the whole tree. */
export class ShrinkingTree {
  #root = 0;
  #leafCount: number;
  readonly #parents: number[];
  /** `undefined` for a leaf. */
  readonly #children: (readonly [left: number, right: number] | undefined)[];
  /** Class distribution of each leaf as it was fitted, `[classCount]`. */
  readonly #distributions: (Float64Array | undefined)[];
  /** Leaves that were not in the whole tree. */
  readonly #merged = new Set<number>();

  constructor(readonly whole: SoftDecisionTree) {
    const { topology } = whole;
    const nodes = Array.from({ length: topology.nodeCount }, (_, node) => node);
    this.#leafCount = topology.leafCount;
    this.#parents = nodes.map((node) => topology.parent(node));
    this.#children = nodes.map((node) =>
      topology.isLeaf(node) ? undefined : ([topology.left(node), topology.right(node)] as const),
    );
    this.#distributions = nodes.map((node) =>
      topology.isLeaf(node) ? leafDistribution(whole, topology.leafOf(node), uncalibrated) : undefined,
    );
  }

  get leafCount(): number {
    return this.#leafCount;
  }

  /** Left and right child; `undefined` for a leaf. */
  childrenOf(node: number): readonly [left: number, right: number] | undefined {
    return this.#children[node];
  }

  /** -1 for the root. */
  parentOf(node: number): number {
    return this.#parents[node] ?? -1;
  }

  /** Distribution of a leaf; `undefined` for an inner node. */
  distributionOf(node: number): Float64Array | undefined {
    return this.#distributions[node];
  }

  /** Nodes at or below a node, each before its children, level by level. */
  nodesBelow(node = this.#root): number[] {
    const nodes = [node];
    // The list grows while it is gone through.
    for (const above of nodes) nodes.push(...(this.#children[above] ?? []));
    return nodes;
  }

  /** Makes a leaf of a node whose children are leaves. */
  merge(node: number, distribution: Float64Array): void {
    this.#children[node] = undefined;
    this.#distributions[node] = distribution;
    this.#merged.add(node);
    this.#leafCount--;
  }

  /** Puts one child in the place of a node whose other child is a leaf, which goes with the node. */
  lift(node: number, staying: number): void {
    const parent = this.parentOf(node);
    this.#parents[staying] = parent;
    const siblings = this.#children[parent];
    if (siblings === undefined) this.#root = staying;
    else this.#children[parent] = siblings[0] === node ? [staying, siblings[1]] : [siblings[0], staying];
    this.#leafCount--;
  }

  /** What is left, as a tree of its own: nodes level by level, gates and untouched leaves bit for bit. */
  toTree(): SoftDecisionTree {
    const { whole } = this;
    const { featureCount, classCount, calibration, routing } = whole;
    const nodes = this.nodesBelow();
    const places = new Map(nodes.map((node, place) => [node, place]));
    const placeOf = (node: number) => places.get(node) ?? -1;
    const topology = new TreeTopology(
      nodes.map((node) => {
        const pair = this.#children[node];
        return pair === undefined ? null : ([placeOf(pair[0]), placeOf(pair[1])] as const);
      }),
    );
    const gates = nodes.filter((node) => this.#children[node] !== undefined);
    const leaves = nodes.filter((node) => this.#children[node] === undefined);
    const filters = new Float32Array(gates.length * featureCount);
    for (const [gate, node] of gates.entries()) filters.set(whole.filter(node), gate * featureCount);
    const leafLogits = new Float32Array(leaves.length * classCount);
    for (const [leaf, node] of leaves.entries()) leafLogits.set(this.#logitsOf(node), leaf * classCount);
    return new SoftDecisionTree(
      { topology, featureCount, classCount },
      {
        filters,
        biases: Float32Array.from(gates, (node) => whole.bias(node)),
        betas: Float32Array.from(gates, (node) => whole.beta(node)),
        leafLogits,
      },
      calibration,
      routing,
    );
  }

  #logitsOf(node: number): ArrayLike<number> {
    if (!this.#merged.has(node)) return this.whole.leafLogits(this.whole.topology.leafOf(node));
    return (this.#distributions[node] ?? new Float64Array(0)).map((probability) =>
      Math.max(leastLogit, Math.log(probability)),
    );
  }
}
