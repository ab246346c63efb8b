import { expect, test } from '@jest/globals';
import { evaluateTree } from '../../src/tree/evaluate-tree.js';
import { handComputedTree } from './hand-computed-tree.js';

test('a calibrated tree knows how sure its answers were before, to the bit', () => {
  const rows = 50;
  const { featureCount } = handComputedTree;
  const data = {
    name: 'rows',
    features: Float32Array.from({ length: rows * featureCount }, (_, index) => Math.sin(index)),
    labels: Uint16Array.from({ length: rows }, (_, row) => (row * 7) % 2),
    rowCount: rows,
    featureCount,
    classNames: ['a', 'b'],
    inputShape: [featureCount],
    preparation: [],
  };
  const before = evaluateTree(handComputedTree, data);
  const after = evaluateTree(handComputedTree.calibrated({ maxPath: 3, mixture: 1, doubt: 0.2 }), data);
  const { logLoss, expectedCalibrationError } = before.quality.maxPath;
  expect(after.quality.maxPath.uncalibrated).toEqual({ logLoss, expectedCalibrationError });
  expect(after.quality.maxPath.logLoss).not.toBe(logLoss);
  expect(after.quality.mixture).toEqual(before.quality.mixture);
  expect(after.scores).toEqual(before.scores);
});
