import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InterruptedError } from '../../../src/errors.js';
import { evaluateTree } from '../../../src/tree/evaluate-tree.js';
import { leafDistribution } from '../../../src/tree/leaf-distributions.js';
import { predict } from '../../../src/tree/prediction.js';
import { pruneTree } from '../../../src/tree/pruning/prune-tree.js';
import { RowFlow } from '../../../src/tree/pruning/row-flow.js';
import { ShrinkingTree } from '../../../src/tree/pruning/shrinking-tree.js';
import { SoftDecisionTree } from '../../../src/tree/soft-decision-tree.js';
import { completeTopology } from '../../../src/tree/topology.js';
import { anyTopology } from '../any-topology.js';
import { randomFeatures, randomTree, seededNormal } from '../random-tree.js';

const shape = { featureCount: 4, classCount: 3 };

/** Random rows with random labels. */
function rowsFor(rowCount: number, seed: number) {
  const random = seededNormal(seed);
  const labels = Uint16Array.from({ length: rowCount }, () => Math.floor(random.uniform() * 3));
  return {
    name: 'rows',
    features: randomFeatures(rowCount, 4, seed),
    labels,
    rowCount,
    featureCount: 4,
    classNames: ['a', 'b', 'c'],
    inputShape: [4],
    preparation: [],
  };
}

/**
 * Depth 2: the root sends all rows left, where the gate decides by the first feature; nothing reaches the leaves on the right.
 * Leaves say a, b, c, c.
 */
const halfUsed = new SoftDecisionTree(
  { depth: 2, ...shape },
  {
    filters: Float32Array.of(0, 0, 0, 0, 5, 0, 0, 0, 0, 1, 0, 0),
    biases: Float32Array.of(-60, 0, 0),
    betas: Float32Array.of(1, 1, 1),
    leafLogits: Float32Array.of(3, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 3),
  },
);
const sides = {
  ...rowsFor(2, 1),
  features: Float32Array.of(-2, 0, 0, 0, 2, 0, 0, 0),
  labels: Uint16Array.of(0, 1),
};

