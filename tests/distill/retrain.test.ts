import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { prune } from '../../src/distill/prune.js';
import { retrain } from '../../src/distill/retrain.js';
import { sparseTrees } from '../../src/distill/sparsify.js';
import type { Engine } from '../../src/engine/engine.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { InterruptedError } from '../../src/errors.js';
import { evaluateTree } from '../../src/tree/evaluate-tree.js';
import { hardenTree } from '../../src/tree/harden-tree.js';
import type { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { TreeTopology } from '../../src/tree/topology.js';
import { lopsidedTopology } from '../tree/any-topology.js';
import { randomFeatures, randomTree } from '../tree/random-tree.js';

const shape = { featureCount: 4, classCount: 3 };

/** Rows whose class is told by the first two features; the other two say nothing. */
function rowsFor(rowCount: number, seed: number) {
  const features = randomFeatures(rowCount, 4, seed).map((value) => value + 0.5);
  const labels = Uint16Array.from({ length: rowCount }, (_, row) =>
    (features[row * 4] ?? 0) > 0.5 ? 0 : (features[row * 4 + 1] ?? 0) > 0.5 ? 1 : 2,
  );
  return {
    name: 'rows',
    features,
    labels,
    rowCount,
    featureCount: 4,
    classNames: ['a', 'b', 'c'],
    inputShape: [4],
    preparation: [],
  };
}

const splits = { train: rowsFor(600, 1), validation: rowsFor(200, 2) };
const test3 = rowsFor(300, 3);
const accuracyOf = (tree: SoftDecisionTree) => evaluateTree(tree, test3).scores.maxPath;

let engine: Engine;
beforeAll(async () => {
  engine = await createOnnxruntimeEngine({ threads: 1 });
});
afterAll(() => engine.dispose());

describe('retrain', () => {
  test('an incomplete tree keeps its form and learns', async () => {
    const tree = randomTree({ topology: lopsidedTopology, ...shape }, 4);
    const options = { epochs: 30 };
    const learnt = await retrain(tree, tree, splits, options, { engine, seed: 1 });
    expect(learnt.topology).toEqual(lopsidedTopology);
    expect(accuracyOf(tree)).toBeLessThan(0.6);
    expect(accuracyOf(learnt)).toBeGreaterThan(0.75);
    expect(await retrain(tree, tree, splits, options, { engine, seed: 1 })).toEqual(learnt);
  });

  test('refuses what has nothing to train', async () => {
    const context = { engine, seed: 1 };
    const leaf = randomTree({ topology: new TreeTopology([null]), ...shape }, 1);
    await expect(retrain(leaf, leaf, splits, { epochs: 1 }, context)).rejects.toThrow('a tree of one leaf');
    const hard = hardenTree(randomTree({ depth: 2, ...shape }, 1));
    await expect(retrain(hard, hard, splits, { epochs: 1 }, context)).rejects.toThrow(
      'a hard tree cannot be',
    );
  });

  test('stops when it is told to', async () => {
    const tree = randomTree({ depth: 2, ...shape }, 1);
    const context = { engine, seed: 1, signal: AbortSignal.abort() };
    await expect(retrain(tree, tree, splits, { epochs: 1 }, context)).rejects.toThrow(InterruptedError);
  });
});

describe('with a tree that was trained', () => {
  let trained: SoftDecisionTree;
  beforeAll(async () => {
    const tree = randomTree({ depth: 3, ...shape }, 4);
    trained = await retrain(tree, tree, splits, { epochs: 30 }, { engine, seed: 1 });
  });

  test('sparse trees come from the greatest number of features to the smallest, and no gate has more', async () => {
    const training = { epochs: 15, engine, seed: 1 };
    const found: number[] = [];
    for await (const { features, tree } of sparseTrees(trained, splits, [1, 3, 2, 1], training)) {
      found.push(features);
      for (let gate = 0; gate < tree.innerNodeCount; gate++)
        expect(tree.filter(gate).filter((weight) => weight !== 0).length).toBe(features);
      expect(accuracyOf(tree)).toBeGreaterThan(0.85);
    }
    expect(found).toEqual([3, 2, 1]);
  });

  test.each([0, 5, 1.5])('%d features of a gate are refused', async (count) => {
    const trees = sparseTrees(trained, splits, [2, count], { epochs: 1, engine, seed: 1 });
    await expect(trees.next()).rejects.toThrow(`must be an integer from 1 to 4, found ${count}`);
  });

  test('a pruned tree that is trained on is better than one that is not', async () => {
    const limits = { maxLeaves: 3 };
    const pruned = await prune(trained, splits, limits);
    const training = { epochs: 15, engine, seed: 1 };
    const learnt = await prune(trained, splits, limits, { training });
    expect(learnt.tree.topology).toEqual(pruned.tree.topology);
    const lossOf = (tree: SoftDecisionTree) => evaluateTree(tree, test3).quality.mixture.logLoss;
    expect(lossOf(learnt.tree)).toBeLessThan(lossOf(pruned.tree));
  });
});
