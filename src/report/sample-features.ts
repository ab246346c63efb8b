import type { Dataset } from '../data/dataset.js';
import { gatherRows } from '../data/features.js';
import { onlyAffineStep, type AffineStep } from '../data/preparation.js';
import { preparedColumns } from '../file/input-columns.js';
import { packTable } from './pack-table.js';
import { pack } from './pack.js';
import { tableFeatures } from './packed-table.js';
import type { ReportSamples } from './report-data.js';

/** The chosen rows for the page: of a table as its source has them, where their features can be made of that. */
export function packRows(test: Dataset, rows: readonly number[]): Pick<ReportSamples, 'table' | 'features'> {
  const chosen = featuresOf(test, rows);
  const { rawTable, sourceRows, preparation } = test;
  if (rawTable !== undefined && sourceRows !== undefined) {
    const raw = rawTable.valuesOf(Int32Array.from(rows, (row) => sourceRows[row] ?? 0));
    const columns = preparedColumns(rawTable.columns, preparation);
    const made = tableFeatures(raw, columns);
    if (made.every((feature, index) => feature === chosen[index]))
      return { table: packTable(raw, columns.length) };
  }
  return { features: packFeatures(test, chosen) };
}

/** Features of the chosen rows, `[rows, featureCount]`. */
export function featuresOf({ featureCount, features }: Dataset, rows: readonly number[]): Float32Array {
  const chosen = new Float32Array(rows.length * featureCount);
  gatherRows(features, featureCount, rows, chosen);
  return chosen;
}

/**
 * Features of the chosen rows for the page: as raw bytes where `(byte - offset) * scale` gives back exactly the same
 * float32 (images read from 8-bit files), otherwise as float32. Either way the page computes with the library's numbers.
 */
function packFeatures(test: Dataset, chosen: Float32Array): ReportSamples['features'] {
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
