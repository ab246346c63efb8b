import { InvalidInputError } from '../errors.js';
import { preparedFeatures } from './apply-preparation.js';
import {
  joinedDatasets,
  joinedRows,
  type DataOrigin,
  type DataRecord,
  type Dataset,
  type DatasetSplits,
  type RawTable,
  type UnlabelledDataset,
} from './dataset.js';
import { fitImageRecord } from './image/image-record.js';
import { imageShapeOf } from './image/image-shape.js';
import { featureUnits } from './feature-units.js';
import { fingerprintOf } from './fingerprint.js';
import { withLabelNoise } from './label-noise.js';
import { loadRawData, type LoadOptions } from './load-raw-data.js';
import { loadUnlabelled } from './load-unlabelled.js';
import type { PartName } from './part-names.js';
import { featureNamesOf, fitPreparation, preparedWidth, type Preparation } from './preparation.js';
import type { ChosenInputs, ChosenRows, RawDataset, RawParts, UnlabelledRows } from './raw-dataset.js';
import type { TableSchema } from './table/load-table.js';
import { unnamedColumns } from './table/raw-column.js';
import type { RowChoice } from './row-choice.js';
import { rowSourceOf, type RowSource } from './row-source.js';
import {
  allRows,
  fewerRows,
  takeAside,
  testRows,
  validationRows,
  validationRowsOfFew,
  withoutFold,
} from './splits.js';
import { trainingWeights } from './training-weights.js';
import { usualValues } from './usual-values.js';

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

  /** All rows in the order in which `Dataset.sourceRows` counts them. */
  get #inputs(): readonly UnlabelledRows[] {
    return [...this.#sources, ...(this.parts.unlabelled ?? [])];
  }

  /** Rows that are no test rows, and no validation rows where the source keeps those apart. */
  get labelledRows(): number {
    const { train, test } = this.parts;
    return test === undefined ? train.rowCount - testRows(train.rowCount) : train.rowCount;
  }

  /** What presets are derived from: the training part before fewer rows are taken from it, and rows without a label. */
  facts({ labels = Infinity }: { readonly labels?: number | undefined } = {}): Pick<
    Dataset,
    'name' | 'rowCount' | 'inputShape' | 'classNames'
  > & { readonly unlabelledRows: number } {
    const { name, inputShape, classNames } = this;
    const labelled = Math.min(labels, this.labelledRows);
    const unlabelled = this.parts.unlabelled?.reduce((sum, { rowCount }) => sum + rowCount, 0);
    const unlabelledRows = unlabelled === undefined ? 0 : unlabelled + this.labelledRows - labelled;
    const rowsAside = labelled < this.labelledRows ? validationRowsOfFew : validationRows;
    const aside = this.parts.validation === undefined ? rowsAside(labelled, classNames.length) : 0;
    return { name, rowCount: labelled - aside, inputShape, classNames, unlabelledRows };
  }

  /**
   * Train, validation and test part, prepared. Parts that the source keeps apart stay as they are; otherwise the validation part
   * comes from the labelled rows, and a fifth of the data is kept for the test. Training and validation rows have weights where the
   * source or the choice says so. Where rows without a label are wanted, those whose labels the choice forgets are among them; the
   * preparation is fitted on them as on the training rows.
   *
   * @param known a preparation to apply; default: it is fitted
   * @throws {InvalidInputError} when there are too few rows or labels, or class weights do not fit the classes
   */
  splits(choice: RowChoice, known?: Preparation): DatasetSplits {
    this.#assertLabels(choice);
    const { train, validation, test, forgotten } = this.#split(choice);
    const others = this.#unlabelled(forgotten, choice);
    const weights = trainingWeights(train, validation, choice.classWeight);
    const preparation = known ?? fitPreparation(train.source, train.rows, others);
    const unlabelled = others
      .map((chosen) => this.#inputsOf(chosen, preparation))
      .reduce<UnlabelledDataset | undefined>((all, some) => (all ? joinedRows(all, some) : some), undefined);
    const rows = {
      train: train.rows.length,
      validation: validation.rows.length,
      test: test.rows.length,
      unlabelled: unlabelled?.rowCount,
    };
    const { seed, labels, trainRows } = choice;
    const { fingerprint } = this;
    const data = { fingerprint, rows, seed, labels, trainRows, weights: weights?.record };
    const { table } = this;
    const usual = table && usualValues(table.columns, [train, ...others]);
    const origin: DataOrigin = {
      table: table && { ...table, usual },
      image: fitImageRecord(train.source),
      data,
    };
    const learned = (rows: ChosenRows) =>
      withLabelNoise(this.#prepared(rows, preparation), choice.labelNoise ?? 0, seed);
    return {
      train: { ...learned(train), weights: weights?.train, origin },
      validation: { ...learned(validation), weights: weights?.validation, origin },
      test: { ...this.#prepared(test, preparation), origin },
      unlabelled,
    };
  }

  /**
   * The labelled parts as a model was trained on them, with the weights of their rows.
   *
   * @param trained of the data that the model was trained on, or what is known of the choice of its rows
   * @throws {InvalidInputError} when this is other data, or there are too few rows
   */
  trainedSplits(trained: RowChoice | DataRecord, preparation: Preparation): DatasetSplits {
    if (this.#isOther(trained)) {
      throw new InvalidInputError(
        `${this.name} is not the data that the model was trained on, so that nobody knows which of its rows are for choosing and which for the test`,
      );
    }
    const { seed, labels, trainRows, fold } = trained;
    const classWeight = 'fingerprint' in trained ? trained.weights?.classes : undefined;
    return this.splits({ seed, labels, trainRows, fold, classWeight, unlabelled: false }, preparation);
  }

  #isOther(trained: RowChoice | DataRecord): boolean {
    return 'fingerprint' in trained && trained.fingerprint !== this.fingerprint;
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
      return this.#sources
        .map((source) => this.#prepared(wholeOf(source), preparation))
        .reduce(joinedDatasets);
    }
    if (this.#isOther(trained)) {
      throw new InvalidInputError(
        `${this.name} is not the data that the model was trained on, so that it has no ${part} part of it; --part all takes all of its rows`,
      );
    }
    return this.#prepared(this.#split(trained)[part], preparation);
  }

  #prepared(chosen: ChosenRows, preparation: Preparation): Dataset {
    const { labels } = chosen.source;
    return {
      ...this.#inputsOf(chosen, preparation),
      labels: Uint16Array.from(chosen.rows, (row) => labels[row] ?? 0),
    };
  }

  #inputsOf({ source, rows }: ChosenInputs, preparation: Preparation): UnlabelledDataset {
    const { name, values, columnCount, classNames, columns, inputShape } = source;
    const featureCount = preparedWidth(preparation, columnCount);
    const first = this.#firstRowOf(source);
    this.#rowSource ??= rowSourceOf(this.#sources, this.parts.unlabelled);
    return {
      name,
      features: preparedFeatures(values, columnCount, preparation, rows),
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
  #firstRowOf(part: UnlabelledRows): number {
    const sources = this.#inputs;
    return sources.slice(0, sources.indexOf(part)).reduce((sum, { rowCount }) => sum + rowCount, 0);
  }

  #rawValues(sourceRows: Int32Array): Float64Array {
    const { columnCount } = this;
    const raw = new Float64Array(sourceRows.length * columnCount);
    const parts = this.#inputs.map((part) => ({ ...part, first: this.#firstRowOf(part) }));
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
    fold,
  }: RowChoice): Record<PartOfRows, ChosenRows> & { readonly forgotten: ChosenInputs } {
    const { train: source, validation: ownValidation, test: ownTest } = this.parts;
    const { labels: classes, name } = source;
    const parts = ['training', ...(ownValidation ? [] : ['validation']), ...(ownTest ? [] : ['test'])];
    if (source.rowCount < parts.length) {
      throw new InvalidInputError(
        `${name}: has ${source.rowCount} labelled ${source.rowCount === 1 ? 'row' : 'rows'}, and needs at least ${parts.length}: one for each part (${parts.join(', ')}), better some of each class`,
      );
    }
    const all = allRows(source.rowCount);
    const aside = (rows: Int32Array, count: number, leastOfClass = 0) =>
      takeAside(rows, classes, count, seed, name, leastOfClass);
    const known = ownTest === undefined ? aside(all, testRows(all.length)) : { rest: all, aside: all };
    const tested = fold === undefined ? known : withoutFold(known.rest, classes, fold);
    const areFewer = labels < tested.rest.length;
    const { aside: labelled, rest: forgotten } = areFewer
      ? aside(tested.rest, labels, 2)
      : { aside: tested.rest, rest: new Int32Array(0) };
    const classCount = this.classNames.length;
    const ofLabelled = () =>
      areFewer
        ? aside(labelled, validationRowsOfFew(labelled.length, classCount), 1)
        : aside(labelled, validationRows(labelled.length, classCount));
    const chosen = ownValidation === undefined ? ofLabelled() : { rest: labelled, aside: labelled };
    return {
      train: {
        source,
        rows: trainRows < chosen.rest.length ? aside(chosen.rest, trainRows).aside : chosen.rest,
      },
      validation: ownValidation === undefined ? { source, rows: chosen.aside } : wholeOf(ownValidation),
      test: ownTest === undefined || fold ? { source, rows: tested.aside } : wholeOf(ownTest),
      forgotten: { source, rows: forgotten },
    };
  }

  #assertLabels({ labels }: RowChoice): void {
    const least = 2 * this.classNames.length;
    if (this.parts.unlabelled === undefined || labels === undefined) return;
    if (labels >= least && labels <= this.labelledRows) return;
    throw new InvalidInputError(
      `${this.name}: labels to keep must be from ${least}, two for each class, to ${this.labelledRows}, all that are no test rows; found ${labels}`,
    );
  }

  /** Rows without a label, those with a forgotten one first; none where they are not wanted. */
  #unlabelled(
    forgotten: ChosenInputs,
    { seed, trainRows = Infinity, unlabelled = true }: RowChoice,
  ): ChosenInputs[] {
    const given = this.parts.unlabelled;
    if (given === undefined || !unlabelled) return [];
    const all = [forgotten, ...given.map((source) => ({ source, rows: allRows(source.rowCount) }))];
    return fewerRows(all, trainRows, seed).filter(({ rows }) => rows.length > 0);
  }
}

type PartOfRows = Exclude<PartName, 'all'>;

function wholeOf(source: RawDataset): ChosenRows {
  return { source, rows: allRows(source.rowCount) };
}

/**
 * Loads a data set by its name or path.
 *
 * @throws {InvalidInputError} naming the file and what is wrong with it
 */
export async function openData(source: string, options?: LoadOptions): Promise<OpenData> {
  const parts = await loadRawData(source, options);
  const other = options?.unlabelled?.source;
  if (other === undefined) return new OpenData(parts);
  const { rows, notes } = await loadUnlabelled(other, parts.train, options);
  return new OpenData({
    ...parts,
    unlabelled: [...(parts.unlabelled ?? []), rows],
    notes: [...(parts.notes ?? []), ...notes],
  });
}
