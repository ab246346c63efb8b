import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { loadCsvDataset } from './table/csv-dataset.js';
import type { RawParts } from './raw-dataset.js';
import { loadIdxDataset } from './array/idx-dataset.js';
import { loadImageFolders } from './image/image-folder.js';
import { loadMnist } from './array/mnist.js';
import { loadNpyDataset } from './array/npy-dataset.js';

const sourceHelp =
  'a data set is "mnist", a .csv file, or a folder with IDX files (train-images..., train-labels..., and t10k- or test- ' +
  'for the test part), train.csv (and test.csv), X_train.npy and y_train.npy (and X_test.npy and y_test.npy), or one ' +
  'subfolder of PNG images per class (or train/ and test/ with such subfolders)';

/** How a data set is read. */
export interface LoadOptions {
  /**
   * The classes that there may be, in order: those of the tree that is to be evaluated, which knows their indices and of
   * which the data may show only some. Default: the classes found in the data. MNIST's are always its ten digits.
   */
  readonly classNames?: readonly string[] | undefined;
}

/**
 * Loads a data set by name or path, as it is.
 *
 * @throws {InvalidInputError} naming the file and what is wrong with it
 */
export async function loadRawData(source: string, options: LoadOptions = {}): Promise<RawParts> {
  if (source === 'mnist') return loadMnist();
  try {
    return await loadPath(source, options);
  } catch (error) {
    // Node and the engine throw a RangeError for a file or an array that is larger than they can hold.
    const { name, message } = error as Error;
    if (name !== 'RangeError') throw error;
    throw new InvalidInputError(`${source}: too large to be loaded: ${message}`, { cause: error });
  }
}

async function loadPath(source: string, { classNames }: LoadOptions): Promise<RawParts> {
  const information = await stat(source).catch(() => undefined);
  if (information === undefined)
    throw new InvalidInputError(`${source}: no such file or folder; ${sourceHelp}`);
  const name = basename(source, extname(source));
  if (information.isFile()) {
    if (extname(source).toLowerCase() !== '.csv') throw new InvalidInputError(`${source}: ${sourceHelp}`);
    return loadCsvDataset(name, source, undefined, classNames);
  }
  const files = (await readdir(source)).sort();
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
  const table = find(/^train\.csv$/);
  if (table !== undefined) return loadCsvDataset(name, table, find(/^test\.csv$/), classNames);
  if (find(/^X_train\.npy$/) !== undefined) {
    return loadNpyDataset(name, source, find(/^X_test\.npy$/) !== undefined, classNames);
  }
  const folders = await loadImageFolders(source, name, classNames);
  if (folders === undefined) throw new InvalidInputError(`${source}: found no data there; ${sourceHelp}`);
  return folders;
}

function beside(images: string, labels: string | undefined, kind: string): string {
  if (labels === undefined) throw new InvalidInputError(`${images}: no file of ${kind} beside it`);
  return labels;
}
