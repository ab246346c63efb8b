import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { leafClasses, leafDistribution } from '../../src/tree/leaf-distributions.js';
import { predict } from '../../src/tree/prediction.js';
import { pathProbabilities } from '../../src/tree/routing.js';
import { completeTopology } from '../../src/tree/topology.js';
import { anyTopology } from './any-topology.js';
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
        fc.oneof(fc.integer({ min: 1, max: 6 }).map(completeTopology), anyTopology),
        fc.integer({ min: 2, max: 7 }),
        fc.integer(),
        (topology, classCount, seed) => {
          const tree = randomTree({ topology, featureCount: 5, classCount }, seed);
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
            for (const [k, q] of mixture.entries()) {
              const parts = Array.from({ length: tree.leafCount }, (_, leaf) => {
                const path = paths[row * tree.leafCount + leaf] ?? NaN;
                return path * (leafDistribution(tree, leaf)[k] ?? NaN);
              });
              expect(q).toBeCloseTo(
                parts.reduce((sum, part) => sum + part, 0),
                5,
              );
            }
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
});
