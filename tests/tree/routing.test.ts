import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { InvalidInputError } from '../../src/errors.js';
import { gateProbabilities, pathProbabilities, RowRouter } from '../../src/tree/routing.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { anyTopology } from './any-topology.js';
import {
  handComputedGates,
  handComputedPaths,
  handComputedRow,
  handComputedTree,
} from './hand-computed-tree.js';
import { randomFeatures, randomTree } from './random-tree.js';

describe('gateProbabilities', () => {
  test('of the tree computed by hand', () => {
    const gates = gateProbabilities(handComputedTree, handComputedRow, 1);
    expect(gates).toHaveLength(3);
    handComputedGates.forEach((gate, node) => expect(gates[node]).toBeCloseTo(gate, 6));
  });

  test('equal a dense matrix product of ml-matrix', () => {
    const [rows, featureCount] = [5, 13];
    const tree = randomTree({ depth: 4, featureCount, classCount: 3 }, 1);
    const features = randomFeatures(rows, featureCount, 2);
    const { filters, biases, betas } = tree.parameters;
    const products = Matrix.from1DArray(rows, featureCount, features).mmul(
      Matrix.from1DArray(tree.innerNodeCount, featureCount, filters).transpose(),
    );
    const expected = products
      .addRowVector([...biases])
      .mulRowVector([...betas])
      .to1DArray()
      .map((z) => 1 / (1 + Math.exp(-z)));
    const gates = gateProbabilities(tree, features, rows);
    expect(gates).toHaveLength(expected.length);
    expected.forEach((gate, index) => expect(gates[index]).toBeCloseTo(gate, 6));
  });

  test('names the sizes when the features do not fit', () => {
    expect(() => gateProbabilities(handComputedTree, new Float32Array(5), 2)).toThrow(InvalidInputError);
    expect(() => gateProbabilities(handComputedTree, new Float32Array(5), 2)).toThrow(
      'features must hold 2 rows of 2 numbers for this tree, found 5 numbers',
    );
  });
});

describe('pathProbabilities', () => {
  test('of the tree computed by hand', () => {
    const paths = pathProbabilities(handComputedTree, handComputedRow, 1);
    expect(paths).toHaveLength(4);
    handComputedPaths.forEach((path, leaf) => expect(paths[leaf]).toBeCloseTo(path, 6));
  });

  test('sum to 1 for any tree and any row', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer(),
        fc.constantFrom(0, 1, 10, 1000),
        (depth, featureCount, seed, gain) => {
          const tree = randomTree({ depth, featureCount, classCount: 2 }, seed, gain);
          const paths = pathProbabilities(tree, randomFeatures(3, featureCount, seed + 1), 3);
          for (let row = 0; row < 3; row++) {
            const ofRow = paths.subarray(row * tree.leafCount, (row + 1) * tree.leafCount);
            expect(ofRow.every((probability) => probability >= 0 && probability <= 1)).toBe(true);
            expect(ofRow.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 5);
          }
        },
      ),
    );
  });

  test('are the products of the branches on the way, and sum to 1, also where the tree is not complete', () => {
    fc.assert(
      fc.property(anyTopology, fc.integer(), fc.constantFrom(0, 1, 100), (topology, seed, gain) => {
        const tree = randomTree({ topology, featureCount: 4, classCount: 2 }, seed, gain);
        const features = randomFeatures(2, 4, seed + 1);
        const gates = gateProbabilities(tree, features, 2);
        const paths = pathProbabilities(tree, features, 2);
        for (const row of [0, 1]) {
          const ofRow = paths.subarray(row * tree.leafCount, (row + 1) * tree.leafCount);
          expect(ofRow.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 5);
          for (const [leaf, probability] of ofRow.entries()) {
            const turns = topology.pathTo(topology.nodeOfLeaf(leaf)).map(({ node, side }) => {
              const right = gates[row * tree.innerNodeCount + topology.gateOf(node)] ?? NaN;
              return side === 'right' ? right : 1 - right;
            });
            expect(probability).toBeCloseTo(
              turns.reduce((product, turn) => product * turn, 1),
              5,
            );
          }
        }
      }),
    );
  });

  test('a batch equals its rows one by one', () => {
    const tree = randomTree({ depth: 3, featureCount: 4, classCount: 2 }, 5);
    const rows = 300;
    const features = randomFeatures(rows, 4, 6);
    const all = pathProbabilities(tree, features, rows);
    const oneByOne = Array.from({ length: rows }, (_, row) => [
      ...pathProbabilities(tree, features.subarray(row * 4, row * 4 + 4), 1),
    ]);
    expect([...all]).toEqual(oneByOne.flat());
  });

  test('of saturated gates at depth 12 are 0 and 1, not NaN', () => {
    const tree = randomTree({ depth: 12, featureCount: 2, classCount: 2 }, 7, 1e6);
    const paths = pathProbabilities(tree, Float32Array.of(1, -1), 1);
    expect(paths.filter((path) => path === 1)).toHaveLength(1);
    expect(paths.filter((path) => path < 1e-30)).toHaveLength(4095);
  });

  test('of no rows is empty', () => {
    expect(pathProbabilities(handComputedTree, new Float32Array(0), 0)).toHaveLength(0);
  });
});

test('the nodes of a routed row hold the probability of every prefix of a path', () => {
  const router = new RowRouter(handComputedTree);
  router.route(handComputedRow, 0);
  const { nodes } = router;
  const expected = [1, 1 / 4, 3 / 4, ...handComputedPaths];
  expect(nodes).toHaveLength(expected.length);
  expected.forEach((path, node) => expect(nodes[node]).toBeCloseTo(path, 6));
});

test('small probabilities of the left branch keep their digits', () => {
  const tree = new SoftDecisionTree(
    { depth: 1, featureCount: 1, classCount: 2 },
    {
      filters: Float32Array.of(50),
      biases: new Float32Array(1),
      betas: Float32Array.of(1),
      leafLogits: new Float32Array(4),
    },
  );
  const [left] = pathProbabilities(tree, Float32Array.of(1), 1);
  expect((left ?? 0) / Math.exp(-50)).toBeCloseTo(1, 6);
});
