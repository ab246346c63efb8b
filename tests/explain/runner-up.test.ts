import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runnerUp } from '../../src/explain/runner-up.js';
import { suretyOf } from '../../src/explain/surety.js';
import { explain } from '../../src/tree/explanation.js';
import { pathProbabilities } from '../../src/tree/routing.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { randomFeatures, randomTree } from '../tree/random-tree.js';

test('is the leaf of second greatest path probability, and leaves the max path where it says', () => {
  fc.assert(
    fc.property(fc.nat(10_000), (seed) => {
      const tree = randomTree({ depth: 4, featureCount: 6, classCount: 3 }, seed, 4);
      const features = randomFeatures(1, 6, seed);
      const explanation = explain(tree, features);
      const second = runnerUp(tree, features, explanation);
      const paths = pathProbabilities(tree, features, 1);
      const order = [...paths.keys()].sort((a, b) => (paths[b] ?? 0) - (paths[a] ?? 0) || a - b);
      expect(second?.leaf).toBe(order[1]);
      expect(second?.pathProbability).toBeCloseTo(paths[order[1] ?? 0] ?? 0, 6);
      const fork = second?.leavesAt ?? -1;
      expect(second?.steps[fork]?.node).toBe(explanation.steps[fork]?.node);
      expect(second?.steps[fork]?.side).not.toBe(explanation.steps[fork]?.side);
    }),
  );
});

test('a hard tree has none, nor has a tree of one leaf', () => {
  const soft = randomTree({ depth: 2, featureCount: 3, classCount: 2 }, 1);
  const hard = new SoftDecisionTree(soft, soft.parameters, soft.calibration, 'hard');
  const features = randomFeatures(1, 3, 1);
  expect(runnerUp(hard, features, explain(hard, features))).toBeUndefined();
});

test('gates are told apart by how sure they are', () => {
  expect([0.3, 0.51, 0.6, 0.79, 0.8, 0.99].map(suretyOf)).toEqual([
    'against',
    'nearly even',
    'unsure',
    'unsure',
    'sure',
    'sure',
  ]);
});
