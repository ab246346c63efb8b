import { InterruptedError, InvalidInputError } from '../../errors.js';
import type { SoftDecisionTree } from '../soft-decision-tree.js';
import { RowFlow, type ChoosingRows, type Removal, type RemovalCost } from './row-flow.js';
import { ShrinkingTree } from './shrinking-tree.js';

/** How far a tree is pruned. */
export interface PruningLimits {
  /** Leaves that are to be left, at least 1. Default: as few as the tolerance allows. */
  readonly maxLeaves?: number | undefined;
  /**
   * Accuracy that may be lost on the rows that choose, by max path and by mixture alike, as a fraction, at least 0. Default: 0.0005,
   * and any loss where the number of leaves is given.
   */
  readonly tolerance?: number | undefined;
}

/** Whom a pruning tells about its progress. */
export interface PruningContext {
  /** Aborted: the pruning stops soon after with an `InterruptedError`. */
  readonly signal?: AbortSignal | undefined;
}

/** A tree with fewer leaves, and what they cost. */
export interface PrunedTree {
  /** The very tree that was given where no leaf could go. */
  readonly tree: SoftDecisionTree;
  /** Accuracy lost on the rows that chose, as a fraction; less than 0 where it rose. */
  readonly lost: Readonly<Record<'maxPath' | 'mixture', number>>;
  /** Rows that chose. */
  readonly rowCount: number;
}

/** Tolerance where nothing is said: 0.05 points. */
export const defaultTolerance = 0.0005;

/**
 * Takes leaves away one at a time, of those whose loss is tolerated always the one that costs least log likelihood of the labels, of
 * both answers together: first those that no row reaches, or that say what their neighbors say. A leaf beside a leaf becomes one with it, whose distribution is
 * the mean of both by what arrives at each; a leaf beside a subtree goes with its gate, and the subtree takes their place. Gates and
 * leaves that stay keep their numbers. Where path probabilities of all rows would take more than 256 MiB, every second, third, ...
 * row chooses. A tree that has no more leaves than wanted, or none that the tolerance lets go, stays as it is.
 *
 * @param rows labelled rows that choose, not those that the tree is measured on; their weights count
 * @throws {InvalidInputError} when a limit is out of range, or a removal before the wanted number of leaves loses more than the tolerance
 * @throws {InterruptedError} soon after the signal is aborted
 */
export async function pruneTree(
  tree: SoftDecisionTree,
  rows: ChoosingRows,
  { maxLeaves, tolerance = maxLeaves === undefined ? defaultTolerance : Infinity }: PruningLimits = {},
  { signal }: PruningContext = {},
): Promise<PrunedTree> {
  assertLimits(maxLeaves, tolerance);
  const shrinking = new ShrinkingTree(tree);
  const flow = new RowFlow(shrinking, rows);
  const queue = new RemovalQueue(shrinking, flow);
  let lost = { maxPath: 0, mixture: 0 };
  const lostWith = ({ maxPath, mixture }: RemovalCost) => ({
    maxPath: lost.maxPath + maxPath / flow.totalWeight,
    mixture: lost.mixture + mixture / flow.totalWeight,
  });
  const isAllowed = (cost: RemovalCost) => {
    const { maxPath, mixture } = lostWith(cost);
    return Math.max(maxPath, mixture) <= tolerance;
  };
  while (shrinking.leafCount > (maxLeaves ?? 1)) {
    const cheapest = queue.cheapest(isAllowed);
    if (cheapest === undefined) {
      if (maxLeaves === undefined) break;
      throw new InvalidInputError(
        `a tree of ${leavesText(shrinking.leafCount - 1)} would lose more than ${Number((100 * tolerance).toPrecision(12))} points of accuracy on the ${flow.rowCount} rows that choose`,
      );
    }
    lost = lostWith(cheapest.cost);
    flow.apply(cheapest.removal);
    queue.removed(cheapest.removal);
    // Lets timers, the terminal and Ctrl-C have their turn.
    await new Promise((resolve) => setTimeout(resolve));
    if (signal?.aborted === true) throw new InterruptedError('stopped while leaves were taken away');
  }
  const isSame = shrinking.leafCount === tree.leafCount;
  return { tree: isSame ? tree : shrinking.toTree(), lost, rowCount: flow.rowCount };
}

function assertLimits(maxLeaves: number | undefined, tolerance: number): void {
  if (maxLeaves !== undefined && (!Number.isInteger(maxLeaves) || maxLeaves < 1))
    throw new InvalidInputError(`leaves to keep must be an integer of at least 1, found ${maxLeaves}`);
  if (!(tolerance >= 0))
    throw new InvalidInputError(`the tolerance must be a number of at least 0, found ${tolerance}`);
}

function leavesText(count: number): string {
  return count === 1 ? '1 leaf' : `${count} leaves`;
}

interface PricedRemoval {
  readonly removal: Removal;
  readonly cost: RemovalCost;
  /** How many leaves were gone when the cost was measured. */
  readonly age: number;
}

/** Removals by what they cost. A cost is measured anew where the tree changed below it, and before it decides. */
class RemovalQueue {
  #age = 0;
  readonly #priced = new Map<number, PricedRemoval>();

  constructor(
    private readonly tree: ShrinkingTree,
    private readonly flow: RowFlow,
  ) {
    for (const node of tree.nodesBelow()) this.#price(node);
  }

  /** The cheapest of those that are allowed; `undefined` where none is. */
  cheapest(isAllowed: (cost: RemovalCost) => boolean): PricedRemoval | undefined {
    for (;;) {
      let best: PricedRemoval | undefined;
      for (const priced of this.#priced.values()) {
        const isCheaper = best === undefined || priced.cost.likelihood < best.cost.likelihood;
        if (isCheaper && isAllowed(priced.cost)) best = priced;
      }
      if (best?.age === this.#age) return best;
      const old = [...this.#priced.values()].filter(({ age }) => age < this.#age);
      // An old cost may forbid what is allowed now.
      const uncertain = best === undefined ? old : [best];
      if (uncertain.length === 0) return undefined;
      for (const { removal } of uncertain) this.#price(removal.node);
    }
  }

  /** Says that a removal was applied. */
  removed({ node, staying }: Removal): void {
    this.#age++;
    this.#priced.delete(node);
    const changed = typeof staying === 'number' ? staying : node;
    for (const below of this.tree.nodesBelow(changed)) this.#price(below);
    for (let above = this.tree.parentOf(changed); above >= 0; above = this.tree.parentOf(above))
      this.#price(above);
  }

  #price(node: number): void {
    const removal = this.flow.removalAt(node);
    if (removal === undefined) return;
    this.#priced.set(node, { removal, cost: this.flow.costOf(removal), age: this.#age });
  }
}
