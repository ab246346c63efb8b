import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { loadTable, type TableSchema } from './table/load-table.js';
import { isTablePath, tableEndings } from './table/table-file.js';
import type { TableOptions } from './table/table-options.js';
import { loadParts, partWords } from './given-parts.js';
import type { GivenParts, RawDataset, RawParts } from './raw-dataset.js';
import { loadIdxPart } from './array/idx-dataset.js';
import { adjustedImages } from './image/adjusted-images.js';
import { subfolders } from './image/image-files.js';
import { loadImageFolder } from './image/image-folder.js';
import type { ImageOptions } from './image/image-options.js';
import { imageShapeOf } from './image/image-shape.js';
import { imagesOfRows } from './image/images-of-rows.js';
import { loadMnist } from './array/mnist.js';
import { readNpy } from './array/npy.js';
import type { KnownLayout } from './array/channel-layout.js';
import { datasetOfArrays } from './array/npy-dataset.js';
import { readNpz } from './array/npz.js';

const sourceHelp =
  'a data set is "mnist", a table (.csv, .tsv, .csv.gz, .parquet, .jsonl), an archive of arrays (.npz), or a folder with train.csv, X_train.npy and y_train.npy, ' +
  'train-images... and train-labels... (IDX), or one subfolder of images per class (or train/ with such subfolders); ' +
  'val and test instead of train are parts of their own (t10k in IDX files, too)';

/** How a data set is read. */
export interface LoadOptions {
  /**
   * The classes that there may be, in order: those of the tree that is to be evaluated, which knows their indices and of
   * which the data may show only some. Default: the classes found in the data. MNIST's are always its ten digits.
   */
  readonly classNames?: readonly string[] | undefined;
  /** How a table is to be read. */
  readonly table?: TableOptions | undefined;
  /** How images are to be read. */
  readonly image?: ImageOptions | undefined;
  /** Rows without a label are wanted: the data's own, and those of another source, where it is named. */
  readonly unlabelled?: { readonly source?: string | undefined } | undefined;
  /** Columns of the tree that a table is for; it is matched to them by their names. */
  readonly columns?: TableSchema | undefined;
  /** Shape of the images of the tree that the data is for. */
  readonly inputShape?: readonly number[] | undefined;
}

/**
 * Loads a data set by name or path, as it is.
 *
 * @throws {InvalidInputError} naming the file and what is wrong with it
 */
export async function loadRawData(source: string, options: LoadOptions = {}): Promise<RawParts> {
  try {
    const found = source === 'mnist' ? await loadMnist() : await loadPath(source, options);
    const loaded = options.unlabelled === undefined ? found : { unlabelled: [], ...found };
    const shape = shapeOf(options);
    const isRows = shape !== undefined && loaded.train.inputShape.length === 1;
    const parts = isRows ? imagesOfRows(loaded, shape, source) : loaded;
    assertShape(parts, source, options);
    assertOneScale(parts, source);
    return adjustedImages(parts, options.image ?? {}, source, options.classNames !== undefined);
  } catch (error) {
    // Node and the engine throw a RangeError for a file or an array that is larger than they can hold.
    const { name, message } = error as Error;
    if (name !== 'RangeError') throw error;
    throw new InvalidInputError(`${source}: too large to be loaded: ${message}`, { cause: error });
  }
}

/** Of the images that rows are to be: said by the user, or that a model takes. */
function shapeOf({ image, columns, inputShape = [] }: LoadOptions): ImageOptions['shape'] {
  return image?.shape ?? (columns === undefined ? imageShapeOf({ inputShape }) : undefined);
}

function assertShape({ train }: RawParts, source: string, { image }: LoadOptions): void {
  if (image?.shape === undefined || image.shape.join() === train.inputShape.join()) return;
  throw new InvalidInputError(
    `${source}: holds images of ${train.inputShape.join('x')}, so that --shape ${image.shape.join('x')} cannot be theirs`,
  );
}

/** One preparation serves all parts, so that their values must count alike. */
function assertOneScale({ train, validation, test }: RawParts, source: string): void {
  const kindOf = ({ fullScale }: RawDataset) => (fullScale === undefined ? 'other numbers' : 'bytes');
  for (const [kind, part] of Object.entries({ validation, test })) {
    if (part === undefined || part.fullScale === train.fullScale) continue;
    throw new InvalidInputError(
      `${source}: training and ${kind} images must be of one kind, found ${kindOf(train)} and ${kindOf(part)}`,
    );
  }
}