describe('pruneTree', () => {
  test('leaves any tree with the leaves that are wanted, and says exactly what is lost on the rows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.integer({ min: 1, max: 5 }).map(completeTopology), anyTopology),
        fc.integer(),
        fc.nat(),
        async (topology, seed, pick) => {
          fc.pre(topology.leafCount > 1);
          const tree = randomTree({ topology, ...shape }, seed);
          const rows = rowsFor(60, seed);
          const maxLeaves = 1 + (pick % (topology.leafCount - 1));
          const pruned = await pruneTree(tree, rows, { maxLeaves });
          expect(pruned.tree.leafCount).toBe(maxLeaves);
          expect(pruned.tree.depth).toBeLessThanOrEqual(tree.depth);
          const [before, after] = [tree, pruned.tree].map((one) => evaluateTree(one, rows).scores);
          expect(pruned.lost.maxPath).toBeCloseTo((before?.maxPath ?? 0) - (after?.maxPath ?? 0), 9);
          expect(pruned.lost.mixture).toBeCloseTo((before?.mixture ?? 0) - (after?.mixture ?? 0), 9);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('what no row reaches goes with its gate, and every answer stays', async () => {
    const { tree, lost } = await pruneTree(halfUsed, sides, { tolerance: 0 });
    expect(tree.leafCount).toBe(2);
    expect(tree.filter(0)).toEqual(halfUsed.filter(1));
    expect(tree.leafLogits(0)).toEqual(halfUsed.leafLogits(0));
    expect(tree.leafLogits(1)).toEqual(halfUsed.leafLogits(1));
    expect(lost).toEqual({ maxPath: 0, mixture: 0 });
    const answers = (of: SoftDecisionTree) => predict(of, sides.features, 2).mixtureProbabilities;
    expect(answers(tree)).toEqual(answers(halfUsed));
  });

  test('a gate whose leaves say the same goes, whoever reaches it', async () => {
    const { parameters } = halfUsed;
    const tree = new SoftDecisionTree(halfUsed, {
      ...parameters,
      biases: new Float32Array(3),
      leafLogits: Float32Array.of(3, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 3),
      filters: Float32Array.of(0, 9, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0),
    });
    const features = Float32Array.of(-1, -1, 0, 0, 1, -1, 0, 0, -1, 1, 0, 0, 1, 1, 0, 0);
    const rows = { ...rowsFor(4, 1), features, labels: Uint16Array.of(0, 1, 2, 2) };
    const pruned = await pruneTree(tree, rows, { tolerance: 0 });
    expect(pruned.tree.shape).toMatchObject({ depth: 2, children: [[1, 2], [3, 4], null, null, null] });
    expect(predict(pruned.tree, features, 4).maxPathClasses).toEqual(Uint16Array.of(0, 1, 2, 2));
  });

  test('two leaves that become one are weighed by what arrives, rows by their weights', async () => {
    const leaves = [0, 1].map((leaf) => leafDistribution(halfUsed, leaf));
    const mean = (share: number) =>
      [0, 1, 2].map((index) => share * (leaves[0]?.[index] ?? 0) + (1 - share) * (leaves[1]?.[index] ?? 0));
    const rootOf = async (weights?: Float32Array) =>
      leafDistribution((await pruneTree(halfUsed, { ...sides, weights }, { maxLeaves: 1 })).tree, 0);
    const expectClose = (found: Float64Array, wanted: number[]) =>
      wanted.forEach((value, index) => expect(found[index]).toBeCloseTo(value, 4));
    expectClose(await rootOf(), mean(0.5));
    expectClose(await rootOf(Float32Array.of(1.5, 0.5)), mean(0.75));
  });

  test('a row without weight does not count', async () => {
    const weights = Float32Array.of(0, 2);
    const { tree, lost } = await pruneTree(halfUsed, { ...sides, weights }, { tolerance: 0 });
    expect(tree.leafCount).toBe(1);
    expect(lost).toEqual({ maxPath: 0, mixture: 0 });
    expect(predict(tree, sides.features, 2).maxPathClasses).toEqual(Uint16Array.of(1, 1));
  });

  test('stops before it loses more than the tolerance', async () => {
    const tree = randomTree({ depth: 5, ...shape }, 3, 6);
    const rows = rowsFor(200, 4);
    const labels = predict(tree, rows.features, 200).maxPathClasses;
    let last = 33;
    for (const tolerance of [0, 0.02, 0.1, 1]) {
      const pruned = await pruneTree(tree, { ...rows, labels }, { tolerance });
      expect(Math.max(pruned.lost.maxPath, pruned.lost.mixture)).toBeLessThanOrEqual(tolerance);
      expect(pruned.tree.leafCount).toBeLessThan(last);
      last = pruned.tree.leafCount;
    }
    expect(last).toBe(1);
  });

  test('takes a dearer leaf where the cheapest loses too much', async () => {
    // The two leaves on the left are both unsure, but only one is right about the first row; those on the right are sure and not alike,
    // and answer the same.
    const tree = new SoftDecisionTree(halfUsed, {
      filters: Float32Array.of(8, 0, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0),
      biases: new Float32Array(3),
      betas: Float32Array.of(1, 1, 1),
      leafLogits: Float32Array.of(0.1, 0, -9, 0, 0.1, -9, 9, 0, 0, 0.2, 0, 0),
    });
    const features = Float32Array.of(-1, 9, 0, 0, -1, -9, 0, 0, 1, -9, 0, 0, 1, 9, 0, 0);
    const rows = { ...rowsFor(4, 1), features, labels: Uint16Array.of(1, 0, 0, 2) };
    expect((await pruneTree(tree, rows, { maxLeaves: 3 })).lost.maxPath).toBe(0.25);
    const pruned = await pruneTree(tree, rows, { maxLeaves: 3, tolerance: 0 });
    expect(predict(pruned.tree, features, 4).maxPathClasses).toEqual(Uint16Array.of(1, 0, 0, 0));
    expect(pruned.tree.topology.isLeaf(pruned.tree.topology.right(0))).toBe(true);
  });

  test('the calibration stays', async () => {
    const calibration = { maxPath: 2, mixture: 3, doubt: 0.1 };
    const { tree } = await pruneTree(halfUsed.calibrated(calibration), sides);
    expect(tree.calibration).toEqual(calibration);
  });

  test.each([
    [{ maxLeaves: 0 }, 'leaves to keep must be an integer of at least 1, found 0'],
    [{ maxLeaves: 1.5 }, 'leaves to keep must be an integer of at least 1, found 1.5'],
    [{ tolerance: -1 }, 'the tolerance must be a number of at least 0, found -1'],
    [{ tolerance: NaN }, 'the tolerance must be a number of at least 0, found NaN'],
    [
      { maxLeaves: 1, tolerance: 0.2 },
      'a tree of 1 leaf would lose more than 20 points of accuracy on the 2 rows that choose',
    ],
  ])('refuses %j', async (limits, message) => {
    await expect(pruneTree(halfUsed, sides, limits)).rejects.toThrow(message);
  });

  test('a tree that has nothing to lose stays as it is', async () => {
    const nothing = { maxPath: 0, mixture: 0 };
    const leaf = randomTree({ depth: 0, children: [null], ...shape }, 1);
    const { tree: two } = await pruneTree(halfUsed, sides, { maxLeaves: 2 });
    for (const [tree, limits] of [
      [leaf, {}],
      [leaf, { maxLeaves: 1, tolerance: 0 }],
      [halfUsed, { maxLeaves: 4 }],
      [halfUsed, { maxLeaves: 9, tolerance: 0 }],
      [two, { tolerance: 0 }],
    ] as const) {
      const pruned = await pruneTree(tree, sides, limits);
      expect(pruned.tree).toBe(tree);
      expect(pruned).toMatchObject({ lost: nothing, rowCount: 2 });
    }
  });

  test('stops when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(pruneTree(halfUsed, sides, {}, { signal })).rejects.toThrow(InterruptedError);
  });
});

test('of too many rows every second, third, ... is kept', () => {
  const rows = rowsFor(100, 1);
  const kept = (numbers: number) => new RowFlow(new ShrinkingTree(halfUsed), rows, numbers).rowCount;
  // 7 nodes, 3 gates, 3 classes of 8 bytes each.
  expect(kept(1600)).toBe(100);
  expect(kept(1599)).toBe(50);
  expect(kept(16)).toBe(1);
});
