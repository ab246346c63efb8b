import type { Preparation } from './preparation.js';
import type { RawColumn } from './table/raw-column.js';

/** How a feature of a table reads in the user's own units: the inverse of its preparation. */
export interface FeatureUnit {
  /** A quantity, or yes and no: a truth value, one of the words of a column, or whether a value is missing. */
  readonly kind: 'number' | 'yes or no';
  /** `raw = feature / scale + offset`; a scale of 0 is a column that was constant. */
  readonly offset: number;
  readonly scale: number;
  /** Feature that is 1 where this one's value is missing. */
  readonly missing?: number | undefined;
}

/** One unit for each feature, in their order. */
export function featureUnits(columns: readonly RawColumn[], preparation: Preparation): FeatureUnit[] {
  const kindOf = (index: number) => (columns[index]?.type === 'truth value' ? 'yes or no' : 'number');
  const plain = { kind: 'yes or no', offset: 0, scale: 1 } as const;
  const units: FeatureUnit[] = [];
  for (const step of preparation) {
    if (step.kind === 'affine') {
      const at = (values: number | readonly number[], index: number) =>
        typeof values === 'number' ? values : (values[index] ?? 0);
      for (const index of columns.keys())
        units.push({ kind: kindOf(index), offset: at(step.offset, index), scale: at(step.scale, index) });
      continue;
    }
    for (const [index, column] of step.columns.entries()) {
      const missing = column.indicator ? { missing: units.length + 1 } : {};
      if (column.type === 'number') {
        units.push({ kind: kindOf(index), offset: column.offset, scale: column.scale, ...missing });
      } else {
        units.push(...column.categories.map(() => plain), plain);
      }
      if (column.indicator) units.push(plain);
    }
  }
  return units;
}

/**
 * The value of a feature as its user wrote it, up to the rounding of features.
 *
 * @param features of one row, `[featureCount]`
 * @returns `5.1`, `yes`, `missing`
 */
export function featureText(features: Float32Array, feature: number, units: readonly FeatureUnit[]): string {
  const { kind, offset, scale, missing } = units[feature] ?? { kind: 'number', offset: 0, scale: 1 };
  if (missing !== undefined && features[missing] === 1) return 'missing';
  const raw = scale === 0 ? offset : (features[feature] ?? 0) / scale + offset;
  if (kind === 'yes or no') return raw > 0.5 ? 'yes' : 'no';
  // A feature has the 24 bits of float32: the digits behind them are not the user's, least of all near 0.
  const digits = Math.abs(raw) < Math.abs(offset) * 1e-5 ? 0 : raw;
  return String(Number(digits.toPrecision(5)));
}
