import { leafClasses } from '../tree/leaf-distributions.js';
import { createLeafSearch } from '../tree/predictor.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';

/** What tells the log-odds of gates, by their index among the gates. */
export interface GateLogOdds {
  preActivation(gate: number): number;
}

/** Leaves below a node: whether one answers a class, and whether one answers another class. */
const hasWanted = 1;
const hasOthers = 2;

interface Leader {
  readonly node: number;
  readonly path: number;
}
const nowhere: Leader = { node: 0, path: -Infinity };

/**
 * Max-path answers of a tree, and by how much they lead. Only gates are asked for that can decide: a subtree whose own path is less
 * likely than the paths found already is passed over.
 */
export class PathLeads {
  /** Class that each leaf answers. */
  readonly classes: Uint16Array;
  readonly #search: () => number;
  readonly #gateOf: Int32Array;
  readonly #lefts: Int32Array;
  readonly #rights: Int32Array;
  /** For each class that was asked for, what is below each node. */
  readonly #below = new Map<number, Uint8Array>();
  #own = nowhere;
  #others = nowhere;

  /** @param gates are asked anew for each answer, so that they may tell of one row after the other */
  constructor(
    private readonly tree: SoftDecisionTree,
    private readonly gates: GateLogOdds,
  ) {
    const { topology } = tree;
    const listOf = (of: (node: number) => number) =>
      Int32Array.from({ length: topology.nodeCount }, (_, node) => of(node));
    this.classes = leafClasses(tree);
    this.#search = createLeafSearch(tree, gates);
    this.#gateOf = listOf((node) => topology.gateOf(node));
    this.#lefts = listOf((node) => topology.left(node));
    this.#rights = listOf((node) => topology.right(node));
  }

  /** Class of the leaf of greatest path probability. */
  answer(): number {
    return this.classes[this.#search()] ?? 0;
  }

  /**
   * By how much the likeliest path to a class is likelier than that to any other: the difference of the logarithms of their
   * probabilities; above 0 the class is the answer. Gates count as soft ones, so that a hard tree tells how near it is, too.
   */
  lead(wanted: number): number {
    this.#findLeaders(wanted);
    return this.#own.path - this.#others.path;
  }

  /** The leaves whose paths make that lead, the likeliest of the class with 1 and the likeliest other one with -1. */
  leaders(wanted: number): (readonly [leaf: number, sign: 1 | -1])[] {
    this.#findLeaders(wanted);
    const leafOf = ({ node, path }: Leader) => (path === -Infinity ? 0 : this.tree.topology.leafOf(node));
    return [
      [leafOf(this.#own), 1],
      [leafOf(this.#others), -1],
    ];
  }

  #findLeaders(wanted: number): void {
    this.#own = nowhere;
    this.#others = nowhere;
    this.#visit(0, 0, this.#belowOf(wanted));
  }

  #visit(node: number, path: number, below: Uint8Array): void {
    const has = below[node] ?? 0;
    const mayLead =
      ((has & hasWanted) !== 0 && path >= this.#own.path) ||
      ((has & hasOthers) !== 0 && path >= this.#others.path);
    if (!mayLead) return;
    const gate = this.#gateOf[node] ?? -1;
    if (gate < 0) {
      if (has === hasWanted) this.#own = ahead({ node, path }, this.#own);
      else this.#others = ahead({ node, path }, this.#others);
      return;
    }
    const z = this.gates.preActivation(gate);
    // `-log(sigmoid(-|z|))` is `|z|` more than `-log(sigmoid(|z|))`.
    const sure = Math.log1p(Math.exp(-Math.abs(z)));
    const left = path - (Math.max(z, 0) + sure);
    const right = path - (Math.max(-z, 0) + sure);
    // The likelier side first, so that most of the other one can be passed over.
    if (z > 0) {
      this.#visit(this.#rights[node] ?? 0, right, below);
      this.#visit(this.#lefts[node] ?? 0, left, below);
    } else {
      this.#visit(this.#lefts[node] ?? 0, left, below);
      this.#visit(this.#rights[node] ?? 0, right, below);
    }
  }

  #belowOf(wanted: number): Uint8Array {
    const known = this.#below.get(wanted);
    if (known !== undefined) return known;
    const { topology } = this.tree;
    const below = new Uint8Array(topology.nodeCount);
    for (let node = topology.nodeCount - 1; node >= 0; node--) {
      below[node] = topology.isLeaf(node)
        ? this.classes[topology.leafOf(node)] === wanted
          ? hasWanted
          : hasOthers
        : (below[topology.left(node)] ?? 0) | (below[topology.right(node)] ?? 0);
    }
    this.#below.set(wanted, below);
    return below;
  }
}

/** The likelier of two leaves; of equals that which comes first. */
function ahead(a: Leader, b: Leader): Leader {
  return a.path > b.path || (a.path === b.path && a.node < b.node) ? a : b;
}
