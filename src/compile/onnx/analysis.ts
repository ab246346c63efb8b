import { is, sameShape, topologicalOrder, type Graph, type Value, type Window } from '../ir.js';
import { batchLastOrder, poolsBatchLast, suitsBatchLast } from './batch-last.js';
import { findSplits, type Split } from './split.js';

/** A max pool of x and its gradients: the search for each window's greatest element is written once for all of them. */
export interface SharedPool {
  readonly x: Value;
  readonly window: Window;
  readonly isBatchLast: boolean;
}

/** What the lowering of one value must know of the others: computed before anything is lowered, and never changed. */
export interface GraphAnalysis {
  /** Operands before users. */
  readonly order: readonly Value[];
  /** Values that are computed under the name of an output; of two outputs with one value, the first. */
  readonly outputNames: ReadonlyMap<Value, string>;
  /** The split that computes a slice, for slices that need no output's name. */
  readonly splits: ReadonlyMap<Value, Split>;
  /** Of each gradient of a max pool, and of each max pool that is written together with one. */
  readonly pools: ReadonlyMap<Value, SharedPool>;
  /** Convolutions that run batch last, for their own sake or for that of their pool. */
  readonly batchLastConvolutions: ReadonlySet<Value>;
}

/**
 * Looks the graph over once, so that lowering functions need not tell each other anything.
 *
 * @param isBatchFixed whether the number of rows is known when the model is written, which the batch last needs
 */
export function analyze(graph: Graph, isBatchFixed = true): GraphAnalysis {
  const order = topologicalOrder(Object.values(graph.outputs));
  const outputNames = nameOutputs(graph);
  const splits = findSplits(order);
  for (const value of outputNames.keys()) splits.delete(value);
  const pools = findPools(order, outputNames, isBatchFixed);
  return {
    order,
    outputNames,
    splits,
    pools,
    batchLastConvolutions: isBatchFixed ? batchLastConvolutions(order, pools) : new Set(),
  };
}

function nameOutputs({ outputs }: Graph): Map<Value, string> {
  const names = new Map<Value, string>();
  for (const [name, value] of Object.entries(outputs)) {
    const isComputed = !is(value, 'input') && !is(value, 'constant');
    if (isComputed && !names.has(value)) names.set(value, name);
  }
  return names;
}

function findPools(
  order: readonly Value[],
  outputNames: ReadonlyMap<Value, string>,
  isBatchFixed: boolean,
): Map<Value, SharedPool> {
  const shared = new Map<string, SharedPool>();
  const pools = new Map<Value, SharedPool>();
  const keyOf = (x: Value, window: Window): string => `${x.id} ${JSON.stringify(window)}`;
  for (const value of order) {
    if (!is(value, 'maxPoolGradient')) continue;
    const [, x] = value.operands;
    const { window } = value.operation;
    const key = keyOf(x, window);
    const pool = shared.get(key) ?? { x, window, isBatchLast: poolsBatchLast(x, window) };
    shared.set(key, pool);
    pools.set(value, pool);
  }
  const givenBatchLast = isBatchFixed ? batchLastOutputs(outputNames) : new Set<Value>();
  for (const value of order) {
    if (!is(value, 'maxPool') || !givenBatchLast.has(value.operands[0])) continue;
    const [x] = value.operands;
    const { window } = value.operation;
    if (poolsBatchLast(x, window)) shared.set(keyOf(x, window), { x, window, isBatchLast: true });
  }
  for (const value of order) {
    const pool = is(value, 'maxPool') && shared.get(keyOf(value.operands[0], value.operation.window));
    // A pool with indices is written under a name of its own.
    if (pool && (pool.isBatchLast || !outputNames.has(value))) pools.set(value, pool);
  }
  return pools;
}

/** Values that the graph gives batch last, so that they are best had so. */
function batchLastOutputs(outputNames: ReadonlyMap<Value, string>): Set<Value> {
  return new Set(
    [...outputNames.keys()].flatMap((value) =>
      is(value, 'transpose') && sameShape(value.operation.permutation, batchLastOrder)
        ? [value.operands[0]]
        : [],
    ),
  );
}

function batchLastConvolutions(order: readonly Value[], pools: ReadonlyMap<Value, SharedPool>): Set<Value> {
  const convolutions = new Set<Value>();
  for (const { x, isBatchLast } of pools.values()) if (isBatchLast) convolutions.add(x);
  for (const value of order) {
    if (!is(value, 'convolution') || value.operation.groups > 1) continue;
    if (suitsBatchLast(value.operation.window, value.operands[0], value)) convolutions.add(value);
  }
  return convolutions;
}
