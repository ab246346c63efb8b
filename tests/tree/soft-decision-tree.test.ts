import { expect, test } from '@jest/globals';
import { pathProbabilities } from '../../src/tree/routing.js';
import { parameterSizes, SoftDecisionTree, withScaledBetas } from '../../src/tree/soft-decision-tree.js';
import { handComputedRow, handComputedTree } from './hand-computed-tree.js';

const { topology, parameters } = handComputedTree;

test('gives access to filters and leaf logits by number, without copying', () => {
  expect([...handComputedTree.filter(1)]).toEqual([1, 0]);
  expect(handComputedTree.filter(2).buffer).toBe(parameters.filters.buffer);
  expect(handComputedTree.leafLogits(3)[1]).toBeCloseTo(Math.log(9), 6);
  expect([handComputedTree.depth, handComputedTree.innerNodeCount, handComputedTree.leafCount]).toEqual([
    2, 3, 4,
  ]);
});

test('knows the size of every parameter', () => {
  expect(parameterSizes({ depth: 8, featureCount: 784, classCount: 10 })).toEqual({
    filters: 255 * 784,
    biases: 255,
    betas: 255,
    leafLogits: 2560,
  });
});

test('refuses wrong sizes and numbers that are not finite', () => {
  expect(() => new SoftDecisionTree(topology, { ...parameters, biases: new Float32Array(4) })).toThrow(
    'biases must hold 3 numbers for this topology, found 4',
  );
  expect(() => new SoftDecisionTree(topology, { ...parameters, betas: Float32Array.of(1, NaN, 1) })).toThrow(
    'betas[1] must be a finite number, found NaN',
  );
});

test('withScaledBetas routes as a tree whose gates are hardened, and leaves the original alone', () => {
  const scaled = withScaledBetas(handComputedTree, 3);
  expect([...scaled.parameters.betas]).toEqual([6, 3, 1.5]);
  expect([...parameters.betas]).toEqual([2, 1, 0.5]);
  // p = sigmoid(3 ln 3) = 27/28 and sigmoid(-3 ln 4) = 1/65
  const paths = pathProbabilities(scaled, handComputedRow, 1);
  expect(paths[2]).toBeCloseTo((27 / 28) * (64 / 65), 6);
});
