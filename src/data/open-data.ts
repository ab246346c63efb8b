import { createHash } from 'node:crypto';
import { InvalidInputError } from '../errors.js';
import { labelBytes } from './class-names.js';
import type { DataOrigin, DataRecord, Dataset, DatasetSplits, RawTable } from './dataset.js';
import { fitImageRecord } from './image/image-record.js';
import { imageShapeOf } from './image/image-shape.js';
import { featureUnits } from './feature-units.js';
import { loadRawData, type LoadOptions } from './load-raw-data.js';
import type { PartName } from './part-names.js';
import {
  applyPreparation,
  featureNamesOf,
  fitPreparation,
  preparedWidth,
  type Preparation,
} from './preparation.js';
import type { ChosenRows, RawDataset, RawParts } from './raw-dataset.js';
import type { TableSchema } from './table/load-table.js';
import { unnamedColumns } from './table/raw-column.js';
import type { RowChoice } from './row-choice.js';
import { rowSourceOf, type RowSource } from './row-source.js';
import { allRows, takeAside, testRows, validationRows } from './splits.js';
import { trainingWeights } from './training-weights.js';

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
  /** Columns and label, for tables; absent for images. */
  readonly table: TableSchema | undefined;
  /** What was found out about the source rather than said, a line each, for people. */
  readonly notes: readonly string[];
  readonly #rawTable: RawTable | undefined;
  #fingerprint: string | undefined;
  #rowSource: RowSource | undefined;

  constructor(private readonly parts: RawParts) {
    const { name, classNames, inputShape, columnCount, columns, labelName, idName, weightName, missing } =
      parts.train;
    this.name = name;
    this.classNames = classNames;
    this.inputShape = inputShape;
    this.columnCount = columnCount;
    this.table = columns && { label: labelName, id: idName, weight: weightName, columns, missing };
    this.notes = parts.notes ?? [];
    const isTable = imageShapeOf(this) === undefined;
    this.#rawTable = isTable
      ? {
          columns: columns ?? unnamedColumns(columnCount),
          constants: parts.train.constants ?? [],
          valuesOf: (rows) => this.#rawValues(rows),
        }
      : undefined;
  }

  /** Training part first, then those that the source keeps apart. */
  get #sources(): readonly RawDataset[] {
    const { train, validation, test } = this.parts;
    return [train, validation, test].filter((part) => part !== undefined);
  }

  /** Rows that are no test rows, and no validation rows where the source keeps those apart. */
  get labelledRows(): number {
    const { train, test } = this.parts;
    return test === undefined ? train.rowCount - testRows(train.rowCount) : train.rowCount;
  }

  /** What presets are derived from: the training part before fewer rows are taken from it. */
  facts({ labels = Infinity }: { readonly labels?: number | undefined } = {}): Pick<
    Dataset,
    'name' | 'rowCount' | 'inputShape' | 'classNames'
  > {
    const { name, inputShape, classNames } = this;
    const labelled = Math.min(labels, this.labelledRows);
    const aside = this.parts.validation === undefined ? validationRows(labelled, classNames.length) : 0;
    return { name, rowCount: labelled - aside, inputShape, classNames };
  }

  /**
   * Train, validation and test part, prepared. Parts that the source keeps apart stay as they are; otherwise the validation part
   * comes from the labelled rows, and a fifth of the data is kept for the test. Training and validation rows have weights where the
   * source or the choice says so.
   *
   * @throws {InvalidInputError} when there are too few rows, or class weights do not fit the classes
   */
  splits(choice: RowChoice): DatasetSplits {
    const { train, validation, test } = this.#split(choice);
    const weights = trainingWeights(train, validation, choice.classWeight);
    const preparation = fitPreparation(train.source, train.rows);
    const rows = { train: train.rows.length, validation: validation.rows.length, test: test.rows.length };
    const { seed, labels, trainRows } = choice;
    const { fingerprint } = this;
    const data = { fingerprint, rows, seed, labels, trainRows, weights: weights?.record };
    const origin: DataOrigin = { table: this.table, image: fitImageRecord(train.source), data };
    return {
      train: { ...this.#prepared(train, preparation), weights: weights?.train, origin },
      validation: { ...this.#prepared(validation, preparation), weights: weights?.validation, origin },
      test: { ...this.#prepared(test, preparation), origin },
    };
  }

  /** Of the raw values and labels of all rows: the same for the same data, wherever it lies. */
  get fingerprint(): string {
    this.#fingerprint ??= fingerprintOf(this.#sources);
    return this.#fingerprint;
  }

  /**
   * One part as a model takes it.
   *
   * @param trained of the data that the model was trained on, or what is known of the choice of its rows
   * @throws {InvalidInputError} when a part of other data than the model's is asked for, or there are too few rows
   */
  part(part: PartName, trained: RowChoice | DataRecord, preparation: Preparation): Dataset {
    if (part === 'all') {
      return this.#sources.map((source) => this.#prepared(wholeOf(source), preparation)).reduce(joined);
    }
    if ('fingerprint' in trained && trained.fingerprint !== this.fingerprint) {
      throw new InvalidInputError(
        `${this.name} is not the data that the model was trained on, so that it has no ${part} part of it; --part all takes all of its rows`,
      );
    }
    return this.#prepared(this.#split(trained)[part], preparation);
  }

  #prepared({ source, rows }: ChosenRows, preparation: Preparation): Dataset {
    const { name, values, columnCount, labels, classNames, columns, inputShape } = source;
    const featureCount = preparedWidth(preparation, columnCount);
    const first = this.#firstRowOf(source);
    this.#rowSource ??= rowSourceOf(this.#sources);
    return {
      name,
      features: applyPreparation(values, columnCount, preparation, rows),
      labels: Uint16Array.from(rows, (row) => labels[row] ?? 0),
      rowCount: rows.length,
      featureCount,
      classNames,
      featureNames: columns && featureNamesOf(columns, preparation),
      featureUnits: columns && featureUnits(columns, preparation),
      inputShape: columns === undefined ? inputShape : [featureCount],
      preparation,
      sourceRows: rows.map((row) => first + row),
      rawTable: this.#rawTable,
      rowSource: this.#rowSource,
    };
  }

  /** Rows of the parts before this one. */
  #firstRowOf(part: RawDataset): number {
    const sources = this.#sources;
    return sources.slice(0, sources.indexOf(part)).reduce((sum, { rowCount }) => sum + rowCount, 0);
  }

  #rawValues(sourceRows: Int32Array): Float64Array {
    const { columnCount } = this;
    const raw = new Float64Array(sourceRows.length * columnCount);
    const parts = this.#sources.map((part) => ({ ...part, first: this.#firstRowOf(part) }));
    for (const [position, row] of sourceRows.entries()) {
      const part = parts.findLast(({ first }) => first <= row);
      const start = (row - (part?.first ?? 0)) * columnCount;
      if (part !== undefined)
        raw.set(part.values.subarray(start, start + columnCount), position * columnCount);
    }
    return raw;
  }

  #split({
    seed,
    labels = Infinity,
    trainRows = Infinity,
  }: RowChoice): Record<keyof DatasetSplits, ChosenRows> {
    const { train: source, validation: ownValidation, test: ownTest } = this.parts;
    const { labels: classes, name } = source;
    const all = allRows(source.rowCount);
    const aside = (rows: Int32Array, count: number) => takeAside(rows, classes, count, seed, name);
    const tested = ownTest === undefined ? aside(all, testRows(all.length)) : { rest: all, aside: all };
    const labelled = labels < tested.rest.length ? aside(tested.rest, labels).aside : tested.rest;
    const chosen =
      ownValidation === undefined
        ? aside(labelled, validationRows(labelled.length, this.classNames.length))
        : { rest: labelled, aside: labelled };
    return {
      train: {
        source,
        rows: trainRows < chosen.rest.length ? aside(chosen.rest, trainRows).aside : chosen.rest,
      },
      validation: ownValidation === undefined ? { source, rows: chosen.aside } : wholeOf(ownValidation),
      test: ownTest === undefined ? { source, rows: tested.aside } : wholeOf(ownTest),
    };
  }
}

