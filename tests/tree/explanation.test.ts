import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { explain, explainPath } from '../../src/tree/explanation.js';
import { predict } from '../../src/tree/prediction.js';
import { gateProbabilities } from '../../src/tree/routing.js';
import { completeTopology } from '../../src/tree/topology.js';
import { anyTopology } from './any-topology.js';
import {
  handComputedGates,
  handComputedMixture,
  handComputedPaths,
  handComputedRow,
  handComputedTree,
} from './hand-computed-tree.js';
import { randomFeatures, randomTree } from './random-tree.js';

describe('explain', () => {
  test('tells the path of the tree computed by hand', () => {
    const { leaf, steps, pathProbability, ...rest } = explain(handComputedTree, handComputedRow);
    expect(leaf).toBe(2);
    expect(pathProbability).toBeCloseTo(3 / 5, 6);
    expect(steps.map(({ node, side }) => ({ node, side }))).toEqual([
      { node: 0, side: 'right' },
      { node: 2, side: 'left' },
    ]);
    const [first, second] = steps;
    expect(first?.preActivation).toBeCloseTo(Math.log(3), 6);
    expect(first?.gateProbability).toBeCloseTo(3 / 4, 6);
    expect(first?.sideProbability).toBeCloseTo(3 / 4, 6);
    expect(first?.pathProbability).toBeCloseTo(3 / 4, 6);
    expect(second?.preActivation).toBeCloseTo(-Math.log(4), 6);
    expect(second?.gateProbability).toBeCloseTo(1 / 5, 6);
    expect(second?.sideProbability).toBeCloseTo(4 / 5, 6);
    expect(second?.pathProbability).toBeCloseTo(3 / 5, 6);
    expect(rest.maxPathClass).toBe(1);
    expect(rest.mixtureClass).toBe(1);
    expect(rest.leafDistribution[1]).toBeCloseTo(4 / 5, 6);
    handComputedMixture.forEach((q, k) => expect(rest.mixtureDistribution[k]).toBeCloseTo(q, 6));
    handComputedGates.forEach((p, gate) => expect(rest.gateProbabilities[gate]).toBeCloseTo(p, 6));
  });

  test('answers as predict does, bit for bit, by the gates on the way to its leaf, for any tree', () => {
    const topologies = fc.oneof(fc.integer({ min: 1, max: 9 }).map(completeTopology), anyTopology);
    fc.assert(
      fc.property(topologies, fc.integer(), (topology, seed) => {
        const tree = randomTree({ topology, featureCount: 4, classCount: 3 }, seed);
        const row = randomFeatures(1, 4, seed + 1);
        const prediction = predict(tree, row, 1);
        const explanation = explain(tree, row);
        expect(explanation.leaf).toBe(prediction.maxPathLeaves[0]);
        expect(explanation.pathProbability).toBeCloseTo(prediction.topPathProbabilities[0] ?? -1, 6);
        expect(explanation.maxPathClass).toBe(prediction.maxPathClasses[0]);
        expect(explanation.leafDistribution).toEqual(prediction.maxPathProbabilities);
        expect(explanation.mixtureDistribution).toEqual(prediction.mixtureProbabilities);
        expect(explanation.mixtureClass).toBe(prediction.mixtureClasses[0]);
        expect(explanation.gateProbabilities).toEqual(gateProbabilities(tree, row, 1));
        expect(explanation.steps).toEqual(explainPath(tree, row, explanation.leaf));
        expect(explanation.steps.at(-1)?.pathProbability ?? 1).toBe(explanation.pathProbability);
        const end = topology.nodeOfLeaf(explanation.leaf);
        expect(explanation.steps).toHaveLength(topology.depth(end));
        const last = explanation.steps.at(-1);
        expect(last === undefined ? 0 : topology.child(last.node, last.side)).toBe(end);
      }),
    );
  });
});

test('explainPath follows any leaf', () => {
  const ends = [0, 1, 2, 3].map((leaf) => explainPath(handComputedTree, handComputedRow, leaf).at(-1));
  handComputedPaths.forEach((path, leaf) => expect(ends[leaf]?.pathProbability).toBeCloseTo(path, 6));
  expect(ends.map((step) => step?.node)).toEqual([1, 1, 2, 2]);
  expect(ends.map((step) => step?.side)).toEqual(['left', 'right', 'left', 'right']);
});
