import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { explain } from '../../src/tree/explanation.js';
import { hardenTree, refitLeaves } from '../../src/tree/harden-tree.js';
import { leafDistribution } from '../../src/tree/leaf-distributions.js';
import { predict } from '../../src/tree/prediction.js';
import { createPredictor } from '../../src/tree/predictor.js';
import { gateProbabilities, pathProbabilities } from '../../src/tree/routing.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { anyTopology } from './any-topology.js';
import { randomFeatures, randomTree } from './random-tree.js';

const shape = { featureCount: 4, classCount: 3 };

test('a row ends in the leaf to which the sign of every gate leads, with probability 1', () => {
  fc.assert(
    fc.property(anyTopology, fc.integer(), fc.boolean(), (topology, seed, isMirrored) => {
      const soft = randomTree({ topology, ...shape }, seed);
      const betas = soft.parameters.betas.map((beta, gate) => (isMirrored && gate % 2 === 0 ? -beta : beta));
      const tree = hardenTree(new SoftDecisionTree(soft, { ...soft.parameters, betas }));
      const features = randomFeatures(10, 4, seed);
      const { maxPathLeaves, topPathProbabilities, mixtureProbabilities } = predict(tree, features, 10);
      const paths = pathProbabilities(tree, features, 10);
      for (let row = 0; row < 10; row++) {
        const x = features.subarray(row * 4, row * 4 + 4);
        let node = 0;
        while (!topology.isLeaf(node)) {
          const z = x.reduce(
            (sum, value, index) => sum + value * (tree.filter(node)[index] ?? 0),
            tree.bias(node),
          );
          node = topology.child(node, tree.beta(node) * z > 0 ? 'right' : 'left');
        }
        const leaf = topology.leafOf(node);
        expect(maxPathLeaves[row]).toBe(leaf);
        expect(topPathProbabilities[row]).toBe(1);
        const { leafCount } = tree;
        expect([...paths.subarray(row * leafCount, (row + 1) * leafCount)]).toEqual(
          Array.from({ length: leafCount }, (_, index) => Number(index === leaf)),
        );
        expect(mixtureProbabilities.subarray(row * 3, row * 3 + 3)).toEqual(
          Float32Array.from(leafDistribution(tree, leaf)),
        );
        expect(createPredictor(tree).maxPathLeaf(x)).toBe(leaf);
        const { steps, leaf: explained } = explain(tree, x);
        expect(explained).toBe(leaf);
        expect(steps.map(({ sideProbability }) => sideProbability)).toEqual(steps.map(() => 1));
      }
      for (const probability of gateProbabilities(tree, features, 10)) expect([0, 1]).toContain(probability);
    }),
    { numRuns: 60 },
  );
});

test('what is undecided goes left', () => {
  const tree = hardenTree(
    new SoftDecisionTree(
      { depth: 1, ...shape },
      {
        filters: Float32Array.of(1, -1, 0, 0),
        biases: new Float32Array(1),
        betas: Float32Array.of(1),
        leafLogits: new Float32Array(6),
      },
    ),
  );
  const features = Float32Array.of(2, 2, 0, 0, 2, 1, 0, 0);
  expect(predict(tree, features, 2).maxPathLeaves).toEqual(Uint16Array.of(0, 1));
  expect(createPredictor(tree).maxPathLeaf(features.subarray(0, 4))).toBe(0);
  expect(explain(tree, features.subarray(0, 4)).steps).toMatchObject([{ side: 'left', sideProbability: 1 }]);
});

test('numbers and calibration stay, and a hard tree is refused', () => {
  const soft = randomTree({ depth: 3, ...shape }, 1).calibrated({ maxPath: 2, mixture: 3 });
  const hard = hardenTree(soft);
  expect(hard).toEqual(new SoftDecisionTree(soft, soft.parameters, soft.calibration, 'hard'));
  expect(hard.calibrated({ maxPath: 1, mixture: 1 }).routing).toBe('hard');
  expect(() => hardenTree(hard)).toThrow('the tree is hard already');
});

test('fitted anew, a leaf answers with the rows that end in it, and with one row of what it answered', () => {
  const tree = hardenTree(
    new SoftDecisionTree(
      { depth: 1, ...shape },
      {
        filters: Float32Array.of(1, 0, 0, 0),
        biases: new Float32Array(1),
        betas: Float32Array.of(1),
        leafLogits: Float32Array.of(0, 0, 0, Math.log(2), 0, -200),
      },
    ),
  );
  const features = Float32Array.of(-1, 0, 0, 0, -1, 0, 0, 0, -2, 0, 0, 0);
  const rows = { features, labels: Uint16Array.of(1, 1, 2), rowCount: 3 };
  const expectClose = (fitted: SoftDecisionTree, leaf: number, wanted: number[]) =>
    wanted.forEach((share, index) => expect(leafDistribution(fitted, leaf)[index]).toBeCloseTo(share, 6));
  const fitted = refitLeaves(tree, rows);
  expectClose(fitted, 0, [1 / 12, 7 / 12, 4 / 12]);
  // No row ends there.
  expectClose(fitted, 1, [2 / 3, 1 / 3, 0]);
  const weighted = refitLeaves(tree, { ...rows, weights: Float32Array.of(0.5, 0.5, 2) });
  expectClose(weighted, 0, [1 / 12, 4 / 12, 7 / 12]);
  expect(fitted.routing).toBe('hard');
});
