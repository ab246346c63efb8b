import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { readCsvTable, type CsvTable } from './csv.js';
import type { Dataset } from './dataset.js';
import { readIdx, type IdxArray } from './idx.js';
import { imagesFromIdx } from './idx-images.js';
import { loadImageFolder, subfolders } from './image-folder.js';
import { loadMnist } from './mnist.js';
import { readNpy } from './npy.js';

/** Training rows, and test rows where the source keeps them apart. */
export interface LoadedDataset {
  readonly train: Dataset;
  readonly test: Dataset | undefined;
}

/** Data sets that are loaded by name. */
export const namedSources: readonly string[] = ['mnist'];

const sourceHelp =
  'a data set is "mnist", a .csv file, or a folder with IDX files (train-images..., train-labels..., and t10k- or test- ' +
  'for the test part), train.csv (and test.csv), X_train.npy and y_train.npy (and X_test.npy and y_test.npy), or one ' +
  'subfolder of PNG images per class (or train/ and test/ with such subfolders)';

/**
 * Loads a data set by name or path. Tables come raw (`preprocessing` is the identity); images are in [0, 1].
 *
 * @throws {InvalidInputError} naming the file and what is wrong with it
 */
export async function loadDataset(source: string): Promise<LoadedDataset> {
  if (source === 'mnist') return loadMnist();
  const information = await stat(source).catch(() => undefined);
  if (information === undefined)
    throw new InvalidInputError(`${source}: no such file or folder; ${sourceHelp}`);
  const name = basename(source, extname(source));
  if (information.isFile()) {
    if (extname(source).toLowerCase() !== '.csv') throw new InvalidInputError(`${source}: ${sourceHelp}`);
    return tables(name, await readCsvTable(source), undefined);
  }
  const files = await readdir(source);
  const find = (pattern: RegExp): string | undefined => {
    const file = files.find((candidate) => pattern.test(candidate));
    return file === undefined ? undefined : join(source, file);
  };
  const images = find(/^train-images.*(ubyte|idx\d?)/);
  if (images !== undefined) {
    const labels = find(/^train-labels.*(ubyte|idx\d?)/);
    const testImages = find(/^(t10k|test)-images.*(ubyte|idx\d?)/);
    return idxFolder(name, images, labels, testImages, find(/^(t10k|test)-labels.*(ubyte|idx\d?)/));
  }
  const table = find(/^train\.csv$/);
  if (table !== undefined) {
    const test = find(/^test\.csv$/);
    return tables(name, await readCsvTable(table), test === undefined ? undefined : await readCsvTable(test));
  }
  const arrays = find(/^X_train\.npy$/);
  if (arrays !== undefined) return npyFolder(name, source, find(/^X_test\.npy$/) !== undefined);
  return imageFolders(name, source);
}

async function idxFolder(
  name: string,
  images: string,
  labels: string | undefined,
  testImages: string | undefined,
  testLabels: string | undefined,
): Promise<LoadedDataset> {
  if (labels === undefined) throw new InvalidInputError(`${images}: no train-labels file beside it`);
  if (testImages !== undefined && testLabels === undefined) {
    throw new InvalidInputError(`${testImages}: no file of test labels beside it`);
  }
  const part = async (
    imagePath: string,
    labelPath: string,
    classNames?: readonly string[],
  ): Promise<Dataset> => {
    const [imageArray, labelArray] = await Promise.all([readIdx(imagePath), readIdx(labelPath)]);
    const names = classNames ?? numberedClasses(labelArray, labelPath);
    return imagesFromIdx(
      name,
      names,
      { array: imageArray, source: imagePath },
      { array: labelArray, source: labelPath },
    );
  };
  const train = await part(images, labels);
  const hasTest = testImages !== undefined && testLabels !== undefined;
  return { train, test: hasTest ? await part(testImages, testLabels, train.classNames) : undefined };
}

/** Classes 0 to the greatest label. */
function numberedClasses({ values }: Pick<IdxArray, 'values'>, source: string): string[] {
  let greatest = 0;
  for (const value of values) greatest = Math.max(greatest, value);
  if (!Number.isInteger(greatest) || greatest < 1 || greatest > 255) {
    throw new InvalidInputError(
      `${source}: labels must be integers from 0 to at most 255, found ${greatest} as the greatest`,
    );
  }
  return Array.from({ length: greatest + 1 }, (_, label) => String(label));
}

