import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pixelChange } from '../../src/explain/pixel-change.js';
import { createPredictor } from '../../src/tree/predictor.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { randomTree, seededNormal } from '../tree/random-tree.js';

describe('pixelChange', () => {
  test('what is found answers otherwise, stays in range, and leaves all other pixels as they are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.constantFrom(1, 3),
        fc.constantFrom('soft', 'hard' as const),
        (seed, channels, routing) => {
          const pixelCount = 36;
          const featureCount = pixelCount * channels;
          const soft = randomTree({ depth: 3, featureCount, classCount: 4 }, seed, 8);
          const tree = new SoftDecisionTree(soft.shape, soft.parameters, soft.calibration, routing);
          const random = seededNormal(seed);
          const features = Float32Array.from({ length: featureCount }, () => random.uniform());
          const predictor = createPredictor(tree);
          const predictOne = (row: Float32Array) => predictor.predictOne(row);
          const found = pixelChange(tree, features, { channels });
          if (found === undefined) return;
          expect(predictOne(found.features)).toBe(found.answer);
          expect(found.answer).not.toBe(predictOne(features));
          const changed = new Set<number>();
          let total = 0;
          for (const [index, value] of found.features.entries()) {
            expect(value).toBeGreaterThanOrEqual(0);
            expect(value).toBeLessThanOrEqual(1);
            const size = Math.abs(value - (features[index] ?? 0));
            if (size > 0) changed.add(Math.floor(index / channels));
            total += size;
          }
          expect([...changed].filter((pixel) => !found.pixels.includes(pixel))).toEqual([]);
          expect(found.pixels.length).toBeLessThanOrEqual(pixelCount / 4);
          expect(found.total).toBeCloseTo(total, 4);
        },
      ),
      { numRuns: 60 },
    );
  });

  /** One gate that adds up four pixels: above 1.4 it is the second class. */
  const counter = new SoftDecisionTree(
    { depth: 1, featureCount: 4, classCount: 2 },
    {
      filters: new Float32Array([1, 1, 0.5, 0]),
      biases: new Float32Array([-1.4]),
      betas: new Float32Array([3]),
      leafLogits: new Float32Array([2, 0, 0, 2]),
    },
  );

  test('takes the pixels that count most, and no more of them than needed', () => {
    const features = new Float32Array([0, 0, 1, 1]);
    const found = pixelChange(counter, features, { channels: 1 });
    expect(found?.pixels).toHaveLength(1);
    expect(found?.answer).toBe(1);
    expect(found?.total).toBeCloseTo(0.9, 2);
  });

  test('goes only as far as the answer needs', () => {
    const found = pixelChange(counter, new Float32Array([0.8, 0, 1, 0]), { channels: 1 });
    expect(found?.pixels).toEqual([1]);
    expect(found?.total).toBeGreaterThan(0.1);
    expect(found?.total).toBeLessThan(0.102);
  });

  test('finds nothing where all leaves answer alike', () => {
    const same = new SoftDecisionTree(counter.shape, {
      ...counter.parameters,
      leafLogits: new Float32Array([2, 0, 2, 0]),
    });
    expect(pixelChange(same, new Float32Array([0, 0, 1, 1]), { channels: 1 })).toBeUndefined();
  });
});
