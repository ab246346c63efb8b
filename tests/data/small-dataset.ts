import type { Dataset } from '../../src/data/dataset.js';

/** A table whose first feature is the row's index, so that rows can be recognized after a split. */
export function numberedRows(labels: readonly number[], extraFeatures: readonly number[][] = []): Dataset {
  const featureCount = 1 + extraFeatures.length;
  const features = Float32Array.from(
    labels.flatMap((_, row) => [row, ...extraFeatures.map((f) => f[row] ?? 0)]),
  );
  const classCount = Math.max(...labels) + 1;
  return {
    name: 'rows',
    features,
    labels: Uint8Array.from(labels),
    rowCount: labels.length,
    featureCount,
    classNames: Array.from({ length: classCount }, (_, index) => `class ${index}`),
    inputShape: [featureCount],
    preprocessing: { offset: 0, scale: 1 },
  };
}

/** The first feature of each row. */
export function rowNumbers({ features, featureCount, rowCount }: Dataset): number[] {
  return Array.from({ length: rowCount }, (_, row) => features[row * featureCount] ?? NaN);
}
