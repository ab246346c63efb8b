import type { Dataset, DatasetSplits, Preprocessing } from './dataset.js';

/** `feature = (raw - offset) * scale`, in place, for rows of `featureCount` values. */
export function applyPreprocessing(
  values: Float32Array,
  featureCount: number,
  { offset, scale }: Preprocessing,
): void {
  for (let index = 0; index < values.length; index++) {
    const feature = index % featureCount;
    const offsetHere = typeof offset === 'number' ? offset : (offset[feature] ?? 0);
    const scaleHere = typeof scale === 'number' ? scale : (scale[feature] ?? 1);
    values[index] = ((values[index] ?? 0) - offsetHere) * scaleHere;
  }
}

/** The data set as the given preprocessing makes it from its raw values, as a tree that was trained so expects. */
export function reprocessed(dataset: Dataset, preprocessing: Preprocessing): Dataset {
  if (JSON.stringify(dataset.preprocessing) === JSON.stringify(preprocessing)) return dataset;
  const features = dataset.features.slice();
  const { offset, scale } = dataset.preprocessing;
  for (let index = 0; index < features.length; index++) {
    const feature = index % dataset.featureCount;
    const offsetHere = typeof offset === 'number' ? offset : (offset[feature] ?? 0);
    const scaleHere = typeof scale === 'number' ? scale : (scale[feature] ?? 1);
    features[index] = (features[index] ?? 0) / scaleHere + offsetHere;
  }
  applyPreprocessing(features, dataset.featureCount, preprocessing);
  return { ...dataset, features, preprocessing };
}

/**
 * Brings each feature of a table to mean 0 and standard deviation 1 over the training rows; a constant feature becomes 0.
 * The other parts go through the same map, so that nothing of them influences training. Images are left as they are.
 */
export function standardizeTables(splits: DatasetSplits): DatasetSplits {
  const { train, validation, test } = splits;
  if (train.inputShape.length !== 1) return splits;
  const { featureCount, rowCount, features } = train;
  const mean = new Float64Array(featureCount);
  const squares = new Float64Array(featureCount);
  features.forEach(
    (value, index) => (mean[index % featureCount] = (mean[index % featureCount] ?? 0) + value / rowCount),
  );
  features.forEach((value, index) => {
    const feature = index % featureCount;
    squares[feature] = (squares[feature] ?? 0) + (value - (mean[feature] ?? 0)) ** 2 / rowCount;
  });
  const preprocessing = {
    offset: [...mean],
    scale: Array.from(squares, (variance) => (variance > 0 ? 1 / Math.sqrt(variance) : 0)),
  };
  return {
    train: reprocessed(train, preprocessing),
    validation: reprocessed(validation, preprocessing),
    test: reprocessed(test, preprocessing),
  };
}
