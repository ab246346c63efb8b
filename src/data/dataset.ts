/** A labelled data set in memory, ready for a model: features scaled, labels as class indices. */
export interface Dataset {
  /** Short name, used in folder names and reports, e.g. `mnist`. */
  readonly name: string;
  /** Row-major features `[rowCount, featureCount]`, after preprocessing (MNIST: pixels in [0, 1]). */
  readonly features: Float32Array;
  /** Class index of each row, in `[0, classNames.length)`. */
  readonly labels: Uint8Array;
  readonly rowCount: number;
  readonly featureCount: number;
  /** Name of each class, in the order of the class indices. */
  readonly classNames: readonly string[];
  /** Name of each feature, for tables; absent for images. */
  readonly featureNames?: readonly string[];
  /** `[height, width, channels]` for images, `[featureCount]` for tables; the product is `featureCount`. */
  readonly inputShape: readonly number[];
  /** How raw values became features. */
  readonly preprocessing: Preprocessing;
}

/** `feature = (raw - offset) * scale`, one number for all features or one for each. */
export interface Preprocessing {
  readonly offset: number | readonly number[];
  readonly scale: number | readonly number[];
}

/** The three disjoint parts of the data: fitting, choosing (best epoch, settings), and the final measurement. */
export interface DatasetSplits {
  readonly train: Dataset;
  readonly validation: Dataset;
  readonly test: Dataset;
}

/** Training rows, and test rows where the source keeps them apart. */
export interface LoadedDataset {
  readonly train: Dataset;
  readonly test: Dataset | undefined;
}
