import type { Dataset } from '../data/dataset.js';
import type { PartName } from '../data/part-names.js';
import { applyPreparation } from '../data/apply-preparation.js';
import { openData, type OpenData } from '../data/open-data.js';
import type { LoadOptions } from '../data/load-raw-data.js';
import { InvalidInputError } from '../errors.js';
import { unnamedColumns } from '../data/table/raw-column.js';
import { isList, openRows, rawValues, type Row, type TableRows } from '../data/table/rows-in-memory.js';
import { columnIndices, columnsOf, explainTable, type TableDecision } from '../explain/explain-table.js';
import { summarizeTree, type SummaryOptions, type TreeSummary } from '../explain/summary/summarize-tree.js';
import { assertDataFits, loadOptionsFor } from '../file/data-fit.js';
import type { TreeDocument } from '../file/tree-document.js';
import { writeTreeFile } from '../file/tree-file.js';
import { evaluateTree, type TreeEvaluation } from '../tree/evaluate-tree.js';
import { explain, type Explanation } from '../tree/explanation.js';
import { predict } from '../tree/prediction.js';

/** A model's answer to one row. */
export interface Answer {
  /** Name of the class that the leaf of greatest path probability answers. */
  readonly className: string;
  /** That leaf, counted from 0. */
  readonly leaf: number;
  /** Path probability of that leaf, in [0, 1]. */
  readonly pathProbability: number;
  /** Class distribution of that leaf, `[classes]`. */
  readonly leafDistribution: Float32Array;
  /** Name of the class that the mixture of all leaves answers. */
  readonly mixtureClassName: string;
  /** Mixture of all leaves, each weighted by its path probability, `[classes]`. */
  readonly mixtureDistribution: Float32Array;
}

/** Why a model answers as it does, with the names of the classes. */
export interface AnswerExplanation extends Explanation {
  readonly className: string;
  readonly mixtureClassName: string;
}

/** Labelled data for a model: a name or path, data that is open, or rows in memory. */
export type DataInput = string | OpenData | TableRows;

/** Opens whatever stands for data. Throws as `openData` and `openRows` do. */
export async function openInput(data: DataInput, options: LoadOptions = {}): Promise<OpenData> {
  if (typeof data === 'string') return openData(data, options);
  return 'rows' in data ? openRows(data) : data;
}

/**
 * A soft decision tree with all that is needed to use it. Raw rows go in, as files and tables hold them (pixels from 0 to 255);
 * their preparation is the model's own.
 */
export class Model {
  /**
   * @param document what its file holds: the tree, its preparation, names, training and scores
   * @param notes what `distill` found out about its data, a line each; a file does not keep them
   */
  constructor(
    readonly document: TreeDocument,
    readonly notes: readonly string[] = [],
  ) {}

  /** Name of each class, in the order of all distributions. */
  get classNames(): readonly string[] {
    return this.document.classNames;
  }

  /**
   * Answers rows, with the leaf of greatest path probability and with the mixture of all leaves.
   *
   * @param rows raw cells, a list for each row in the order of the columns, or an object by their names
   * @throws {InvalidInputError} naming the row that has another length or a number that is not finite
   */
  predict(rows: readonly Row[]): Answer[] {
    const { tree } = this.document;
    const { classCount } = tree;
    const answers = predict(tree, this.features(rows), rows.length);
    const ofRow = (values: Float32Array, row: number) =>
      values.subarray(row * classCount, (row + 1) * classCount);
    return rows.map((_, row) => ({
      className: this.#className(answers.maxPathClasses[row]),
      leaf: answers.maxPathLeaves[row] ?? 0,
      pathProbability: answers.topPathProbabilities[row] ?? 0,
      leafDistribution: ofRow(answers.maxPathProbabilities, row),
      mixtureClassName: this.#className(answers.mixtureClasses[row]),
      mixtureDistribution: ofRow(answers.mixtureProbabilities, row),
    }));
  }

