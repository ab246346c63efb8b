import type { Dataset } from '../data/dataset.js';
import { onlyAffineStep, type AffineStep } from '../data/preparation.js';
import { pack } from './pack.js';
import type { ReportSamples } from './report-data.js';

/**
 * Features of the chosen rows for the page: as raw bytes where `(byte - offset) * scale` gives back exactly the same
 * float32 (images read from 8-bit files), otherwise as float32. Either way the page computes with the library's numbers.
 */
export function packFeatures(test: Dataset, rows: readonly number[]): ReportSamples['features'] {
  const { featureCount, features } = test;
  const chosen = new Float32Array(rows.length * featureCount);
  rows.forEach((row, position) =>
    chosen.set(features.subarray(row * featureCount, (row + 1) * featureCount), position * featureCount),
  );
  const { offset, scale } = affineStepOf(test);
  if (typeof offset !== 'number' || typeof scale !== 'number' || scale === 0) return pack(chosen);
  const bytes = Uint8Array.from(chosen, (feature) => Math.round(feature / scale + offset));
  const isExact = bytes.every((byte, index) => Math.fround((byte - offset) * scale) === chosen[index]);
  return isExact ? pack(bytes) : pack(chosen);
}

/** How bytes of images become features; the identity where features are not made so. */
export function affineStepOf({ preparation }: Dataset): Pick<AffineStep, 'offset' | 'scale'> {
  const { offset, scale } = onlyAffineStep(preparation) ?? { offset: 0, scale: 1 };
  return { offset, scale };
}
