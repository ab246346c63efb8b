import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { predict } from '../../src/tree/prediction.js';
import { createPredictor, predictOne } from '../../src/tree/predictor.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { anyTopology } from './any-topology.js';
import { handComputedRow, handComputedTree } from './hand-computed-tree.js';
import { randomFeatures, randomTree } from './random-tree.js';

describe('predictOne', () => {
  test('answers for the tree computed by hand', () => {
    expect(predictOne(handComputedTree, handComputedRow)).toBe(1);
    expect(createPredictor(handComputedTree).maxPathLeaf(handComputedRow)).toBe(2);
  });

  test('finds the leaf of greatest path probability of any tree, from undecided to saturated gates', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer(),
        fc.constantFrom(0, 0.1, 1, 5, 1e4),
        (depth, seed, gain) => {
          const tree = randomTree({ depth, featureCount: 6, classCount: 5 }, seed, gain);
          const rows = 5;
          const features = randomFeatures(rows, 6, seed + 1);
          const predictor = createPredictor(tree);
          const expected = predict(tree, features, rows);
          for (let row = 0; row < rows; row++) {
            const one = features.subarray(row * 6, (row + 1) * 6);
            expect(predictor.maxPathLeaf(one)).toBe(expected.maxPathLeaves[row]);
            expect(predictOne(tree, one)).toBe(expected.maxPathClasses[row]);
          }
        },
      ),
    );
  });

  test('finds it in trees that are not complete, too', () => {
    fc.assert(
      fc.property(anyTopology, fc.integer(), fc.constantFrom(0, 0.1, 1, 5, 1e4), (topology, seed, gain) => {
        const tree = randomTree({ topology, featureCount: 6, classCount: 5 }, seed, gain);
        const features = randomFeatures(3, 6, seed + 1);
        const expected = predict(tree, features, 3);
        for (const row of [0, 1, 2]) {
          const one = features.subarray(row * 6, (row + 1) * 6);
          expect(createPredictor(tree).maxPathLeaf(one)).toBe(expected.maxPathLeaves[row]);
          expect(predictOne(tree, one)).toBe(expected.maxPathClasses[row]);
        }
      }),
    );
  });

  test('is not misled by the likelier branch at the root', () => {
    // Root leans right (0.6), but the right side splits evenly (0.3 each) and the left side does not (0.4).
    const tree = new SoftDecisionTree(
      { depth: 2, featureCount: 1, classCount: 2 },
      {
        filters: new Float32Array(3),
        biases: Float32Array.of(Math.log(0.6 / 0.4), -20, 0),
        betas: Float32Array.of(1, 1, 1),
        leafLogits: Float32Array.of(5, 0, 0, 5, 0, 5, 0, 5),
      },
    );
    expect(createPredictor(tree).maxPathLeaf(Float32Array.of(1))).toBe(0);
    expect(predictOne(tree, Float32Array.of(1))).toBe(0);
  });

  test.each([0, 1e-17, -1e-17])(
    'of leaves with equal path probabilities takes the first (z = %d)',
    (bias) => {
      // exp(1e-17) is 1 in double precision: every gate says exactly 1/2, whichever side is searched first.
      const tree = randomTree({ depth: 6, featureCount: 3, classCount: 2 }, 1);
      const { parameters } = tree;
      const undecided = new SoftDecisionTree(tree, {
        ...parameters,
        filters: parameters.filters.map(() => 0),
        biases: parameters.biases.map(() => bias),
      });
      expect(createPredictor(undecided).maxPathLeaf(Float32Array.of(1, 2, 3))).toBe(0);
    },
  );

  test('refuses a row of a wrong width', () => {
    expect(() => predictOne(handComputedTree, new Float32Array(3))).toThrow(
      'features must hold 1 rows of 2 numbers for this tree, found 3 numbers',
    );
  });
});
