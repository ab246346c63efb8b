import { expect, test } from '@jest/globals';
import { parameterSizes, SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { lopsidedTopology } from './any-topology.js';
import { handComputedTree } from './hand-computed-tree.js';
import { randomTree } from './random-tree.js';

const { parameters } = handComputedTree;

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

test('stores parameters by gate and leaf where inner nodes and leaves mix', () => {
  const tree = new SoftDecisionTree(
    { topology: lopsidedTopology, featureCount: 1, classCount: 2 },
    {
      filters: Float32Array.of(10, 20, 30, 40),
      biases: Float32Array.of(1, 2, 3, 4),
      betas: Float32Array.of(5, 6, 7, 8),
      leafLogits: Float32Array.of(0, 0, 1, 0, 2, 0, 3, 0, 4, 0),
    },
  );
  expect([0, 2, 3, 4].map((node) => tree.filter(node)[0])).toEqual([10, 20, 30, 40]);
  expect([0, 2, 3, 4].map((node) => tree.bias(node))).toEqual([1, 2, 3, 4]);
  expect([0, 2, 3, 4].map((node) => tree.beta(node))).toEqual([5, 6, 7, 8]);
  expect([1, 5, 6, 7, 8].map((node) => tree.leafLogits(tree.topology.leafOf(node))[0])).toEqual([
    0, 1, 2, 3, 4,
  ]);
});

test('its shape is plain data that makes a tree of the same form', () => {
  expect(handComputedTree.shape).toEqual({ depth: 2, featureCount: 2, classCount: 2 });
  const lopsided = randomTree({ topology: lopsidedTopology, featureCount: 2, classCount: 3 }, 1);
  const shape = JSON.parse(JSON.stringify(lopsided.shape)) as typeof lopsided.shape;
  expect(new SoftDecisionTree(shape, lopsided.parameters)).toEqual(lopsided);
});

test('refuses wrong sizes and numbers that are not finite', () => {
  expect(
    () => new SoftDecisionTree(handComputedTree, { ...parameters, biases: new Float32Array(4) }),
  ).toThrow('biases must hold 3 numbers for this topology, found 4');
  expect(
    () => new SoftDecisionTree(handComputedTree, { ...parameters, betas: Float32Array.of(1, NaN, 1) }),
  ).toThrow('betas[1] must be a finite number, found NaN');
});
