import { createHash, type Hash } from 'node:crypto';
import { labelBytes } from './class-names.js';
import type { Features } from './features.js';
import type { RawDataset, RawValues } from './raw-dataset.js';

/** Of the raw values and labels of all rows: the same for the same data, wherever it lies. */
export function fingerprintOf(parts: readonly RawDataset[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const { values, labels, classNames, columns, inputShape } = part;
    hash.update(JSON.stringify({ classNames, columns, inputShape }));
    hashValues(hash, values);
    hash.update(labelBytes(labels, classNames.length));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Float32 counts as the same numbers in float64. */
function hashValues(hash: Hash, values: RawValues): void {
  if (!(values instanceof Float32Array)) {
    hash.update(bytesOf(values));
    return;
  }
  for (let begin = 0; begin < values.length; begin += hashedNumbers)
    hash.update(bytesOf(Float64Array.from(values.subarray(begin, begin + hashedNumbers))));
}

function bytesOf({ buffer, byteOffset, byteLength }: RawValues): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Numbers that are made and hashed at a time. */
const hashedNumbers = 2 ** 20;

/** Adds features to a hash, without making all of them at once. */
export function hashFeatures(hash: Hash, features: Features): Hash {
  for (let begin = 0; begin < features.length; begin += hashedNumbers) {
    const end = Math.min(begin + hashedNumbers, features.length);
    hash.update(bytesOf(features.subarray(begin, end)));
  }
  return hash;
}
