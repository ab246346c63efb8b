import { expect, test } from '@jest/globals';

import type { Dataset } from '../../src/data/dataset.js';
import { evaluateTree } from '../../src/tree/evaluate-tree.js';
import { handComputedRow, handComputedTree } from './hand-computed-tree.js';

/**
 * The hand-computed row's greatest path (3/5) ends in the third leaf, whose class is 1; so is the mixture's (0.70875).
 * At x = (-9, 9) gates 0 and 1 say left: the first leaf, a tie that counts as class 0.
 */
const dataset: Dataset = {
  name: 'three rows',
  features: Float32Array.of(...handComputedRow, ...handComputedRow, -9, 9),
  labels: Uint16Array.of(1, 0, 0),
  rowCount: 3,
  featureCount: 2,
  classNames: ['no', 'yes'],
  inputShape: [2],
  preparation: [{ kind: 'affine', offset: 0, scale: 1 }],
};

test('accuracy, fidelity, decisiveness and confusion of a hand-computed tree', () => {
  const { scores, quality, mostFrequentClass, confusion, prediction } = evaluateTree(
    handComputedTree,
    dataset,
    Uint16Array.of(1, 1, 1),
  );
  expect(scores).toEqual({
    maxPath: 2 / 3,
    mixture: 2 / 3,
    fidelity: 2 / 3,
    mixtureFidelity: 2 / 3,
    topPathProbability: expect.closeTo((0.6 + 0.6 + 1) / 3, 3),
  });
  expect(confusion).toEqual([
    [1, 1],
    [0, 1],
  ]);
  expect(prediction.maxPathClasses).toHaveLength(3);
  expect(mostFrequentClass).toEqual({ name: 'no', share: 2 / 3 });
  expect(quality.maxPath).toMatchObject({ recall: [1 / 2, 1], balancedAccuracy: 3 / 4 });
  // Of the mixture's three answers only the distribution says how sure they are.
  const { mixtureProbabilities: mixture } = prediction;
  const losses = [mixture[1], mixture[2], mixture[4]].map((value = 0) => -Math.log(value));
  expect(quality.mixture.logLoss).toBeCloseTo(losses.reduce((sum, loss) => sum + loss) / 3, 10);
});

test('without a teacher there is no fidelity', () => {
  expect(evaluateTree(handComputedTree, dataset).scores).not.toHaveProperty('fidelity');
});
