import { expect, test } from '@jest/globals';

import { summarizeNodes } from '../../../src/render/node-summary.js';
import { judge } from '../../../src/report/page/wrong-turn.js';
import { explain } from '../../../src/tree/explanation.js';
import { SoftDecisionTree } from '../../../src/tree/soft-decision-tree.js';

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
const summaries = summarizeNodes({ tree, classNames: ['a', 'b', 'c', 'd'], inputShape: [1] });

test('finds the gate after which the true class was out of reach', () => {
  const left = explain(tree, Float32Array.of(-1));
  expect(left.maxPathClass).toBe(0);
  expect(judge(left, 0, summaries)).toEqual({ kind: 'correct' });
  expect(judge(left, 1, summaries)).toEqual({ kind: 'lostAt', step: 1 });
  expect(judge(left, 2, summaries)).toEqual({ kind: 'lostAt', step: 0 });
  expect(judge(left, 3, summaries)).toEqual({ kind: 'neverReachable' });
});
