import type { Dataset, DatasetSplits } from './dataset.js';
import { loadRawData, type LoadOptions } from './load-raw-data.js';
import type { PartName } from './part-names.js';
import { applyPreparation, fitPreparation, type Preparation } from './preparation.js';
import type { RawDataset, RawParts } from './raw-dataset.js';
import { allRows, takeAside, testRows, validationRows } from './splits.js';

/** Which rows go where. */
export interface RowChoice {
  /** Decides every random choice of rows. */
  readonly seed: number;
  /** Labelled rows there are, validation rows among them; default all that are not test rows. */
  readonly labels?: number | undefined;
  /** At most this many training rows, the same share of each class; default all. */
  readonly trainRows?: number | undefined;
}

/**
 * A data set that is loaded: the one doorway to its rows. Selecting, splitting, fitting the preparation on the training rows
 * and applying it happen here and in this order.
 */
export class OpenData {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly inputShape: readonly number[];
  /** Values of a row before preparation. */
  readonly columnCount: number;

  constructor(private readonly parts: RawParts) {
    const { name, classNames, inputShape, columnCount } = parts.train;
    this.name = name;
    this.classNames = classNames;
    this.inputShape = inputShape;
    this.columnCount = columnCount;
  }

  /** Rows that are not test rows. */
  get labelledRows(): number {
    const { train, test } = this.parts;
    return test === undefined ? train.rowCount - testRows(train.rowCount) : train.rowCount;
  }

  /** What presets are derived from: the training part before fewer rows are taken from it. */
  facts({ labels = Infinity }: { readonly labels?: number | undefined } = {}): Pick<
    Dataset,
    'rowCount' | 'inputShape' | 'classNames'
  > {
    const { inputShape, classNames } = this;
    const labelled = Math.min(labels, this.labelledRows);
    return { rowCount: labelled - validationRows(labelled, classNames.length), inputShape, classNames };
  }

  /**
   * Train, validation and test part, prepared. The validation part comes from the labelled rows; without a test part of its own,
   * a fifth of the data is kept for the test.
   *
   * @throws {InvalidInputError} when there are too few rows
   */
  splits(choice: RowChoice): DatasetSplits {
    const { train: source } = this.parts;
    const { train, validation, test } = this.#split(choice);
    const preparation = fitPreparation(source, train);
    return {
      train: prepared(source, train, preparation),
      validation: prepared(source, validation, preparation),
      test: prepared(test.source, test.rows, preparation),
    };
  }

  /**
   * One part as a tree takes it, whose preparation and seed are recorded.
   *
   * @throws {InvalidInputError} when there are too few rows
   */
  part(part: PartName, { seed }: RowChoice, preparation: Preparation): Dataset {
    const { train: source, test } = this.parts;
    if (part === 'all') {
      const all = prepared(source, allRows(source.rowCount), preparation);
      return test === undefined ? all : joined(all, prepared(test, allRows(test.rowCount), preparation));
    }
    const split = this.#split({ seed });
    if (part === 'test') return prepared(split.test.source, split.test.rows, preparation);
    return prepared(source, split[part], preparation);
  }

  #split({ seed, labels = Infinity, trainRows = Infinity }: RowChoice) {
    const { train: source, test: ownTest } = this.parts;
    const { labels: classes, name } = source;
    const all = allRows(source.rowCount);
    const aside = (rows: Int32Array, count: number) => takeAside(rows, classes, count, seed, name);
    const tested =
      ownTest === undefined
        ? aside(all, testRows(all.length))
        : { rest: all, aside: allRows(ownTest.rowCount) };
    const labelled = labels < tested.rest.length ? aside(tested.rest, labels).aside : tested.rest;
    const chosen = aside(labelled, validationRows(labelled.length, this.classNames.length));
    return {
      train: trainRows < chosen.rest.length ? aside(chosen.rest, trainRows).aside : chosen.rest,
      validation: chosen.aside,
      test: { source: ownTest ?? source, rows: tested.aside },
    };
  }
}

/**
 * Loads a data set by its name or path.
 *
 * @throws {InvalidInputError} naming the file and what is wrong with it
 */
export async function openData(source: string, options?: LoadOptions): Promise<OpenData> {
  return new OpenData(await loadRawData(source, options));
}

function prepared(raw: RawDataset, rows: Int32Array, preparation: Preparation): Dataset {
  const { name, values, columnCount, labels, classNames, columnNames, inputShape } = raw;
  return {
    name,
    features: applyPreparation(values, columnCount, preparation, rows),
    labels: Uint8Array.from(rows, (row) => labels[row] ?? 0),
    rowCount: rows.length,
    featureCount: columnCount,
    classNames,
    featureNames: columnNames,
    inputShape,
    preparation,
  };
}

function joined(first: Dataset, second: Dataset): Dataset {
  const features = new Float32Array(first.features.length + second.features.length);
  features.set(first.features);
  features.set(second.features, first.features.length);
  const labels = new Uint8Array(first.rowCount + second.rowCount);
  labels.set(first.labels);
  labels.set(second.labels, first.rowCount);
  return { ...first, features, labels, rowCount: first.rowCount + second.rowCount };
}
