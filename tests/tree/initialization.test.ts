import { expect, test } from '@jest/globals';
import { initializeTree } from '../../src/tree/initialization.js';
import { seededNormal } from './random-tree.js';

test('a seed gives the same start values, another seed gives others', () => {
  const topology = { depth: 3, featureCount: 50, classCount: 4 };
  const first = initializeTree(topology, seededNormal(1));
  expect(initializeTree(topology, seededNormal(1))).toEqual(first);
  expect(initializeTree(topology, seededNormal(2)).filters).not.toEqual(first.filters);
});

test('filters have deviation 1 / sqrt(features), betas are 1, biases 0, leaf logits small and unequal', () => {
  const { filters, biases, betas, leafLogits } = initializeTree(
    { depth: 6, featureCount: 400, classCount: 10 },
    seededNormal(3),
  );
  const meanSquare = filters.reduce((sum, weight) => sum + weight * weight, 0) / filters.length;
  expect(Math.sqrt(meanSquare) * 20).toBeCloseTo(1, 1);
  expect(biases.every((bias) => bias === 0)).toBe(true);
  expect(betas.every((beta) => beta === 1)).toBe(true);
  expect(leafLogits).toHaveLength(640);
  expect(new Set(leafLogits).size).toBeGreaterThan(600);
  expect(leafLogits.every((logit) => Math.abs(logit) < 1)).toBe(true);
});

test('refuses a depth out of range', () => {
  expect(() => initializeTree({ depth: 13, featureCount: 1, classCount: 2 }, seededNormal(1))).toThrow(
    'depth must be an integer from 1 to 12, found 13',
  );
});
