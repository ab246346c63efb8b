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
 * The other parts go through the same map, so that nothing of them influences training. What was done to the features
 * before is undone first, so that a second call only follows a change of the training rows. Images are left as they are.
 */
export function standardizeTables(splits: DatasetSplits): DatasetSplits {
  const { train, validation, test } = splits;
  if (train.inputShape.length !== 1) return splits;
  const preprocessing = standardization(reprocessed(train, { offset: 0, scale: 1 }));
  return {
    train: reprocessed(train, preprocessing),
    validation: reprocessed(validation, preprocessing),
    test: reprocessed(test, preprocessing),
  };
}

/** Mean, and one over the standard deviation, of each feature. */
function standardization({ features, featureCount, rowCount }: Dataset): Preprocessing {
  const offset: number[] = [];
  const scale: number[] = [];
  for (let feature = 0; feature < featureCount; feature++) {
    let [sum, least, greatest] = [0, Infinity, -Infinity];
    for (let index = feature; index < features.length; index += featureCount) {
      const value = features[index] ?? 0;
      sum += value;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    // The mean of equal numbers need not be that number after rounding, and their deviation not 0.
    const isConstant = least === greatest;
    const mean = isConstant ? least : sum / rowCount;
    let squares = 0;
    for (let index = feature; index < features.length; index += featureCount) {
      squares += ((features[index] ?? 0) - mean) ** 2;
    }
    offset.push(mean);
    scale.push(isConstant ? 1 : 1 / Math.sqrt(squares / rowCount));
  }
  return { offset, scale };
}
