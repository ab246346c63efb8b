import { expect, test } from '@jest/globals';
import { evaluateTree } from '../../src/tree/evaluate-tree.js';
import { simplificationCost } from '../../src/tree/simplification-cost.js';
import { randomFeatures, randomTree } from './random-tree.js';

test('measures both trees, and how often they answer alike', () => {
  const rows = {
    name: 'rows',
    features: randomFeatures(50, 3, 1),
    labels: Uint16Array.from({ length: 50 }, (_, row) => row % 2),
    rowCount: 50,
    featureCount: 3,
    classNames: ['a', 'b'],
    inputShape: [3],
    preparation: [],
  };
  const [whole, other] = [4, 2].map((depth) => randomTree({ depth, featureCount: 3, classCount: 2 }, depth));
  if (whole === undefined || other === undefined) throw new Error('two trees');
  const { before, after, agreement, evaluation } = simplificationCost(whole, other, rows);
  const [first, second] = [whole, other].map((tree) => evaluateTree(tree, rows));
  expect(before).toEqual({
    leaves: 16,
    accuracy: { maxPath: first?.scores.maxPath, mixture: first?.scores.mixture },
    logLoss: { maxPath: first?.quality.maxPath.logLoss, mixture: first?.quality.mixture.logLoss },
  });
  expect(after.leaves).toBe(4);
  expect(evaluation).toEqual(second);
  const alike = (of: 'maxPathClasses' | 'mixtureClasses') =>
    first?.prediction[of].filter((answer, row) => answer === second?.prediction[of][row]).length;
  expect(agreement).toEqual({
    maxPath: (alike('maxPathClasses') ?? 0) / 50,
    mixture: (alike('mixtureClasses') ?? 0) / 50,
  });
});
