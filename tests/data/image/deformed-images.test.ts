import { expect, test } from '@jest/globals';

import { DeformedImages } from '../../../src/data/image/deformed-images.js';
import { quadrantImages } from '../../teacher/separable-data.js';

const images = quadrantImages(40, 3);
const row9 = images.features.subarray(9 * 36, 10 * 36);

function written(dataset: typeof images, row: number, deformation: number): Float32Array {
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
