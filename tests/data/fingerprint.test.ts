import { expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { MadeFeatures } from '../../src/data/features.js';
import { fingerprintOf, hashFeatures } from '../../src/data/fingerprint.js';
import { numberedRows } from './small-dataset.js';

test('the same numbers have the same fingerprint in float32 and in float64', () => {
  const data = numberedRows([0, 1, 1]);
  const of = (values: Float32Array | Float64Array) => fingerprintOf([{ ...data, values }]);
  const numbers = Float32Array.of(0.1, -2.5, 3e7);
  expect(of(numbers)).toBe(of(Float64Array.from(numbers)));
  expect(of(numbers)).not.toBe(of(Float64Array.of(0.1, -2.5, 3e7)));
  // More than are turned into float64 at a time.
  const many = { ...data, values: new Float32Array(2 ** 20 + 3).fill(0.3) };
  expect(fingerprintOf([many])).toBe(fingerprintOf([{ ...many, values: Float64Array.from(many.values) }]));
});

test('features are hashed as an array of them would be, however many there are', () => {
  const rowCount = 2 ** 19 + 1;
  const features = new MadeFeatures(rowCount, 3, (row, target, at) => {
    target.set([row, -row, 0.5], at);
  });
  const hash = createHash('sha256');
  hashFeatures(hash, features);
  const all = features.subarray();
  expect(hash.digest('hex')).toBe(createHash('sha256').update(new Uint8Array(all.buffer)).digest('hex'));
});