function wholeOf(source: RawDataset): ChosenRows {
  return { source, rows: allRows(source.rowCount) };
}

/**
 * Loads a data set by its name or path.
 *
 * @throws {InvalidInputError} naming the file and what is wrong with it
 */
export async function openData(source: string, options?: LoadOptions): Promise<OpenData> {
  return new OpenData(await loadRawData(source, options));
}

function fingerprintOf(parts: readonly RawDataset[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const { values, labels, classNames, columns, inputShape } = part;
    hash.update(JSON.stringify({ classNames, columns, inputShape }));
    hash
      .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
      .update(labelBytes(labels, classNames.length));
  }
  return hash.digest('hex').slice(0, 16);
}

function joined(first: Dataset, second: Dataset): Dataset {
  const features = new Float32Array(first.features.length + second.features.length);
  features.set(first.features);
  features.set(second.features, first.features.length);
  const labels = new Uint16Array(first.rowCount + second.rowCount);
  labels.set(first.labels);
  labels.set(second.labels, first.rowCount);
  const rowCount = first.rowCount + second.rowCount;
  const sourceRows = new Int32Array(rowCount);
  sourceRows.set(first.sourceRows ?? []);
  sourceRows.set(second.sourceRows ?? [], first.rowCount);
  return { ...first, features, labels, rowCount, sourceRows };
}