  /**
   * The path to the leaf of greatest path probability, gate by gate.
   *
   * @param row raw cells, a list in the order of the columns, or an object by their names
   * @throws {InvalidInputError} when the row has another length or a number that is not finite
   */
  explain(row: Row): AnswerExplanation {
    const explanation = explain(this.document.tree, this.features([row]));
    return {
      ...explanation,
      className: this.#className(explanation.maxPathClass),
      mixtureClassName: this.#className(explanation.mixtureClass),
    };
  }

  /**
   * The same in the columns and units of a table: what each gate asks, which values send it where, which single values turn it, and
   * the smallest change found that gives another answer.
   *
   * @param row raw cells, a list in the order of the columns, or an object by their names
   * @param fixed names of columns that a change may not touch; default none
   * @throws {InvalidInputError} when the row does not fit, a name is no column's, or the model is one of images
   */
  explainTable(row: Row, { fixed = [] }: { readonly fixed?: readonly string[] } = {}): TableDecision {
    const columns = columnsOf(this.document);
    if (columns === undefined)
      throw new InvalidInputError('this model answers images, which have no columns');
    const raw = this.#rawValues([row]);
    const { tree, preparation } = this.document;
    const features = applyPreparation(raw, columns.length, preparation);
    const words = columns.map(({ input: { name } }, index) => wordOf(row, name, index));
    return explainTable(tree, columns, { features, raw, words }, { fixed: columnIndices(columns, fixed) });
  }

  /**
   * Measures the model on labelled data: accuracy of both answers, what it does not say (recall of each class, log loss,
   * calibration and more), and confusion matrix.
   *
   * @param part rows that are meant, split by the model's seed where the data has no parts of its own; default `test`
   * @throws {InvalidInputError} when the data cannot be read or has other features or classes
   */
  async evaluate(data: DataInput, part: PartName = 'test'): Promise<TreeEvaluation> {
    return evaluateTree(this.document.tree, await this.#rowsOf(data, part));
  }

  /**
   * Tells what the model goes by over labelled data: how much each column or pixel counts, how answers follow the values of the columns
   * that count most, which rows come to each leaf, and whether answers are as sure as they are right.
   *
   * @param part rows that are meant, as those of `evaluate`; default `test`
   * @throws {InvalidInputError} when the data cannot be read or has other features or classes
   */
  async summarize(
    data: DataInput,
    part: PartName = 'test',
    options: Omit<SummaryOptions, 'prediction'> = {},
  ): Promise<TreeSummary> {
    const { document } = this;
    const rows = await this.#rowsOf(data, part);
    const raw = rows.sourceRows && rows.rawTable?.valuesOf(rows.sourceRows);
    const { tree, inputShape } = document;
    return summarizeTree(tree, columnsOf(document), inputShape, { ...rows, raw }, options);
  }

  /**
   * Writes the model as a tree file, whole or not at all.
   *
   * @throws {InvalidInputError} when the file cannot be written
   */
  async save(file: string): Promise<void> {
    await writeTreeFile(file, this.document);
  }

  /**
   * Features of raw rows, for the functions of `soft-decision-tree/inference` and `/render`.
   *
   * @returns row-major `[rows, featureCount]`
   */
  features(rows: readonly Row[]): Float32Array {
    const { tree, preparation, table } = this.document;
    const columnCount = table?.columns.length ?? tree.featureCount;
    return applyPreparation(this.#rawValues(rows), columnCount, preparation);
  }

  async #rowsOf(data: DataInput, part: PartName): Promise<Dataset> {
    const { document } = this;
    const { seed } = document;
    const opened = await openInput(data, loadOptionsFor(document));
    assertDataFits(document, opened.name, opened);
    return opened.part(part, document.data ?? { seed }, document.preparation);
  }

  #rawValues(rows: readonly Row[]): Float64Array {
    const { tree, table } = this.document;
    const columns = table?.columns ?? unnamedColumns(tree.featureCount);
    return rawValues(rows, columns, 'rows for this model', table?.missing);
  }

  #className(index = 0): string {
    return this.classNames[index] ?? String(index);
  }
}

/** The text that a row has in a column. */
function wordOf(row: Row, name: string, index: number): string | undefined {
  const cell = isList(row) ? row[index] : row[name];
  return typeof cell === 'string' ? cell : undefined;
}
