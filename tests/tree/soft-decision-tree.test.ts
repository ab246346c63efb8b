import { expect, test } from '@jest/globals';
import { parameterSizes, SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { handComputedTree } from './hand-computed-tree.js';

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
