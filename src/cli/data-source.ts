import type { Command } from 'commander';
import type { Dataset, DatasetSplits } from '../data/dataset.js';
import type { LoadOptions } from '../data/load-dataset.js';
import { InvalidInputError, UsageError } from '../errors.js';
import type { TreeDocument } from '../file/tree-document.js';
import type { DataOptions } from './common-options.js';
import { choiceOption } from './option-values.js';

/** Data sets that travel with the package and are named instead of given as a path. */
const namedSources: readonly string[] = ['mnist'];

export const partChoices = ['test', 'validation', 'train', 'all'] as const;

/** Which rows of a data set are meant. */
export type Part = (typeof partChoices)[number];

export interface PartOptions {
  readonly part: Part;
}

/** `--part`; a data set without a test part of its own is split as `sdt run` splits it, by the tree's seed. */
export function addPartOption(command: Command, purpose: string): Command {
  return command.option(
    '--part <name>',
    `${purpose}: ${partChoices.join(', ')}`,
    choiceOption('--part', partChoices),
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
 * Loads a data set and splits it; the seed decides which rows go where. Tables are not standardized yet.
 * @throws {InvalidInputError} naming the file and what is wrong
 */
export async function loadSplits(
  source: string,
  seed: number,
  options?: LoadOptions,
): Promise<DatasetSplits> {
  const [{ loadDataset }, { splitDataset }] = await Promise.all([
    import('../data/load-dataset.js'),
    import('../data/splits.js'),
  ]);
  return splitDataset(await loadDataset(source, options), seed);
}

/**
 * The rows that a command asks for, preprocessed as the tree was trained.
 * @throws {InvalidInputError} when the data set cannot be loaded or has other features or classes than the tree
 */
export async function loadPart(document: TreeDocument, source: string, part: Part): Promise<Dataset> {
  // The tree's classes keep their indices, also where the data shows only some of them.
  const options = { classNames: document.classNames };
  const dataset =
    part === 'all'
      ? await loadAll(source, options)
      : (await loadSplits(source, document.seed, options))[part];
  assertFits(document, source, dataset);
  const { reprocessed } = await import('../data/preprocessing.js');
  return reprocessed(dataset, document.preprocessing);
}

async function loadAll(source: string, options: LoadOptions): Promise<Dataset> {
  const { loadDataset } = await import('../data/load-dataset.js');
  const { train, test } = await loadDataset(source, options);
  return test === undefined ? train : joined(train, test);
}

function joined(train: Dataset, test: Dataset): Dataset {
  const features = new Float32Array(train.features.length + test.features.length);
  features.set(train.features);
  features.set(test.features, train.features.length);
  const labels = new Uint8Array(train.rowCount + test.rowCount);
  labels.set(train.labels);
  labels.set(test.labels, train.rowCount);
  return { ...train, features, labels, rowCount: train.rowCount + test.rowCount };
}

function assertFits(document: TreeDocument, source: string, dataset: Dataset): void {
  const { featureCount, classCount } = document.tree;
  if (dataset.featureCount !== featureCount) {
    throw new InvalidInputError(
      `${source} has ${dataset.featureCount} features, but the tree takes ${featureCount} (shape [${document.inputShape.join(', ')}])`,
    );
  }
  const differing = dataset.classNames.findIndex((name, index) => name !== document.classNames[index]);
  if (dataset.classNames.length !== classCount || differing >= 0) {
    throw new InvalidInputError(
      `${source} has the classes ${listed(dataset.classNames)}, but the tree knows ${listed(document.classNames)}`,
    );
  }
}

/** The first few names, quoted. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => JSON.stringify(name));
  return [...shown, ...(names.length > shown.length ? [`... (${names.length} in all)`] : [])].join(', ');
}
