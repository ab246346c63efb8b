import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  assertTopology,
  depthOfNode,
  innerNodeCount,
  leafCount,
  leftChild,
  nodeCount,
  nodeOfLeaf,
  parentOfNode,
  rightChild,
} from '../../src/tree/topology.js';

test('counts of a tree of depth 3', () => {
  expect([innerNodeCount(3), leafCount(3), nodeCount(3)]).toEqual([7, 8, 15]);
  expect([nodeOfLeaf(3, 0), nodeOfLeaf(3, 7)]).toEqual([7, 14]);
  expect([0, 1, 2, 3, 6, 7, 14].map(depthOfNode)).toEqual([0, 1, 1, 2, 2, 3, 3]);
  expect(parentOfNode(0)).toBeUndefined();
});

test('parents and children belong together', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: nodeCount(12) }), (node) => {
      expect(parentOfNode(leftChild(node))).toBe(node);
      expect(parentOfNode(rightChild(node))).toBe(node);
      expect(depthOfNode(leftChild(node))).toBe(depthOfNode(node) + 1);
    }),
  );
});

describe('assertTopology', () => {
  const topology = { depth: 8, featureCount: 784, classCount: 10 };
  test.each([
    [{ depth: 0 }, 'depth must be an integer from 1 to 12, found 0'],
    [{ depth: 40 }, 'depth must be an integer from 1 to 12, found 40'],
    [{ depth: 2.5 }, 'depth must be an integer from 1 to 12, found 2.5'],
    [{ featureCount: 0 }, 'featureCount must be a positive integer, found 0'],
    [{ classCount: 1 }, 'classCount must be an integer from 2 to 256, found 1'],
    [{ classCount: 257 }, 'classCount must be an integer from 2 to 256, found 257'],
  ])('refuses %j', (change, message) => {
    expect(() => assertTopology({ ...topology, ...change })).toThrow(message);
  });
  test('accepts the limits', () => {
    assertTopology({ depth: 1, featureCount: 1, classCount: 2 });
    assertTopology({ depth: 12, featureCount: 3072, classCount: 256 });
  });
});
