import { InvalidInputError } from '../errors.js';
import {
  assertDepth,
  innerNodeCount,
  leafCount,
  maximumDepth,
  minimumDepth,
  nodeCount,
} from './complete-tree.js';

/** Greatest number of leaves: leaf indices are kept in 16 bits, as in a prediction. */
const maximumLeafCount = 2 ** 16;

/** A branch of an inner node. */
export type Side = 'left' | 'right';

/** The children of each node, left and right; `null` for a leaf. */
export type Children = readonly (readonly [left: number, right: number] | null)[];

/** A topology as plain JSON. The depth alone says all of a complete tree; any other lists its children, too. */
export interface TopologyData {
  /** Most decisions on a path. */
  readonly depth: number;
  readonly children?: Children | undefined;
}

/** One decision on a path. */
export interface Turn {
  readonly node: number;
  readonly side: Side;
}

/**
 * Form of a binary tree, complete or not. The root is node 0 and parents come before their children, so that one pass over
 * the numbers routes an input. Inner nodes (gates) and leaves are also counted among themselves, both in the order of the
 * nodes: these indices say where their parameters are stored. What there is not, e.g. the parent of the root or a child of
 * a leaf, is -1.
 */
export class TreeTopology {
  readonly nodeCount: number;
  readonly innerNodeCount: number;
  readonly leafCount: number;
  /** Depth of the deepest leaf: most decisions on a path. */
  readonly greatestDepth: number;
  private readonly lefts: Int32Array;
  private readonly rights: Int32Array;
  private readonly parents: Int32Array;
  private readonly depths: Int32Array;
  private readonly gates: Int32Array;
  private readonly leaves: Int32Array;
  private readonly gateNodes: Int32Array;
  private readonly leafNodes: Int32Array;

  /** @throws {InvalidInputError} unless every node but the root is the child of exactly one node before it. */
  constructor(children: Children) {
    const absent = () => new Int32Array(children.length).fill(-1);
    this.lefts = absent();
    this.rights = absent();
    this.parents = absent();
    this.gates = absent();
    this.leaves = absent();
    this.depths = new Int32Array(children.length);
    const gateNodes: number[] = [];
    const leafNodes: number[] = [];
    for (const [node, pair] of children.entries()) {
      if (node > 0 && this.parent(node) < 0) throw new InvalidInputError(`node ${node} must have a parent`);
      if (pair === null) {
        this.leaves[node] = leafNodes.push(node) - 1;
        continue;
      }
      this.gates[node] = gateNodes.push(node) - 1;
      [this.lefts[node], this.rights[node]] = pair;
      for (const child of pair) this.adopt(node, child);
    }
    if (leafNodes.length < 1 || leafNodes.length > maximumLeafCount) {
      throw new InvalidInputError(
        `a tree must have 1 to ${maximumLeafCount} leaves, found ${leafNodes.length}`,
      );
    }
    this.gateNodes = Int32Array.from(gateNodes);
    this.leafNodes = Int32Array.from(leafNodes);
    this.nodeCount = children.length;
    this.innerNodeCount = gateNodes.length;
    this.leafCount = leafNodes.length;
    this.greatestDepth = this.depths.reduce((greatest, depth) => Math.max(greatest, depth), 0);
  }

  private adopt(node: number, child: number): void {
    if (
      !Number.isInteger(child) ||
      child <= node ||
      child >= this.parents.length ||
      this.parent(child) >= 0
    ) {
      throw new InvalidInputError(
        `a child of node ${node} must be a node after it without another parent, found ${child}`,
      );
    }
    this.parents[child] = node;
    this.depths[child] = this.depth(node) + 1;
  }

  /** Left child of an inner node, -1 for a leaf. */
  left(node: number): number {
    return this.lefts[node] ?? -1;
  }

  /** Right child of an inner node, -1 for a leaf. */
  right(node: number): number {
    return this.rights[node] ?? -1;
  }

  /** Child of an inner node on a side, -1 for a leaf. */
  child(node: number, side: Side): number {
    return side === 'left' ? this.left(node) : this.right(node);
  }

  /** Parent of a node, -1 for the root. */
  parent(node: number): number {
    return this.parents[node] ?? -1;
  }

  /** Which child of its parent a node is; the root counts as left. */
  side(node: number): Side {
    return this.right(this.parent(node)) === node ? 'right' : 'left';
  }

  /** The other child of a node's parent. */
  sibling(node: number): number {
    return this.child(this.parent(node), this.side(node) === 'left' ? 'right' : 'left');
  }

  /** Decisions from the root to a node. */
  depth(node: number): number {
    return this.depths[node] ?? -1;
  }

  /** Most decisions from a node to a leaf below it; 0 for a leaf. */
  height(node: number): number {
    return this.isLeaf(node) ? 0 : 1 + Math.max(this.height(this.left(node)), this.height(this.right(node)));
  }

  /** Whether a node has no children. */
  isLeaf(node: number): boolean {
    return this.leafOf(node) >= 0;
  }

  /** Index of a leaf among the leaves. */
  leafOf(node: number): number {
    return this.leaves[node] ?? -1;
  }

  /** Node of the leaf with an index. */
  nodeOfLeaf(leaf: number): number {
    return this.leafNodes[leaf] ?? -1;
  }

  /** Index of an inner node among the inner nodes; the node itself in a complete tree. */
  gateOf(node: number): number {
    return this.gates[node] ?? -1;
  }

  /** Inner node with an index. */
  nodeOfGate(gate: number): number {
    return this.gateNodes[gate] ?? -1;
  }

  /** The decisions that lead from the root to a node, `[depth(node)]`. */
  pathTo(node: number): Turn[] {
    const turns: Turn[] = [];
    for (let child = node; this.parent(child) >= 0; child = this.parent(child)) {
      turns.push({ node: this.parent(child), side: this.side(child) });
    }
    return turns.reverse();
  }

  /** Whether this is the tree that `completeTopology` makes: every leaf at one depth, nodes in heap order. */
  get isComplete(): boolean {
    const { greatestDepth } = this;
    if (greatestDepth < minimumDepth || greatestDepth > maximumDepth) return false;
    if (this.leafCount !== leafCount(greatestDepth)) return false;
    return this.lefts.every(
      (left, node) => this.isLeaf(node) || (left === 2 * node + 1 && this.right(node) === left + 1),
    );
  }

  /** Plain data that `topologyOf` reads. */
  toJSON(): TopologyData {
    const depth = this.greatestDepth;
    if (this.isComplete) return { depth };
    const children = Array.from({ length: this.nodeCount }, (_, node) =>
      this.isLeaf(node) ? null : ([this.left(node), this.right(node)] as const),
    );
    return { depth, children };
  }
}

/**
 * Complete tree whose leaves are all at one depth, in heap order.
 *
 * @throws {InvalidInputError} when the depth is out of range
 */
export function completeTopology(depth: number): TreeTopology {
  assertDepth(depth);
  const inner = innerNodeCount(depth);
  return new TreeTopology(
    Array.from({ length: nodeCount(depth) }, (_, node) =>
      node < inner ? ([2 * node + 1, 2 * node + 2] as const) : null,
    ),
  );
}

/** @throws {InvalidInputError} when the data do not make a tree, or not one of this depth */
export function topologyOf({ depth, children }: TopologyData): TreeTopology {
  if (children === undefined) return completeTopology(depth);
  const topology = new TreeTopology(children);
  const { greatestDepth } = topology;
  if (greatestDepth === depth) return topology;
  throw new InvalidInputError(`depth must be that of the deepest leaf, ${greatestDepth}, found ${depth}`);
}
