import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { loadTable, type TableSchema } from './table/load-table.js';
import { isTablePath, tableEndings } from './table/table-file.js';
import type { TableOptions } from './table/table-options.js';
import type { RawDataset, RawParts } from './raw-dataset.js';
import { loadIdxDataset } from './array/idx-dataset.js';
import { loadImageFolders } from './image/image-folder.js';
import { loadMnist } from './array/mnist.js';
import { loadNpyDataset } from './array/npy-dataset.js';

const sourceHelp =
  'a data set is "mnist", a table (.csv, .tsv, .csv.gz, .parquet, .jsonl), or a folder with IDX files (train-images..., train-labels..., and t10k- or test- ' +
  'for the test part), train.csv (and test.csv), X_train.npy and y_train.npy (and X_test.npy and y_test.npy), or one ' +
  'subfolder of PNG images per class (or train/ and test/ with such subfolders)';

/** How a data set is read. */
export interface LoadOptions {
  /**
   * The classes that there may be, in order: those of the tree that is to be evaluated, which knows their indices and of
   * which the data may show only some. Default: the classes found in the data. MNIST's are always its ten digits.
   */
  readonly classNames?: readonly string[] | undefined;
  /** How a table is to be read. */
  readonly table?: TableOptions | undefined;
  /** Columns of the tree that a table is for; it is matched to them by their names. */
  readonly columns?: TableSchema | undefined;
}

/**
 * Loads a data set by name or path, as it is.
 *
 * @throws {InvalidInputError} naming the file and what is wrong with it
 */
export async function loadRawData(source: string, options: LoadOptions = {}): Promise<RawParts> {
  if (source === 'mnist') return loadMnist();
  try {
    const parts = await loadPath(source, options);
    assertOneScale(parts, source);
    return parts;
  } catch (error) {
    // Node and the engine throw a RangeError for a file or an array that is larger than they can hold.
    const { name, message } = error as Error;
    if (name !== 'RangeError') throw error;
    throw new InvalidInputError(`${source}: too large to be loaded: ${message}`, { cause: error });
  }
}

/** One preparation serves both parts, so that their values must count alike. */
function assertOneScale({ train, test }: RawParts, source: string): void {
  if (test === undefined || test.fullScale === train.fullScale) return;
  const kindOf = ({ fullScale }: RawDataset) => (fullScale === undefined ? 'other numbers' : 'bytes');
  throw new InvalidInputError(
    `${source}: training and test images must be of one kind, found ${kindOf(train)} and ${kindOf(test)}`,
  );
}

async function loadPath(source: string, options: LoadOptions): Promise<RawParts> {
  const { classNames } = options;
  const information = await stat(source).catch(() => undefined);
  if (information === undefined)
    throw new InvalidInputError(`${source}: no such file or folder; ${sourceHelp}`);
  if (information.isFile()) {
    if (!isTablePath(source)) throw new InvalidInputError(`${source}: ${sourceHelp}`);
    return loadTableParts(tableName(source), source, undefined, options);
  }
  const name = basename(source);
  // Some archives unpack to folders that are named like the files in them.
  const entries = await readdir(source, { withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const find = (pattern: RegExp): string | undefined => {
    const file = files.find((candidate) => pattern.test(candidate));
    return file === undefined ? undefined : join(source, file);
  };
  const images = find(/^train-images.*(ubyte|idx\d?)/);
  if (images !== undefined) {
    const testImages = find(/^(t10k|test)-images.*(ubyte|idx\d?)/);
    const train = { images, labels: beside(images, find(/^train-labels.*(ubyte|idx\d?)/), 'train-labels') };
    const testLabels = find(/^(t10k|test)-labels.*(ubyte|idx\d?)/);
    const test =
      testImages === undefined
        ? undefined
        : { images: testImages, labels: beside(testImages, testLabels, 'test labels') };
    return loadIdxDataset(name, train, test, classNames);
  }
  const table = find(tablePart('train(ing)?'));
  if (table !== undefined) return loadTableParts(name, table, find(tablePart('test(ing)?')), options);
  if (find(/^X_train\.npy$/) !== undefined) {
    return loadNpyDataset(name, source, find(/^X_test\.npy$/) !== undefined, classNames);
  }
  const folders = await loadImageFolders(source, name, classNames);
  if (folders === undefined) throw new InvalidInputError(`${source}: found no data there; ${sourceHelp}`);
  return folders;
}

function loadTableParts(
  name: string,
  train: string,
  test: string | undefined,
  { table = {}, columns, classNames }: LoadOptions,
): Promise<RawParts> {
  const known = columns && classNames && { ...columns, classNames };
  return loadTable(name, train, test, table, known);
}

/** A table's file of one part, by its name. */
function tablePart(name: string): RegExp {
  const endings = tableEndings.map((ending) => ending.replaceAll('.', '\\.')).join('|');
  return new RegExp(`^${name}(${endings})$`, 'i');
}

/** `flowers` for `data/flowers.csv.gz` */
function tableName(path: string): string {
  const file = basename(path);
  const ending = tableEndings.find((known) => file.toLowerCase().endsWith(known)) ?? '';
  return file.slice(0, file.length - ending.length) || file;
}

function beside(images: string, labels: string | undefined, kind: string): string {
  if (labels === undefined) throw new InvalidInputError(`${images}: no file of ${kind} beside it`);
  return labels;
}
