import { readNpy } from '../../data/array/npy.js';
import type { Dataset } from '../../data/dataset.js';
import { readAnswerTable, type AnswerTable } from '../../data/table/answer-table.js';
import { isTablePath } from '../../data/table/table-file.js';
import { InvalidInputError } from '../../errors.js';
import type { OpenTeacher } from '../logit-source.js';
import { keyColumns, placesByKey, placesInOrder } from './answer-places.js';
import { classesOfWidth, outputKindOf, outputsToLogits, type OutputKind } from './output-kind.js';

/**
 * A teacher of which only the answers to rows of the data are at hand, computed by any other program. A row is known by its number
 * in the source, whatever was done to its features; deformed images are not known.
 */
export class KnownAnswers implements OpenTeacher {
  readonly answersAnyInput = false;

  private constructor(
    readonly description: string,
    readonly answersWith: OutputKind,
    /** Row-major `[rows of the file, classCount]`. */
    private readonly answers: Float32Array,
    readonly classCount: number,
    /** Row of the file for each row of the source that was read, -1 where it has none. */
    private readonly places: Int32Array,
    /** Whether columns of the file are called as the classes are. */
    readonly areClassesNamed: boolean,
    readonly notes: readonly string[],
  ) {}

  /**
   * Reads a file of answers, logits or probabilities: a NumPy array `[rows, classes]`, or a table (CSV, TSV, Parquet, JSON lines)
   * with a column for each class. Its rows are those of the data in their order, or known by a column `row` (counted from 0), by the
   * data's column of ids, or by the names of its image files.
   *
   * @param data rows that must be answered, and by which source and classes are known
   * @throws {InvalidInputError} naming the file and what does not fit
   */
  static async load(path: string, data: Dataset): Promise<KnownAnswers> {
    const { classNames, sourceRows, rowSource: source, name } = data;
    if (sourceRows === undefined || source === undefined) {
      throw new InvalidInputError(
        `${path}: answers are for rows of data that was opened, but ${name} knows no source of its rows`,
      );
    }
    const table = await readAnswers(path, classNames, keyColumns(source));
    const { key, rowCount, values, width } = table;
    const { places: ofAll, notes } =
      key === undefined ? placesInOrder(rowCount, source, path) : placesByKey(key, source, path);
    const places = source.places.map((place) => ofAll[place] ?? -1);
    const missing = sourceRows.filter((row) => (places[row] ?? -1) < 0);
    const [first] = missing;
    if (first !== undefined) {
      const place = source.places[first] ?? 0;
      const called = source.names === undefined ? '' : ` (${source.names.texts[place] ?? ''})`;
      throw new InvalidInputError(
        `${path}: has no answer for ${missing.length} of ${sourceRows.length} rows that must have one, the first of them row ${place + 1} of ${source.name}${called}`,
      );
    }
    const kind = outputKindOf(values, width, `${path}: the answers`);
    return new KnownAnswers(
      `answers in ${path}`,
      kind,
      outputsToLogits(values, width, kind),
      classesOfWidth(width),
      places,
      table.isNamed,
      [...table.notes, ...notes],
    );
  }

  knows(sourceRows: Int32Array | undefined): boolean {
    return sourceRows?.every((row) => (this.places[row] ?? -1) >= 0) ?? false;
  }

  /** @throws {InvalidInputError} when a row is not known */
  logits(_features: Float32Array, rows: number, sourceRows?: Int32Array): Promise<Float32Array> {
    const { classCount, answers, places } = this;
    if (sourceRows === undefined || !this.knows(sourceRows)) {
      const reason = `${this.description}: there are none for some of the rows that were asked about`;
      return Promise.reject(new InvalidInputError(reason));
    }
    const logits = new Float32Array(rows * classCount);
    for (const [position, row] of sourceRows.entries()) {
      const start = (places[row] ?? 0) * classCount;
      logits.set(answers.subarray(start, start + classCount), position * classCount);
    }
    return Promise.resolve(logits);
  }

  /** Holds nothing of an engine. */
  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

async function readAnswers(
  path: string,
  classNames: readonly string[],
  keys: readonly string[],
): Promise<AnswerTable> {
  if (isTablePath(path)) return readAnswerTable(path, classNames, keys);
  if (!/\.npy$/i.test(path)) {
    throw new InvalidInputError(
      `${path}: answers of a teacher must be a NumPy array (.npy) or a table (.csv, .tsv, .csv.gz, .parquet, .jsonl)`,
    );
  }
  const { shape, values } = await readNpy(path);
  const [rowCount = 0, width = 1, ...more] = shape;
  const fits = width === classNames.length || (width === 1 && classNames.length === 2);
  if (shape.length === 0 || more.length > 0 || !fits) {
    throw new InvalidInputError(
      `${path}: answers must have the shape [rows, ${classNames.length}], a number for each class, found [${shape.join(', ')}]`,
    );
  }
  return { rowCount, width, values: Float32Array.from(values), isNamed: false, key: undefined, notes: [] };
}
