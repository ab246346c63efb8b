import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CompleteEmbedding } from '../../src/tree/complete-embedding.js';
import { predict } from '../../src/tree/prediction.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { anyTopology, lopsidedTopology } from './any-topology.js';
import { randomFeatures, randomTree } from './random-tree.js';

const shape = { featureCount: 3, classCount: 2 };

test('the complete tree answers as the tree in it, which comes out bit for bit', () => {
  fc.assert(
    fc.property(anyTopology, fc.integer(), (topology, seed) => {
      fc.pre(topology.greatestDepth > 0 && topology.greatestDepth <= 9);
      const tree = randomTree({ topology, ...shape }, seed);
      const embedding = new CompleteEmbedding(tree);
      const complete = new SoftDecisionTree(embedding.shape, embedding.parameters());
      const features = randomFeatures(5, 3, seed);
      const [own, embedded] = [tree, complete].map((one) => predict(one, features, 5));
      expect(embedded?.maxPathClasses).toEqual(own?.maxPathClasses);
      own?.mixtureProbabilities.forEach((probability, index) =>
        expect(embedded?.mixtureProbabilities[index]).toBeCloseTo(probability, 6),
      );
      expect(embedding.extract(embedding.parameters())).toEqual(tree);
    }),
    { numRuns: 60 },
  );
});

test('what training moves outside the tree, and weights that are not used, are put back', () => {
  const tree = randomTree({ topology: lopsidedTopology, ...shape }, 3);
  const embedding = new CompleteEmbedding(tree);
  const moved = embedding.parameters();
  for (const values of [moved.filters, moved.biases, moved.betas])
    values.forEach((_, at) => (values[at] = at + 1));
  const isUsed = Uint8Array.from({ length: 12 }, (_, weight) => Number(weight % 3 !== 1));
  embedding.constraint(isUsed)(moved);
  const { filters, biases } = embedding.extract(moved).parameters;
  expect([...filters].filter((weight) => weight === 0)).toHaveLength(4);
  expect([...filters].every((weight, at) => (weight === 0) === (at % 3 === 1))).toBe(true);
  expect([...biases].every((bias) => bias > 0)).toBe(true);
  // 15 gates, 4 of them the tree's own.
  expect([...moved.biases].filter((bias) => bias < 0)).toHaveLength(11);
  const features = randomFeatures(4, 3, 1);
  const complete = new SoftDecisionTree(embedding.shape, moved);
  expect(predict(complete, features, 4).maxPathClasses).toEqual(
    predict(embedding.extract(moved), features, 4).maxPathClasses,
  );
});
