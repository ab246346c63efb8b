import { expect, test } from '@jest/globals';

import { SeededRandom } from '../../src/data/random.js';
import { AugmentedBatches } from '../../src/train/augmented-batches.js';
import { quadrantImages } from '../teacher/separable-data.js';

const images = quadrantImages(40, 3);
const table = { ...images, inputShape: [36] };
const rowOf = (features: Float32Array, row: number): Float32Array => features.slice(row * 36, (row + 1) * 36);

test('seed and step alone decide a batch', () => {
  const options = { batchSize: 8, augment: true };
  const inOrder = new AugmentedBatches(images, options, new SeededRandom(1));
  expect(inOrder.batchesPerEpoch).toBe(5);
  for (let step = 0; step < 10; step++) {
    const resumed = new AugmentedBatches(images, options, new SeededRandom(1));
    expect(inOrder.batchOf(step)).toEqual(resumed.batchOf(step));
  }
});

test('an image is deformed anew each time it comes', () => {
  const batches = new AugmentedBatches(images, { batchSize: 40, augment: true }, new SeededRandom(1));
  const seen = new Set<string>();
  for (let epoch = 0; epoch < 20; epoch++) {
    const { rows, features } = batches.batchOf(epoch);
    seen.add(rowOf(features, rows.indexOf(9)).join());
  }
  expect(seen.size).toBe(20);
});

test.each([
  ['without augmentation', images, false],
  ['of a table', table, true],
] as const)('rows %s are gathered as they are', (_, dataset, augment) => {
  const batches = new AugmentedBatches(dataset, { batchSize: 8, augment }, new SeededRandom(1));
  for (let batch = 0; batch < 6; batch++) {
    const { rows, features } = batches.batchOf(batch);
    for (const [position, row] of rows.entries()) {
      expect(rowOf(features, position)).toEqual(rowOf(images.features.subarray(), row));
    }
  }
});
