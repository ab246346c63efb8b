import { describe, expect, it } from '@jest/globals';
import {
  drawnWeights,
  drawsEachChannel,
  evidence,
  gateOffset,
  gateWeights,
  largestWeights,
  weightScale,
} from '../../src/render/gate-weights.js';
import { routeSample } from '../../src/render/sample-highlight.js';
import { randomFeatures, randomTree } from '../tree/random-tree.js';

describe('gateWeights', () => {
  it("evidence and offset add up to the gate's log-odds", () => {
    const tree = randomTree({ depth: 3, featureCount: 12, classCount: 3 }, 4);
    const features = randomFeatures(1, 12, 8);
    for (const { node, preActivation } of routeSample(tree, { features, name: '' }).explanation.steps) {
      const sum = evidence(features, gateWeights(tree, node)).reduce((a, b) => a + b, 0);
      expect(sum + gateOffset(tree, node)).toBeCloseTo(preActivation, 4);
    }
  });
});

it('largestWeights orders by size, ties by feature', () => {
  expect(largestWeights(new Float32Array([1, -3, 0, 3, 2]), 3)).toEqual([
    { feature: 1, weight: -3 },
    { feature: 3, weight: 3 },
    { feature: 4, weight: 2 },
  ]);
});

describe('weightScale', () => {
  it('is the greatest size of few weights, and 1 of none but zeros', () => {
    expect(weightScale([new Float32Array([1, -4]), new Float32Array([2])])).toBe(4);
    expect(weightScale([new Float32Array(3)])).toBe(1);
  });

  it('leaves out half a per cent of outliers', () => {
    const weights = Float32Array.from({ length: 1000 }, (_, index) => (index < 4 ? 100 : 1));
    expect(weightScale([weights])).toBeLessThan(1.05);
    expect(weightScale([weights])).toBeGreaterThanOrEqual(1);
  });
});

describe('drawnWeights', () => {
  const weights = new Float32Array([1, 2, 3, -4, 0, 1]);

  it('sums the channels of each pixel, unless each of three is drawn', () => {
    expect(drawnWeights(weights, { inputShape: [1, 2, 3] })).toEqual(new Float32Array([6, -3]));
    expect(drawnWeights(weights, { inputShape: [1, 3, 2], channels: 'each' })).toEqual(
      new Float32Array([3, -1, 1]),
    );
    expect(drawnWeights(weights, { inputShape: [1, 2, 3], channels: 'each' })).toBe(weights);
    expect(drawsEachChannel({ inputShape: [1, 2, 3], channels: 'each' })).toBe(true);
  });

  it('leaves weights of gray images and of tables as they are', () => {
    for (const inputShape of [[2, 3], [2, 3, 1], [6]])
      expect(drawnWeights(weights, { inputShape, channels: 'each' })).toBe(weights);
  });
});
