import type { Command } from 'commander';
import { rowOriginText, type RowOrigin } from '../data/row-origin.js';
import { UsageError } from '../errors.js';
import type { TreeDocument } from '../file/tree-document.js';
import type { CommandOutput } from './command-output.js';
import type { DataOptions } from './common-options.js';
import { dataSourceOf, loadPart, type PartOptions } from './data-source.js';
import type { ExplainedSample } from './explained-decision.js';
import { imageOptionsOf } from './image-options.js';
import { tableOptionsOf } from './table-options.js';
import { formatCounted } from './number-format.js';
import { integerOption, pathOption } from './option-values.js';

/** Which row a command is about: a row of a labelled data set, or of a file of inputs alone. */
export interface SampleOptions extends DataOptions, PartOptions {
  readonly input?: string;
  /** Then `--data` may stand beside `--input`: it names the training rows. */
  readonly nearest?: number;
  readonly index?: number | undefined;
  readonly row?: string | undefined;
}

/** The option that names a row is `--index` where a row is the subject, `--sample` where it is an extra. */
export type IndexFlag = '--index' | '--sample';

export function addSampleOptions(command: Command, indexFlag: IndexFlag, purpose: string): Command {
  return command
    .option(`${indexFlag} <n>`, `${purpose}, counted from 0`, integerOption(indexFlag, 0))
    .option(
      '--input <file>',
      'input of your own instead of a data set: an image (.png, .jpg, .webp, .bmp, .tif), a .npy file or a table',
      pathOption('--input'),
    );
}

/**
 * Finds the sample that the options name.
 * @throws {UsageError} when the options contradict each other or the index is outside the data
 * @throws {InvalidInputError} when a file cannot be read or does not fit the tree
 */
export async function loadSample(
  document: TreeDocument,
  options: SampleOptions,
  indexFlag: IndexFlag,
  output: CommandOutput,
): Promise<ExplainedSample> {
  if (options.row !== undefined && (options.index !== undefined || options.input !== undefined)) {
    throw new UsageError(`--row excludes ${indexFlag} and --input: each of them names the row`);
  }
  if (options.input !== undefined) {
    if (options.data !== undefined && options.nearest === undefined) {
      throw new UsageError(
        '--input and --data exclude each other: --input names a file of inputs, --data a labelled data set',
      );
    }
    const [{ readRawSample }, { applyPreparation }] = await Promise.all([
      import('../data/read-sample.js'),
      import('../data/apply-preparation.js'),
    ]);
    const { values: raw, words } = await readRawSample(options.input, document, {
      index: options.index,
      table: tableOptionsOf(options),
      image: imageOptionsOf(options),
      onNote: (note) => output.log(note),
    });
    const row = options.index === undefined ? '' : `row ${options.index} of `;
    const features = applyPreparation(raw, raw.length, document.preparation);
    return { title: `${row}${options.input}`, features, raw, words };
  }
  const source = dataSourceOf(document, options);
  const dataset = await loadPart(document, source, options, output);
  const rows = options.part === 'all' ? dataset.name : `the ${options.part} part of ${dataset.name}`;
  const { rowCalled, rowOrigin } = await import('../data/row-origin.js');
  const index = options.row === undefined ? (options.index ?? 0) : rowCalled(dataset, options.row);
  if (index < 0) {
    throw new UsageError(
      `--row must be the id of a row of ${rows}, or its number in the data from 1, found ${JSON.stringify(options.row)}${options.part === 'all' ? '' : '; --part all looks among all rows'}`,
    );
  }
  assertIndex(index, dataset.rowCount, rows, indexFlag);
  const label = dataset.labels[index];
  const place = `row ${index} of ${rows}`;
  const sourceRow = dataset.sourceRows?.slice(index, index + 1);
  return {
    title: rowTitle(place, rowOrigin(dataset, index), rows, options.row),
    label,
    features: dataset.features.subarray(index * dataset.featureCount, (index + 1) * dataset.featureCount),
    raw: sourceRow && dataset.rawTable?.valuesOf(sourceRow),
  };
}

/**
 * A row by what it was asked for: its place in the part, from 0, or else its id or its number in the data, from 1; the others stand in
 * parentheses.
 */
function rowTitle(place: string, origin: RowOrigin, rows: string, asked: string | undefined): string {
  if (asked === undefined) {
    const text = rowOriginText(origin);
    return `R${place.slice(1)}${text === '' ? '' : ` (${text})`}`;
  }
  const { id, fileRow } = origin;
  if (id?.text === asked) {
    const others = [...(fileRow === undefined ? [] : [rowOriginText({ fileRow })]), `${place}, from 0`];
    return `${rowOriginText({ id })} of ${rows} (${others.join('; ')})`;
  }
  const others = [`${place}, from 0`, ...(id === undefined ? [] : [rowOriginText({ id })])];
  return `Row ${asked} of the data, counting from 1 (${others.join('; ')})`;
}

function assertIndex(index: number, rowCount: number, rows: string, indexFlag: IndexFlag): void {
  if (index < rowCount) return;
  const allowed = rowCount === 1 ? '0' : `an integer from 0 to ${rowCount - 1}`;
  throw new UsageError(
    `${indexFlag} must be ${allowed} (${rows} has ${formatCounted(rowCount, 'row')}), found "${index}"`,
  );
}
