import { createHash, type Hash } from 'node:crypto';
import { labelBytes } from './class-names.js';
import type { Features } from './features.js';
import type { RawDataset } from './raw-dataset.js';

/** Of the raw values and labels of all rows: the same for the same data, wherever it lies. */
export function fingerprintOf(parts: readonly RawDataset[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const { values, labels, classNames, columns, inputShape } = part;
    hash.update(JSON.stringify({ classNames, columns, inputShape }));
    hash
      .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
      .update(labelBytes(labels, classNames.length));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Numbers that are made and hashed at a time. */
const hashedNumbers = 2 ** 20;

/** Adds features to a hash, without making all of them at once. */
export function hashFeatures(hash: Hash, features: Features): void {
  for (let begin = 0; begin < features.length; begin += hashedNumbers) {
    const end = Math.min(begin + hashedNumbers, features.length);
    const { buffer, byteOffset, byteLength } = features.subarray(begin, end);
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
}
