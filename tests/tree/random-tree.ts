import { initializeTree } from '../../src/tree/initialization.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import type { TreeShape, TreeShapeData } from '../../src/tree/tree-shape.js';

/** Seeded numbers for tests (mulberry32), standard normal by Box and Muller. */
export function seededNormal(seed: number): { normal(): number; uniform(): number } {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

/** A tree whose parameters are all random; `gain` scales the filters: the greater, the more decided the gates. */
export function randomTree(shape: TreeShape | TreeShapeData, seed: number, gain = 3): SoftDecisionTree {
  const random = seededNormal(seed);
  const { filters, biases, betas, leafLogits } = initializeTree(shape, random);
  return new SoftDecisionTree(shape, {
    filters: filters.map((weight) => weight * gain),
    biases: biases.map(() => 0.3 * random.normal()),
    betas: betas.map(() => 0.5 + random.uniform()),
    leafLogits: leafLogits.map(() => random.normal()),
  });
}

/** `[rows, featureCount]`, about a third zeros, as images have. */
export function randomFeatures(rows: number, featureCount: number, seed: number): Float32Array {
  const random = seededNormal(seed);
  return Float32Array.from({ length: rows * featureCount }, () =>
    random.uniform() < 0.3 ? 0 : random.normal(),
  );
}

/** Random distributions `[rows, classCount]`. */
export function randomTargets(rows: number, classCount: number, seed: number): Float32Array {
  const random = seededNormal(seed);
  return Float32Array.from(
    Array.from({ length: rows }, () => {
      const weights = Array.from({ length: classCount }, () => Math.exp(2 * random.normal()));
      const sum = weights.reduce((a, b) => a + b);
      return weights.map((weight) => weight / sum);
    }).flat(),
  );
}
