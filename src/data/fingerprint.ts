import { createHash } from 'node:crypto';
import { labelBytes } from './class-names.js';
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
