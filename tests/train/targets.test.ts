import { expect, test } from '@jest/globals';
import { hardTargets } from '../../src/train/targets.js';
import { quadrantImages } from '../teacher/separable-data.js';

const train = quadrantImages(40, 3);
const rows = Int32Array.of(7, 39, 7);
const batch = { rows, features: new Float32Array(3 * 36) };

test('hardTargets are the labels, whatever was done to the images', async () => {
  const targets = new Float32Array(3 * 4).fill(9);
  await hardTargets(train).writeTargets(batch, targets);
  const expected = [...rows].flatMap((row) =>
    [0, 1, 2, 3].map((label) => Number(label === train.labels[row])),
  );
  expect([...targets]).toEqual(expected);
});
