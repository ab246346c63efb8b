import type { Command } from 'commander';
import type { Dataset, DatasetSplits } from '../data/dataset.js';
import type { OpenData } from '../data/open-data.js';
import { partNames, type PartName } from '../data/part-names.js';
import { InvalidInputError, UsageError } from '../errors.js';
import { isOfImages } from '../file/input-columns.js';
import type { TreeDocument } from '../file/tree-document.js';
import type { CommandOutput } from './command-output.js';
import type { DataOptions } from './common-options.js';
import { addPixelOptions, imageOptionsOf, type ImageFlags } from './image-options.js';
import { choiceOption } from './option-values.js';
import { addTextOptions, tableOptionsOf, type TableFlags } from './table-options.js';

/** Data sets that travel with the package and are named instead of given as a path. */
const namedSources: readonly string[] = ['mnist'];

/** How text and images are to be read. */
export interface ReadingFlags extends TableFlags, ImageFlags {}

export interface PartOptions extends ReadingFlags {
  readonly part: PartName;
}

/** How text and images are to be read. */
export function addReadingFlags(command: Command): Command {
  return addTextOptions(addPixelOptions(command));
}

/** `--part` and how text and images are to be read; a data set without a test part of its own is split as `sdt run` splits it, by the tree's seed. */
export function addPartOption(command: Command, purpose: string): Command {
  return addReadingFlags(command).option(
    '--part <name>',
    `${purpose}: ${partNames.join(', ')}`,
    choiceOption('--part', partNames),
    'test',
  );
}

/** The data that a command names, or the named data set that the tree was trained on. */
export function dataSourceOf(document: TreeDocument, { data }: DataOptions): string {
  const source = data ?? defaultSourceOf(document);
  if (source === undefined) {
    throw new UsageError(
      `--data is missing: name the data set (the tree was trained on ${JSON.stringify(document.training.dataset)}, which does not travel with the package)`,
    );
  }
  return source;
}

/** The data set that the tree was trained on, where it can be loaded by its name. */
export function defaultSourceOf(document: TreeDocument): string | undefined {
  return namedSources.includes(document.training.dataset) ? document.training.dataset : undefined;
}

/**
 * The rows that a command asks for, prepared as the tree was trained.
 * @throws {InvalidInputError} when the data set cannot be loaded or has other features or classes than the tree
 */
export async function loadPart(
  document: TreeDocument,
  source: string,
  options: PartOptions,
  output: CommandOutput,
): Promise<Dataset> {
  const { part } = options;
  const data = await openFor(document, source, options, output);
  if (part === 'all' && document.data?.fingerprint === data.fingerprint) {
    output.log(`All rows of ${data.name}: rows that the tree was trained on are among them.`);
  }
  return data.part(part, document.data ?? { seed: document.seed }, document.preparation);
}

/**
 * The labelled parts that a tree was trained on, prepared for it.
 * @throws {InvalidInputError} when the data set cannot be loaded, or is not the one that the tree was trained on
 */
export async function loadTrainedSplits(
  document: TreeDocument,
  source: string,
  options: ReadingFlags,
  output: CommandOutput,
): Promise<DatasetSplits> {
  const data = await openFor(document, source, options, output);
  return data.trainedSplits(document.data ?? { seed: document.seed }, document.preparation);
}

/**
 * The test rows for a report, and the training rows of a table, where the data is what the tree was trained on.
 * @throws {InvalidInputError} when the data set cannot be loaded or has other features or classes than the tree
 */
export async function loadReportRows(
  document: TreeDocument,
  source: string,
  options: ReadingFlags,
  output: CommandOutput,
): Promise<{ readonly test: Dataset; readonly train: Dataset | undefined }> {
  const data = await openFor(document, source, options, output);
  const drawn = document.data ?? { seed: document.seed };
  const test = data.part('test', drawn, document.preparation);
  if (isOfImages(document)) return { test, train: undefined };
  try {
    return { test, train: data.trainedSplits(drawn, document.preparation).train };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return { test, train: undefined };
  }
}

async function openFor(
  document: TreeDocument,
  source: string,
  options: ReadingFlags,
  output: CommandOutput,
): Promise<OpenData> {
  const [{ openData }, { assertDataFits, loadOptionsFor }] = await Promise.all([
    import('../data/open-data.js'),
    import('../file/data-fit.js'),
  ]);
  const reading = { table: tableOptionsOf(options), image: imageOptionsOf(options) };
  const data = await openData(source, loadOptionsFor(document, reading));
  for (const note of data.notes) output.log(note);
  assertDataFits(document, source, data);
  return data;
}
