import { expect, test } from '@jest/globals';
import { leafClasses, leafDistribution, leafDistributions } from '../../src/tree/leaf-distributions.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { handComputedLeaves, handComputedTree } from './hand-computed-tree.js';

test('leaf distributions are the softmax of the logits', () => {
  const all = leafDistributions(handComputedTree);
  expect(all).toHaveLength(8);
  handComputedLeaves.flat().forEach((q, index) => expect(all[index]).toBeCloseTo(q, 6));
  expect([...leafDistribution(handComputedTree, 2)]).toEqual([...all.subarray(4, 6)]);
  expect([...leafClasses(handComputedTree)]).toEqual([0, 0, 1, 1]);
});

test('logits that would overflow exp() give a distribution', () => {
  const { parameters } = handComputedTree;
  const leafLogits = Float32Array.of(1000, 1000, -1000, -2000, 3e38, -3e38, 0, 0);
  const distributions = leafDistributions(
    new SoftDecisionTree(handComputedTree, { ...parameters, leafLogits }),
  );
  expect([...distributions]).toEqual([0.5, 0.5, 1, 0, 1, 0, 0.5, 0.5]);
});

test('calibration raises to a power and doubts, and the classes stay', () => {
  const calibration = { maxPath: 2, mixture: 1, doubt: 0.1 };
  const all = leafDistributions(handComputedTree.calibrated(calibration));
  handComputedLeaves.forEach(([p, q], leaf) => {
    const squares = p ** 2 + q ** 2;
    expect(all[2 * leaf]).toBeCloseTo((0.9 * p ** 2) / squares + 0.05, 6);
    expect(all[2 * leaf + 1]).toBeCloseTo((0.9 * q ** 2) / squares + 0.05, 6);
  });
  expect(leafDistributions(handComputedTree.calibrated(calibration), handComputedTree.calibration)).toEqual(
    leafDistributions(handComputedTree),
  );
  for (const doubt of [-0.1, 1, NaN])
    expect(() => handComputedTree.calibrated({ ...calibration, doubt })).toThrow(
      `calibration.doubt must be from 0 to less than 1, found ${doubt}`,
    );
});
