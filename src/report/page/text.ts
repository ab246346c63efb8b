import { featureText } from '../../data/feature-units.js';
import type { ReportConfusion, ReportData, TreeRole } from '../report-data.js';

export const roleNames: Readonly<Record<TreeRole, string>> = {
  baseline: 'Baseline tree',
  distilled: 'Distilled tree',
};

/** A fraction as a percentage, `96.76 %`; a no-break space keeps the sign with its number. */
export function percent(fraction: number, digits = 1): string {
  return `${(100 * fraction).toFixed(digits)}\u00A0%`;
}

/** Share of a class's rows that are answered rightly; `undefined` without rows. */
export function recallOf({ counts }: ReportConfusion, truth: number): number | undefined {
  const line = counts[truth] ?? [];
  const rows = line.reduce((sum, count) => sum + count, 0);
  return rows === 0 ? undefined : (line[truth] ?? 0) / rows;
}

export function className(data: ReportData, classIndex: number): string {
  return data.classNames[classIndex] ?? `class ${classIndex}`;
}

/** `temperature = 21.5`, in the units of the data. */
export function featureWithValue(data: ReportData, feature: number, features: Float32Array): string {
  return `${featureName(data, feature)} = ${featureText(features, feature, data.featureUnits ?? [])}`;
}

export function featureName(data: ReportData, feature: number): string {
  return data.featureNames?.[feature] ?? `x${feature}`;
}