async function loadPath(source: string, options: LoadOptions): Promise<RawParts> {
  const { classNames } = options;
  const information = await stat(source).catch(() => undefined);
  if (information === undefined)
    throw new InvalidInputError(`${source}: no such file or folder; ${sourceHelp}`);
  if (information.isFile()) {
    if (/\.npz$/i.test(source)) return loadNpz(source, options);
    if (!isTablePath(source)) throw new InvalidInputError(`${source}: ${sourceHelp}`);
    return loadTableParts(tableName(source), { train: source }, options);
  }
  const name = basename(source);
  // Some archives unpack to folders that are named like the files in them.
  const entries = await readdir(source, { withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const find = (pattern: RegExp): string | undefined => {
    const found = files.filter((file) => pattern.test(file));
    // An archive that was unpacked lies beside what came out of it.
    const [file, ...others] = found.filter(
      (candidate) => !found.includes(/\.gz$/i.test(candidate) ? candidate.slice(0, -3) : ''),
    );
    if (others.length === 0) return file && join(source, file);
    throw new InvalidInputError(
      `${source}: which file is meant: ${[file, ...others].join(' or ')}? Name it alone, or keep one of them`,
    );
  };
  const idx = (kind: string) => (word: string) =>
    find(
      new RegExp(
        `^(?:emnist-[a-z]+-)?${word === partWords.test ? `(?:t10k|${word})` : word}-${kind}.*(?:ubyte|idx\\d?)`,
      ),
    );
  assertOneEmnist(source, files);
  const images = eachPart(idx('images'));
  if (images !== undefined) {
    const labels = eachPart(idx('labels'));
    const files = paired(images, labels, 'labels', (image, label) => ({ images: image, labels: label }));
    return loadParts(
      files,
      (part, known) => loadIdxPart(name, part, known),
      (part) => part.images,
      classNames,
    );
  }
  const tables = eachPart((word) => find(new RegExp(`^(?:.+[-_ ])?${word}(?:${tableEndingPattern})$`, 'i')));
  if (tables !== undefined) return loadTableParts(name, tables, options);
  const array = (letter: string) => (word: string) => find(new RegExp(`^${letter}_${word}\\.npy$`, 'i'));
  const features = eachPart(array('x'));
  if (features !== undefined) {
    const labels = eachPart(array('y'));
    const files = paired(features, labels, 'labels', (rows, label) => ({ features: rows, labels: label }));
    return loadNpyFiles(files, name, options);
  }
  const folders = await subfolders(source);
  if (folders.length === 0) {
    const held =
      files.length === 0 ? '' : ` among its ${files.length} files (${files.slice(0, 5).join(', ')})`;
    throw new InvalidInputError(`${source}: found no data there${held}; ${sourceHelp}`);
  }
  const parts = eachPart((word) => {
    const folder = folders.find((candidate) => new RegExp(`^${word}$`, 'i').test(candidate));
    return folder && join(source, folder);
  });
  return loadImageFolders(parts ?? { train: source }, source, options);
}

async function loadNpz(source: string, options: LoadOptions): Promise<RawParts> {
  const { parts, notes } = await readNpz(source);
  const name = basename(source).slice(0, -4);
  const loaded = await loadParts(
    parts,
    (part, known) => Promise.resolve(datasetOfArrays(name, part, layoutOf(options), known)),
    (part) => part.features.source,
    options.classNames,
  );
  return { ...loaded, notes: [...notes, ...(loaded.notes ?? [])] };
}

function loadNpyFiles(
  files: GivenParts<{ readonly features: string; readonly labels: string }>,
  name: string,
  options: LoadOptions,
): Promise<RawParts> {
  return loadParts(
    files,
    async ({ features, labels }, known) => {
      const [array, labelArray] = await Promise.all([readNpy(features), readNpy(labels)]);
      const arrays = {
        features: { array, source: features },
        labels: { array: labelArray, source: labels },
      };
      return datasetOfArrays(name, arrays, layoutOf(options), known);
    },
    (part) => part.features,
    options.classNames,
  );
}

function layoutOf({ image, inputShape }: LoadOptions): KnownLayout {
  return { layout: image?.layout, inputShape };
}

/** Parts behind the first have its colors, and its ground behind transparent pixels. Files are named from the source on. */
function loadImageFolders(
  folders: GivenParts<string>,
  source: string,
  { image = {}, classNames }: LoadOptions,
): Promise<RawParts> {
  let known = image;
  const load = async (folder: string, classes?: readonly string[]): Promise<RawDataset> => {
    const nameOf = (path: string) => relative(source, path).replaceAll('\\', '/');
    const part = await loadImageFolder(folder, basename(source), known, classes, nameOf);
    known = {
      ...known,
      gray: part.inputShape[2] === 1,
      background: known.background ?? part.image?.background,
    };
    return part;
  };
  return loadParts(folders, load, (folder) => folder, classNames);
}

/** Archives of EMNIST hold six sets. */
function assertOneEmnist(source: string, files: readonly string[]): void {
  const sets = new Set(files.flatMap((file) => /^emnist-([a-z]+)-/i.exec(file)?.[1] ?? []));
  if (sets.size < 2) return;
  throw new InvalidInputError(
    `${source}: holds several sets of EMNIST: ${[...sets].join(', ')}; put the files of one into a folder of its own`,
  );
}

function loadTableParts(name: string, files: GivenParts<string>, options: LoadOptions): Promise<RawParts> {
  const { columns, classNames } = options;
  const table = { ...options.table, unlabelled: options.unlabelled !== undefined };
  const known = columns && classNames && { ...columns, classNames };
  const shape = shapeOf(options);
  return loadTable(name, files, table, known, { shape, classNames: shape && classNames });
}

const tableEndingPattern = tableEndings.map((ending) => ending.replaceAll('.', '\\.')).join('|');

/** `flowers` for `data/flowers.csv.gz` */
function tableName(path: string): string {
  const file = basename(path);
  const ending = tableEndings.find((known) => file.toLowerCase().endsWith(known)) ?? '';
  return file.slice(0, file.length - ending.length) || file;
}

/** Something of each part, found by the words that parts are called by; `undefined` where there is no training part. */
function eachPart(find: (word: string) => string | undefined): GivenParts<string> | undefined {
  const train = find(partWords.train);
  return train === undefined
    ? undefined
    : { train, validation: find(partWords.validation), test: find(partWords.test) };
}

/** Two files of each part. */
function paired<T>(
  first: GivenParts<string>,
  second: GivenParts<string> | undefined,
  kind: string,
  pair: (first: string, second: string) => T,
): GivenParts<T> {
  const pairOf = (part: keyof GivenParts<string>, path: string): T => {
    const other = second?.[part];
    if (other === undefined) throw new InvalidInputError(`${path}: no file of ${kind} beside it`);
    return pair(path, other);
  };
  const { train, validation, test } = first;
  return {
    train: pairOf('train', train),
    validation: validation === undefined ? undefined : pairOf('validation', validation),
    test: test === undefined ? undefined : pairOf('test', test),
  };
}
