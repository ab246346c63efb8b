import type { DatasetSplits, UnlabelledDataset } from '../../src/data/dataset.js';

/** A data set whose features are an array, to be compared. */
export function readFeatures<T extends UnlabelledDataset>(dataset: T): T {
  return { ...dataset, features: dataset.features.subarray() };
}

/** The same of all parts. */
export function readSplits({ train, validation, test, unlabelled }: DatasetSplits): DatasetSplits {
  return {
    train: readFeatures(train),
    validation: readFeatures(validation),
    test: readFeatures(test),
    unlabelled: unlabelled && readFeatures(unlabelled),
  };
}
