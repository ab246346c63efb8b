import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { expect, test } from '@jest/globals';

import { preparedFeatures } from '../../src/data/apply-preparation.js';
import { selectInputs, type UnlabelledDataset } from '../../src/data/dataset.js';
import { SeededRandom } from '../../src/data/random.js';
import { AugmentedBatches } from '../../src/train/augmented-batches.js';
import { BatchesAhead } from '../../src/train/batches-ahead.js';
import { quadrantImages } from '../teacher/separable-data.js';

const batchSize = 8;
const steps = 1e6;
const random = new SeededRandom(5);
const drawn = new SeededRandom(2);
const values = Uint8Array.from({ length: 60 * 36 }, () => drawn.integer(256));
const preparation = [{ kind: 'affine', offset: 0, scale: 1 / 255 }] as const;
const all: UnlabelledDataset = {
  ...quadrantImages(60, 3),
  features: preparedFeatures(values, 36, preparation),
  preparation,
};
// Every second row, and some of these: as splits and lessons choose them.
const images = selectInputs(
  selectInputs(
    all,
    Array.from({ length: 30 }, (_, row) => 2 * row),
  ),
  Array.from({ length: 25 }, (_, row) => 29 - row),
);

const batchesOf = (dataset: UnlabelledDataset) =>
  new AugmentedBatches(dataset, { batchSize, augment: true }, random);
const aheadOf = (dataset: UnlabelledDataset, size = batchSize, count = steps) =>
  BatchesAhead.of(batchesOf(dataset), dataset, size, random, count);

test.each([0, 1, 7])('batches of another thread are the same to the byte, from step %d on', async (first) => {
  const [here, ahead] = [batchesOf(images), aheadOf(images)];
  const features = new Float32Array(batchSize * 36);
  for (let step = first; step < first + 20; step++) {
    const expected = here.batchOf(step);
    const batch = await ahead?.batchOf(step, features);
    expect(batch?.rows).toEqual(expected.rows);
    expect(batch?.features).toEqual(expected.features);
  }
  await ahead?.dispose();
});

test('another thread is for images of bytes, and for many', () => {
  expect(aheadOf(images)).toBeInstanceOf(BatchesAhead);
  expect(aheadOf({ ...images, inputShape: [36] })).toBeUndefined();
  expect(aheadOf(quadrantImages(25, 3))).toBeUndefined();
  expect(aheadOf(images, batchSize, 100)).toBeUndefined();
});

test('an error in the other thread ends the training', async () => {
  const tooLarge = aheadOf(images, 26);
  await expect(tooLarge?.batchOf(0, new Float32Array(26 * 36))).rejects.toThrow(
    'the thread that deforms images has ended: batch size must be an integer from 1 to the number of training rows (25), found 26',
  );
  await tooLarge?.dispose();
});

test('a step out of turn is refused', async () => {
  const ahead = aheadOf(images);
  const features = new Float32Array(batchSize * 36);
  await ahead?.batchOf(3, features);
  await expect(ahead?.batchOf(5, features)).rejects.toThrow('step 5 of a training is out of turn');
  await ahead?.dispose();
});

test('the other thread keeps no process alive', async () => {
  const dist = new URL('../../dist/', import.meta.url).href;
  const script = `
    import { preparedFeatures } from '${dist}data/apply-preparation.js';
    import { SeededRandom } from '${dist}data/random.js';
    import { AugmentedBatches } from '${dist}train/augmented-batches.js';
    import { BatchesAhead } from '${dist}train/batches-ahead.js';
    const features = preparedFeatures(new Uint8Array(360).fill(9), 36, [{ kind: 'affine', offset: 0, scale: 1 }]);
    const dataset = { features, featureCount: 36, rowCount: 10, inputShape: [6, 6, 1] };
    const random = new SeededRandom(1);
    const batches = new AugmentedBatches(dataset, { batchSize: 4, augment: true }, random);
    const ahead = BatchesAhead.of(batches, dataset, 4, random, 1e7);
    console.log((await ahead.batchOf(0, new Float32Array(144))).features.length);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    timeout: 30_000,
  });
  expect(stdout).toBe('144\n');
});
