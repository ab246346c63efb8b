import { innerNodeCount, leafCount, type CompleteTreeShape } from './complete-tree.js';
import { SoftDecisionTree, type TreeParameters } from './soft-decision-tree.js';

/** Bias of a gate that sends all to the left, to float32. */
const closedBias = -40;

/**
 * A tree of any form as part of the complete tree of its depth, the form that is trained: where the tree has a leaf above the last
 * level, gates that stay closed send all that arrives down to the left, to one leaf.
 */
export class CompleteEmbedding {
  readonly shape: CompleteTreeShape;
  /** Gate and leaf of the complete tree where each of the tree's own stands. */
  readonly #gates: Int32Array;
  readonly #leaves: Int32Array;

  constructor(private readonly tree: SoftDecisionTree) {
    const { topology, depth, featureCount, classCount } = tree;
    this.shape = { depth, featureCount, classCount };
    this.#gates = new Int32Array(topology.innerNodeCount);
    this.#leaves = new Int32Array(topology.leafCount);
    const place = (node: number, heap: number): void => {
      const gate = topology.gateOf(node);
      if (gate < 0) {
        let end = heap;
        while (end < innerNodeCount(depth)) end = 2 * end + 1;
        this.#leaves[topology.leafOf(node)] = end - innerNodeCount(depth);
        return;
      }
      this.#gates[gate] = heap;
      place(topology.left(node), 2 * heap + 1);
      place(topology.right(node), 2 * heap + 2);
    };
    place(0, 0);
  }

  /** The complete tree. */
  parameters(): TreeParameters {
    const { depth, featureCount, classCount } = this.shape;
    const gates = innerNodeCount(depth);
    const { filters, biases, betas } = this.tree.parameters;
    const embedded: TreeParameters = {
      filters: new Float32Array(gates * featureCount),
      biases: new Float32Array(gates).fill(closedBias),
      betas: new Float32Array(gates).fill(1),
      leafLogits: new Float32Array(leafCount(depth) * classCount),
    };
    for (const [gate, at] of this.#gates.entries()) {
      embedded.filters.set(
        filters.subarray(gate * featureCount, (gate + 1) * featureCount),
        at * featureCount,
      );
      embedded.biases[at] = biases[gate] ?? 0;
      embedded.betas[at] = betas[gate] ?? 1;
    }
    for (const [leaf, at] of this.#leaves.entries())
      embedded.leafLogits.set(this.tree.leafLogits(leaf), at * classCount);
    return embedded;
  }

  /**
   * What keeps a training inside the tree: closes the gates that are not its own, and sets weights to 0 that are not to be used.
   *
   * @param isUsed of each weight of the tree, 1 or 0, as its filters; default: all are used
   * @returns changes parameters of the complete tree
   */
  constraint(isUsed?: Uint8Array): (parameters: TreeParameters) => void {
    const { depth, featureCount } = this.shape;
    const unused = new Uint8Array(innerNodeCount(depth) * featureCount).fill(1);
    const isClosed = new Uint8Array(innerNodeCount(depth)).fill(1);
    for (const [gate, at] of this.#gates.entries()) {
      isClosed[at] = 0;
      for (let index = 0; index < featureCount; index++)
        unused[at * featureCount + index] = (isUsed?.[gate * featureCount + index] ?? 1) === 1 ? 0 : 1;
    }
    return ({ filters, biases, betas }) => {
      for (let index = 0; index < unused.length; index++) if (unused[index] === 1) filters[index] = 0;
      for (const [gate, closed] of isClosed.entries()) {
        if (closed === 0) continue;
        biases[gate] = closedBias;
        betas[gate] = 1;
      }
    };
  }

  /** The tree's own part of what was learnt. */
  extract(learnt: TreeParameters): SoftDecisionTree {
    const { featureCount, classCount } = this.shape;
    const gather = (values: Float32Array, places: Int32Array, width: number) => {
      const gathered = new Float32Array(places.length * width);
      for (const [index, at] of places.entries())
        gathered.set(values.subarray(at * width, (at + 1) * width), index * width);
      return gathered;
    };
    return new SoftDecisionTree(this.tree, {
      filters: gather(learnt.filters, this.#gates, featureCount),
      biases: gather(learnt.biases, this.#gates, 1),
      betas: gather(learnt.betas, this.#gates, 1),
      leafLogits: gather(learnt.leafLogits, this.#leaves, classCount),
    });
  }
}
