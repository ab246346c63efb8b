import { expect, test } from '@jest/globals';
import { depthOfNode, innerNodeCount, leafCount, nodeCount } from '../../src/tree/complete-tree.js';

test('counts and depths of a tree of depth 3', () => {
  expect([innerNodeCount(3), leafCount(3), nodeCount(3)]).toEqual([7, 8, 15]);
  expect([0, 1, 2, 3, 6, 7, 14].map(depthOfNode)).toEqual([0, 1, 1, 2, 2, 3, 3]);
});
