import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withWrongLabels } from '../../src/data/label-noise.js';
import { OpenData } from '../../src/data/open-data.js';
import { numberedRows } from './small-dataset.js';

test('exactly the share asked for is wrong, each other class as often', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (share, seed) => {
      const labels = Uint16Array.from({ length: 57 }, (_, row) => row % 5);
      const noisy = withWrongLabels(labels, 5, share, seed);
      expect(noisy.filter((label, row) => label !== labels[row])).toHaveLength(Math.round(57 * share));
      expect(Math.max(...noisy)).toBeLessThan(5);
      expect(withWrongLabels(labels, 5, share, seed)).toEqual(noisy);
    }),
  );
  const all = withWrongLabels(new Uint16Array(3000), 4, 1, 1);
  for (const label of [1, 2, 3]) expect(all.filter((other) => other === label).length).toBeGreaterThan(900);
});

test('training and validation labels are wrong, the test labels are right', () => {
  const labels = Array.from({ length: 240 }, (_, row) => row % 4);
  const data = new OpenData({ train: numberedRows(labels), test: undefined });
  const right = data.splits({ seed: 1 });
  const noisy = data.splits({ seed: 1, labelNoise: 0.25 });
  const wrong = (part: 'train' | 'validation' | 'test') =>
    noisy[part].labels.filter((label, row) => label !== right[part].labels[row]).length;
  expect(wrong('train')).toBe(Math.round(right.train.rowCount / 4));
  expect(wrong('validation')).toBe(Math.round(right.validation.rowCount / 4));
  expect(wrong('test')).toBe(0);
});
