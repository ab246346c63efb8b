import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { leafClasses } from '../../src/tree/leaf-distributions.js';
import { predict, predictionFromPaths } from '../../src/tree/prediction.js';
import { pathProbabilities } from '../../src/tree/routing.js';
import {
  handComputedLeaves,
  handComputedMixture,
  handComputedRow,
  handComputedTree,
} from './hand-computed-tree.js';
import { randomFeatures, randomTree } from './random-tree.js';

describe('predict', () => {
  test('both answers of the tree computed by hand', () => {
    const prediction = predict(handComputedTree, handComputedRow, 1);
    expect([...prediction.maxPathLeaves]).toEqual([2]);
    expect([...prediction.maxPathClasses]).toEqual([1]);
    expect([...prediction.mixtureClasses]).toEqual([1]);
    expect(prediction.topPathProbabilities[0]).toBeCloseTo(3 / 5, 6);
    handComputedLeaves[2].forEach((q, k) => expect(prediction.maxPathProbabilities[k]).toBeCloseTo(q, 6));
    handComputedMixture.forEach((q, k) => expect(prediction.mixtureProbabilities[k]).toBeCloseTo(q, 6));
  });

  test('the mixture is a distribution and the answers are greatest entries, for any tree', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 2, max: 7 }),
        fc.integer(),
        (depth, classCount, seed) => {
          const tree = randomTree({ depth, featureCount: 5, classCount }, seed);
          const rows = 4;
          const features = randomFeatures(rows, 5, seed + 1);
          const prediction = predict(tree, features, rows);
          const paths = pathProbabilities(tree, features, rows);
          for (let row = 0; row < rows; row++) {
            const mixture = prediction.mixtureProbabilities.subarray(
              row * classCount,
              (row + 1) * classCount,
            );
            expect(mixture.reduce((sum, q) => sum + q, 0)).toBeCloseTo(1, 5);
            expect(mixture[prediction.mixtureClasses[row] ?? -1]).toBe(Math.max(...mixture));
            const ofRow = paths.subarray(row * tree.leafCount, (row + 1) * tree.leafCount);
            const leaf = prediction.maxPathLeaves[row] ?? -1;
            expect(ofRow[leaf]).toBe(Math.max(...ofRow));
            expect(prediction.topPathProbabilities[row]).toBe(ofRow[leaf]);
            expect(prediction.maxPathClasses[row]).toBe(leafClasses(tree)[leaf]);
            const leafQ = prediction.maxPathProbabilities.subarray(row * classCount, (row + 1) * classCount);
            expect(leafQ[prediction.maxPathClasses[row] ?? -1]).toBe(Math.max(...leafQ));
          }
        },
      ),
    );
  });

  test('from path probabilities that were computed elsewhere, it gives the same', () => {
    const tree = randomTree({ depth: 5, featureCount: 6, classCount: 4 }, 3);
    const features = randomFeatures(20, 6, 4);
    const direct = predict(tree, features, 20);
    const fromPaths = predictionFromPaths(tree, pathProbabilities(tree, features, 20), 20);
    expect(fromPaths.maxPathLeaves).toEqual(direct.maxPathLeaves);
    expect(fromPaths.maxPathClasses).toEqual(direct.maxPathClasses);
    expect(fromPaths.mixtureClasses).toEqual(direct.mixtureClasses);
    direct.mixtureProbabilities.forEach((q, index) =>
      expect(fromPaths.mixtureProbabilities[index]).toBeCloseTo(q, 6),
    );
  });

  test('refuses path probabilities of a wrong size', () => {
    expect(() => predictionFromPaths(handComputedTree, new Float32Array(7), 2)).toThrow(
      'pathProbabilities must hold 2 rows of 4 numbers for this tree, found 7 numbers',
    );
  });
});