function tables(name: string, train: CsvTable, test: CsvTable | undefined): LoadedDataset {
  const classNames = [...new Set(train.labels)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  if (classNames.length < 2 || classNames.length > 256) {
    throw new InvalidInputError(
      `${name}: the label column must have from 2 to 256 different values, found ${classNames.length}`,
    );
  }
  if (test !== undefined && test.featureNames.join() !== train.featureNames.join()) {
    throw new InvalidInputError(
      `${name}: test.csv must have the columns of train.csv (${train.featureNames.join(', ')}), found ${test.featureNames.join(', ')}`,
    );
  }
  const part = ({ featureNames, features, labels }: CsvTable): Dataset => ({
    name,
    features,
    labels: Uint8Array.from(labels, (label, row) => {
      const index = classNames.indexOf(label);
      if (index < 0)
        throw new InvalidInputError(
          `${name}: label ${JSON.stringify(label)} of test row ${row + 1} is not in the training part`,
        );
      return index;
    }),
    rowCount: labels.length,
    featureCount: featureNames.length,
    classNames,
    featureNames,
    inputShape: [featureNames.length],
    preprocessing: { offset: 0, scale: 1 },
  });
  return { train: part(train), test: test === undefined ? undefined : part(test) };
}

async function npyFolder(name: string, folder: string, hasTest: boolean): Promise<LoadedDataset> {
  const part = async (suffix: string, classNames?: readonly string[]): Promise<Dataset> => {
    const [featurePath, labelPath] = [join(folder, `X_${suffix}.npy`), join(folder, `y_${suffix}.npy`)];
    const [array, labels] = await Promise.all([readNpy(featurePath), readNpy(labelPath)]);
    const [rowCount = 0, ...sampleShape] = array.shape;
    if (sampleShape.length < 1 || sampleShape.length > 3) {
      throw new InvalidInputError(
        `${featurePath}: must have shape [rows, features] or [rows, height, width] or [rows, height, width, channels], found [${array.shape.join(', ')}]`,
      );
    }
    if (labels.shape.length !== 1 || labels.shape[0] !== rowCount) {
      throw new InvalidInputError(
        `${labelPath}: must have shape [${rowCount}], found [${labels.shape.join(', ')}]`,
      );
    }
    const names = classNames ?? numberedClasses({ values: Float64Array.from(labels.values) }, labelPath);
    labels.values.forEach((label, row) => {
      if (!Number.isInteger(label) || label < 0 || label >= names.length) {
        throw new InvalidInputError(
          `${labelPath}: label ${label} in row ${row} must be an integer from 0 to ${names.length - 1}`,
        );
      }
    });
    const scale = sampleShape.length > 1 && array.isBytes ? 1 / 255 : 1;
    const inputShape = sampleShape.length === 2 ? [...sampleShape, 1] : sampleShape;
    const featureCount = inputShape.reduce((product, size) => product * size, 1);
    const isTable = inputShape.length === 1;
    return {
      name,
      features: scale === 1 ? array.values : array.values.map((value) => value * scale),
      labels: Uint8Array.from(labels.values),
      rowCount,
      featureCount,
      classNames: names,
      ...(isTable
        ? { featureNames: Array.from({ length: featureCount }, (_, index) => `feature ${index + 1}`) }
        : {}),
      inputShape,
      preprocessing: { offset: 0, scale },
    };
  };
  const train = await part('train');
  return { train, test: hasTest ? await part('test', train.classNames) : undefined };
}

async function imageFolders(name: string, folder: string): Promise<LoadedDataset> {
  const folders = await subfolders(folder);
  if (folders.length < 2) throw new InvalidInputError(`${folder}: found no data there; ${sourceHelp}`);
  if (!folders.includes('train')) return { train: await loadImageFolder(folder, name), test: undefined };
  const train = await loadImageFolder(join(folder, 'train'), name);
  const hasTest = folders.includes('test');
  return {
    train,
    test: hasTest ? await loadImageFolder(join(folder, 'test'), name, train.classNames) : undefined,
  };
}
