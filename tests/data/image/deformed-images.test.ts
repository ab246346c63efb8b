import { createHash } from 'node:crypto';

import { expect, test } from '@jest/globals';

import type { Dataset } from '../../../src/data/dataset.js';
import { preparedFeatures } from '../../../src/data/apply-preparation.js';
import { DeformedImages } from '../../../src/data/image/deformed-images.js';
import type { ImageShape } from '../../../src/data/image/image-shape.js';
import { SeededRandom } from '../../../src/data/random.js';
import { quadrantImages } from '../../teacher/separable-data.js';

const images = quadrantImages(40, 3);
const row9 = images.features.subarray(9 * 36, 10 * 36);

function written(dataset: Dataset, row: number, deformation: number): Float32Array {
  const target = new Float32Array(2 * dataset.featureCount).fill(7);
  new DeformedImages(dataset).write(row, deformation, target, 1);
  expect(target.slice(0, dataset.featureCount)).toEqual(new Float32Array(dataset.featureCount).fill(7));
  return target.slice(dataset.featureCount);
}

test('deformation 0 is the image itself, and every other one is another image', () => {
  const deformations = [0, 1, 2, 65_535].map((deformation) => written(images, 9, deformation));
  expect(deformations[0]).toEqual(row9);
  expect(new Set(deformations.map((image) => image.join())).size).toBe(4);
});

test('a deformation depends on its row and number alone', () => {
  expect(written(images, 9, 3)).toEqual(written(images, 9, 3));
  const twins = { ...images, features: Float32Array.from([...row9, ...row9]), rowCount: 2 };
  expect(written(twins, 0, 3)).not.toEqual(written(twins, 1, 3));
});

test('rows of tables stay as they are', () => {
  expect(written({ ...images, inputShape: [36] }, 9, 3)).toEqual(row9);
});

test('data sets of more than 65,536 images are deformed too', () => {
  const rowCount = 65_537;
  const many = { ...images, inputShape: [1, 2, 1], featureCount: 2, rowCount };
  const dataset = { ...many, features: new Float32Array(2 * rowCount).fill(1) };
  expect(written(dataset, 65_536, 3)).toEqual(written(dataset, 0, 3));
});

/** Images of random numbers: bytes that count from 0 to 1, or float32. */
function randomImages([height, width, channels]: ImageShape, kind: 'uint8' | 'float32'): Dataset {
  const [rowCount, featureCount] = [20, height * width * channels];
  const random = new SeededRandom(11);
  const values =
    kind === 'uint8'
      ? Uint8Array.from({ length: rowCount * featureCount }, () => random.integer(256))
      : Float32Array.from({ length: rowCount * featureCount }, () => random.normal());
  const features = preparedFeatures(
    values,
    featureCount,
    kind === 'uint8' ? [{ kind: 'affine', offset: 0, scale: 1 / 255 }] : [],
  );
  return {
    ...images,
    features,
    rowCount,
    featureCount,
    inputShape: [height, width, channels],
  };
}

// What trees have been trained on since the first version: a change here changes every tree of images.
test.each([
  [[28, 28, 1], 'uint8', '44ad6a8f21842942'],
  [[28, 28, 1], 'float32', 'f776d51f330346c7'],
  [[8, 8, 1], 'uint8', '4464ce95dbc5f96f'],
  [[5, 7, 3], 'uint8', '9218c52bba594459'],
  [[5, 7, 3], 'float32', 'e9e810701e9ad895'],
  [[9, 31, 1], 'float32', 'f42ad11829426f50'],
  [[1, 1, 1], 'uint8', '7e4d8e04221c6d70'],
] as const)('images %j of %s are deformed to the same bytes as ever', (shape, kind, expected) => {
  const hash = createHash('sha256');
  const dataset = randomImages(shape, kind);
  for (let row = 0; row < dataset.rowCount; row++)
    for (const deformation of [1, 2, 77, 65_535])
      hash.update(new Uint8Array(written(dataset, row, deformation).buffer));
  expect(hash.digest('hex').slice(0, 16)).toBe(expected);
});
