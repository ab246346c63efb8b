import { expect, test } from '@jest/globals';

import { judge } from '../../src/explain/verdict.js';

import { explain } from '../../src/tree/explanation.js';
import { reachableClasses } from '../../src/tree/reachable-classes.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';

// Leaves answer 0, 1, 2, 2; the gates send x > 0 right.
const tree = new SoftDecisionTree(
  { depth: 2, featureCount: 1, classCount: 4 },
  {
    filters: Float32Array.of(1, 1, 1),
    biases: new Float32Array(3),
    betas: Float32Array.of(5, 5, 5),
    leafLogits: Float32Array.of(9, 0, 0, 0, 0, 9, 0, 0, 0, 0, 9, 0, 0, 0, 9, 0),
  },
);
const reachable = reachableClasses(tree);

test('finds the gate after which the true class was out of reach', () => {
  const left = explain(tree, Float32Array.of(-1));
  expect(left.maxPathClass).toBe(0);
  expect(judge(left, 0, reachable)).toEqual({ kind: 'correct' });
  expect(judge(left, 1, reachable)).toEqual({ kind: 'lostAt', step: 1 });
  expect(judge(left, 2, reachable)).toEqual({ kind: 'lostAt', step: 0 });
  expect(judge(left, 3, reachable)).toEqual({ kind: 'neverReachable' });
});
