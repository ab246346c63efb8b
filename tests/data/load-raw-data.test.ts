import { describe, expect, test } from '@jest/globals';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RawValues } from '../../src/data/raw-dataset.js';
import { loadRawData } from '../../src/data/load-raw-data.js';
import { InvalidInputError } from '../../src/errors.js';
import { folderWith, grayPng, idxBytes, npyBytes, pngBytes } from './files.js';

/** Images are decoded in float32, so that their values are bytes but for its rounding. */
const byteValues = (values: RawValues): number[] => Array.from(values, (value) => Number(value.toFixed(4)));

const [dark, bright] = [grayPng([[0, 51]]), grayPng([[255, 102]])];

type Files = Readonly<Record<string, string | Uint8Array>>;

/** The message with which loading fails, without the folder's path. */
async function failure(files: Files, path = ''): Promise<string> {
  const folder = await folderWith(files);
  const loading = loadRawData(join(folder, path));
  await expect(loading).rejects.toThrow(InvalidInputError);
  const message = await loading.then(
    () => '',
    (error: unknown) => (error as Error).message,
  );
  return message.replaceAll(`${folder}/`, '').replaceAll(folder, 'FOLDER');
}

test('a path that does not exist, or is no data: the message lists what is allowed', async () => {
  expect(await failure({}, 'nothing')).toMatch(
    /^nothing: no such file or folder; a data set is "mnist", a table \(\.csv, /,
  );
  expect(await failure({ 'a.doc': 'x' }, 'a.doc')).toMatch(/^a\.doc: a data set is "mnist"/);
  expect(await failure({})).toMatch(/^FOLDER.*: found no data there; a data set is "mnist"/);
});

test('a file that is too large to be read', async () => {
  const folder = await folderWith({});
  const path = join(folder, 'large.csv');
  const file = await open(path, 'w');
  await file.truncate(3 * 2 ** 30);
  await file.close();
  await expect(loadRawData(path)).rejects.toThrow(InvalidInputError);
  await expect(loadRawData(path)).rejects.toThrow(
    `${path}: line 1 is longer than 2097152 bytes: this is not a table`,
  );
});

describe('tables', () => {
  test('a CSV file: its numbers, classes in order, no test part', async () => {
    const folder = await folderWith({ 'iris.csv': 'a,b,species\n1,2,setosa\n3,4,Virginica\n5,6,setosa\n' });
    const { train, test: own } = await loadRawData(join(folder, 'iris.csv'));
    expect(own).toBeUndefined();
    expect(train).toEqual({
      name: 'iris',
      values: Float64Array.of(1, 2, 3, 4, 5, 6),
      labels: Uint16Array.of(1, 0, 1),
      rowCount: 3,
      columnCount: 2,
      classNames: ['Virginica', 'setosa'],
      columns: [
        { name: 'a', type: 'number' },
        { name: 'b', type: 'number' },
      ],
      labelName: 'species',
      constants: [],
      inputShape: [2],
    });
  });

  test('numbers as labels are in the order of their values', async () => {
    const folder = await folderWith({ 'n.csv': '1,10\n2,9\n3,-1\n' });
    const { train } = await loadRawData(join(folder, 'n.csv'));
    expect(train.classNames).toEqual(['-1', '9', '10']);
    expect([...train.labels]).toEqual([2, 1, 0]);
  });

  test('given classes keep their indices, also where the data shows only one', async () => {
    const folder = await folderWith({ 'n.csv': 'x,kind\n1,b\n2,b\n' });
    const columns = { label: 'kind', columns: [{ name: 'x', type: 'number' }] } as const;
    const { train } = await loadRawData(join(folder, 'n.csv'), { classNames: ['c', 'b', 'a'], columns });
    expect(train.classNames).toEqual(['c', 'b', 'a']);
    expect([...train.labels]).toEqual([1, 1]);
  });

  test('train.csv and test.csv share classes', async () => {
    const folder = await folderWith({
      'train.csv': 'a,label\n1,x\n2,y\n3,z\n',
      'test.csv': 'a,label\n4,z\n',
    });
    const { train, test: own } = await loadRawData(folder);
    expect(train.rowCount).toBe(3);
    expect(own?.classNames).toEqual(['x', 'y', 'z']);
    expect([...(own?.labels ?? [])]).toEqual([2]);
  });

  test('columns of the test part are found by their names, in whatever order', async () => {
    const folder = await folderWith({
      'train.csv': 'a,b,label\n1,2,x\n3,4,y\n',
      'test.csv': 'label,b,a\ny,20,10\n',
    });
    const { test: own } = await loadRawData(folder);
    expect([...(own?.values ?? [])]).toEqual([10, 20]);
    expect([...(own?.labels ?? [])]).toEqual([1]);
  });

  test('a test part without labels is none, and that is said', async () => {
    const folder = await folderWith({ 'train.csv': 'a,label\n1,x\n2,y\n', 'test.csv': 'a\n1\n' });
    const { test: own, notes } = await loadRawData(folder);
    expect(own).toBeUndefined();
    expect(notes?.join()).toContain(
      'has no column "label", so it is no test part; its rows are for sdt predict',
    );
  });

  const train = 'a,b,label\n1,2,x\n3,4,y\n';
  test.each([
    [
      'one class',
      { 'train.csv': 'a,label\n1,x\n2,x\n' },
      'train.csv: column "label" cannot be the label: it has one value alone; a label needs two classes',
    ],
    [
      'too many classes',
      { 'train.csv': ['a,label', ...Array.from({ length: 257 }, (_, row) => `1.5,w${row}`)].join('\n') },
      'train.csv: column "label" cannot be the label: it has 257 different values in 257 rows; name another with --label, or make classes of it first',
    ],
    [
      'a new class in the test part',
      { 'train.csv': train, 'test.csv': 'a,b,label\n1,2,q\n' },
      'test.csv: label "q" of row 1 (column label) must be one of the classes "x", "y"',
    ],
    [
      'other columns in the test part',
      { 'train.csv': train, 'test.csv': 'c,a,label\n1,2,x\n' },
      'test.csv: misses a column of the model: b, and the model does not know c',
    ],
    [
      'a word among numbers',
      { 'train.csv': `a,b,label\n${'1,2,x\n3,4,y\n'.repeat(5)}red,5,x\n` },
      'train.csv: row 11, column a: must be a finite number, found "red"; if it stands for a missing value: --missing red; if the column holds words: --categorical a',
    ],
  ])('%s: one clear message', async (_, files: Files, message) => {
    expect(await failure(files)).toBe(message);
  });
});

describe('IDX folders', () => {
  const images = idxBytes(8, [2, 1, 2], Uint8Array.of(0, 255, 51, 102));
  const labels = idxBytes(8, [2], Uint8Array.of(2, 0));

  test('plain and gzipped, with a test part', async () => {
    const folder = await folderWith({
      'train-images-idx3-ubyte': images,
      'train-labels-idx1-ubyte.gz': gzipSync(labels),
      't10k-images.idx3-ubyte.gz': gzipSync(idxBytes(8, [1, 1, 2], Uint8Array.of(255, 0))),
      't10k-labels.idx1-ubyte': idxBytes(8, [1], Uint8Array.of(2)),
    });
    const { train, test: own } = await loadRawData(folder);
    expect(train.values).toEqual(Uint8Array.of(0, 255, 51, 102));
    // A class is a label that there is: EMNIST's letters have no 0.
    expect([...train.labels]).toEqual([1, 0]);
    expect(train.classNames).toEqual(['0', '2']);
    expect(train.inputShape).toEqual([1, 2, 1]);
    expect(train.fullScale).toBe(255);
    expect([...(own?.labels ?? [])]).toEqual([1]);
    expect(own?.classNames).toEqual(['0', '2']);
  });

  test('color images of numbers that are not bytes are taken as they are; classes may be given', async () => {
    const floats = Buffer.alloc(12);
    [0.5, -1, 2].forEach((value, index) => floats.writeFloatBE(value, 4 * index));
    const folder = await folderWith({
      'train-images.idx4': idxBytes(0x0d, [1, 1, 1, 3], floats),
      'train-labels.idx1': idxBytes(8, [1], Uint8Array.of(1)),
    });
    const { train } = await loadRawData(folder, { classNames: ['cat', 'dog', 'owl'] });
    expect([...train.values]).toEqual([0.5, -1, 2]);
    expect(train.inputShape).toEqual([1, 1, 3]);
    expect(train.fullScale).toBeUndefined();
    expect(train.classNames).toEqual(['cat', 'dog', 'owl']);
  });

  const notFinite = Buffer.alloc(8);
  notFinite.writeFloatBE(NaN, 4);
  const [i, l] = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'];
  test.each([
    ['no labels', { [i]: images }, `${i}: no file of labels beside it`],
    [
      'no test labels',
      { [i]: images, [l]: labels, 'test-images.idx': images },
      'test-images.idx: no file of labels beside it',
    ],
    [
      'images and labels mixed up',
      { [i]: labels, [l]: labels },
      `${i}: images must have shape [rows, height, width] or [rows, height, width, channels], found [2]`,
    ],
    [
      'too few labels',
      { [i]: images, [l]: idxBytes(8, [1], Uint8Array.of(1)) },
      `${l}: labels must have shape [2], one for each image of ${i}, found [1]`,
    ],
    [
      'no images',
      { [i]: idxBytes(8, [0, 1, 2], Uint8Array.of()), [l]: idxBytes(8, [0], Uint8Array.of()) },
      `${i}: no pixels in shape [0, 1, 2]`,
    ],
    [
      'half a label',
      { [i]: images, [l]: idxBytes(0x0d, [2], Buffer.from([0x3f, 0, 0, 0, 0, 0, 0, 0])) },
      `${l}: label 0.5 in row 0 must be a whole number`,
    ],
    [
      'a label beyond the training labels',
      {
        [i]: images,
        [l]: labels,
        't10k-images-idx3-ubyte': images,
        't10k-labels-idx1-ubyte': idxBytes(8, [2], Uint8Array.of(0, 3)),
      },
      't10k-labels-idx1-ubyte: label 3 in row 1 is none of the classes 0, 2',
    ],
    [
      'test images of another size',
      {
        [i]: images,
        [l]: labels,
        'test-images.idx': idxBytes(8, [1, 2, 2], new Uint8Array(4)),
        'test-labels.idx': idxBytes(8, [1], Uint8Array.of(2)),
      },
      `test-images.idx: rows must have shape [1, 2, 1] as in ${i}, found [2, 2, 1]`,
    ],
    [
      'NaN',
      { [i]: idxBytes(0x0d, [2, 1, 1], notFinite), [l]: labels },
      `${i}: element 1 must be a finite number, found NaN`,
    ],
    [
      'a text instead of labels',
      { [i]: images, [l]: 'a,b,c' },
      `${l}: not an IDX file: its magic is 0x612c622c; expected two zero bytes, a type code (08, 09, 0b, 0c, 0d or 0e) and a number of dimensions`,
    ],
  ])('%s: one clear message', async (_, files: Files, message) => {
    expect(await failure(files)).toBe(message);
  });
});

describe("EMNIST's files", () => {
  const files = (set: string) => ({
    [`emnist-${set}-train-images-idx3-ubyte`]: idxBytes(8, [2, 2, 2], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)),
    [`emnist-${set}-train-labels-idx1-ubyte`]: idxBytes(8, [2], Uint8Array.of(1, 26)),
    [`emnist-${set}-test-images-idx3-ubyte`]: idxBytes(8, [1, 2, 2], Uint8Array.of(0, 9, 0, 0)),
    [`emnist-${set}-test-labels-idx1-ubyte`]: idxBytes(8, [1], Uint8Array.of(26)),
  });

  test('images are turned upright', async () => {
    const { train, test: own, notes } = await loadRawData(await folderWith(files('letters')));
    expect(train.values).toEqual(Uint8Array.of(1, 3, 2, 4, 5, 7, 6, 8));
    expect(train.classNames).toEqual(['1', '26']);
    expect(own?.values).toEqual(Uint8Array.of(0, 0, 9, 0));
    expect(notes?.[0]).toContain('EMNIST stores its images transposed; they are turned upright');
  });

  test('several sets in a folder', async () => {
    expect(await failure({ ...files('letters'), ...files('digits') })).toBe(
      'FOLDER: holds several sets of EMNIST: digits, letters; put the files of one into a folder of its own',
    );
  });
});

describe('NumPy folders', () => {
  const labels = npyBytes('<i8', [2], BigInt64Array.of(1n, 0n));

  test('a table, with a test part', async () => {
    const folder = await folderWith({
      'X_train.npy': npyBytes('<f8', [2, 3], Float64Array.of(1, 2, 3, 4, 5, 6)),
      'y_train.npy': labels,
      'X_test.npy': npyBytes('<f4', [1, 3], Float32Array.of(7, 8, 9)),
      'y_test.npy': npyBytes('|u1', [1], Uint8Array.of(0)),
    });
    const { train, test: own } = await loadRawData(folder);
    expect([...train.values]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(train.inputShape).toEqual([3]);
    expect(train.columns?.map(({ name }) => name)).toEqual(['feature 1', 'feature 2', 'feature 3']);
    expect([...train.labels]).toEqual([1, 0]);
    expect([...(own?.values ?? [])]).toEqual([7, 8, 9]);
  });

  test('bytes of images are scaled, other numbers and tables of bytes are not', async () => {
    const load = async (x: Uint8Array) =>
      (await loadRawData(await folderWith({ 'X_train.npy': x, 'y_train.npy': labels }))).train;
    const bytes = await load(npyBytes('|u1', [2, 1, 2], Uint8Array.of(0, 255, 51, 102)));
    expect(bytes.values).toEqual(Uint8Array.of(0, 255, 51, 102));
    expect(bytes.inputShape).toEqual([1, 2, 1]);
    expect(bytes.columns).toBeUndefined();
    expect(bytes.fullScale).toBe(255);
    const floats = await load(npyBytes('<f4', [2, 2, 1, 1], Float32Array.of(0, 255, 51, 102)));
    expect([...floats.values]).toEqual([0, 255, 51, 102]);
    expect(floats.inputShape).toEqual([2, 1, 1]);
    expect([...(await load(npyBytes('|u1', [2, 1], Uint8Array.of(3, 200)))).values]).toEqual([3, 200]);
  });

  const x = npyBytes('<f4', [2, 1], Float32Array.of(1, 2));
  test.each([
    [
      'too few labels',
      { 'X_train.npy': x, 'y_train.npy': npyBytes('|u1', [1], Uint8Array.of(1)) },
      'y_train.npy: must have shape [2], one label for each row of X_train.npy, found [1]',
    ],
    [
      'one axis',
      { 'X_train.npy': npyBytes('<f4', [2], Float32Array.of(1, 2)), 'y_train.npy': labels },
      'X_train.npy: must have shape [rows, features], [rows, height, width] or [rows, height, width, channels], found [2]',
    ],
    [
      'half a label',
      { 'X_train.npy': x, 'y_train.npy': npyBytes('<f4', [2], Float32Array.of(0.5, 1)) },
      'y_train.npy: label 0.5 in row 0 must be a whole number',
    ],
    [
      'another row length in the test part',
      {
        'X_train.npy': x,
        'y_train.npy': labels,
        'X_test.npy': npyBytes('<f4', [1, 2], Float32Array.of(1, 2)),
        'y_test.npy': npyBytes('|u1', [1], Uint8Array.of(1)),
      },
      'X_test.npy: rows must have shape [1] as in X_train.npy, found [2]',
    ],
  ])('%s: one clear message', async (_, files: Files, message) => {
    expect(await failure(files)).toBe(message);
  });
});

describe('image folders', () => {
  const color = pngBytes({ width: 2, height: 1, depth: 8, colorType: 2, lines: [[255, 0, 0, 0, 0, 255]] });

  test('a subfolder per class; files in the order of their names, others counted and named', async () => {
    const folder = await folderWith({
      '10/b.png': dark,
      '10/a.png': bright,
      '9/x.png': dark,
      '9/notes.txt': 'x',
      '9/.DS_Store': 'x',
      'list.csv': 'x',
      '.cache/x.png': dark,
    });
    const { train, test: own, notes } = await loadRawData(folder);
    expect(notes).toEqual([
      `${folder}: 4 files that are no images are left out: list.csv, 9/notes.txt, .cache, ...`,
    ]);
    expect(own).toBeUndefined();
    expect(train.classNames).toEqual(['9', '10']);
    expect([...train.labels]).toEqual([0, 1, 1]);
    expect(byteValues(train.values)).toEqual([0, 51, 255, 102, 0, 51]);
    expect(train.inputShape).toEqual([1, 2, 1]);
    expect(train.fullScale).toBe(255);
  });

  test('if any image has color, all are RGB', async () => {
    const { train } = await loadRawData(await folderWith({ 'a/1.png': dark, 'b/1.png': color }));
    expect(train.inputShape).toEqual([1, 2, 3]);
    expect(byteValues(train.values)).toEqual([0, 0, 0, 51, 51, 51, 255, 0, 0, 0, 0, 255]);
  });

  test('train/ and test/ share classes, of which the test part may lack some', async () => {
    const { train, test: own } = await loadRawData(
      await folderWith({ 'train/a/1.png': dark, 'train/b/1.png': bright, 'test/b/1.png': bright }),
    );
    expect(train.classNames).toEqual(['a', 'b']);
    expect(own?.classNames).toEqual(['a', 'b']);
    expect([...(own?.labels ?? [])]).toEqual([1]);
  });

  test('with given classes one subfolder is enough', async () => {
    const { train } = await loadRawData(await folderWith({ 'b/1.png': dark }), { classNames: ['b', 'a'] });
    expect(train.classNames).toEqual(['b', 'a']);
    expect([...train.labels]).toEqual([0]);
  });

  test.each([
    ['one class', { 'a/1.png': dark }, 'FOLDER: must have from 2 to 65536 classes, found 1'],
    [
      'no images',
      { 'a/1.txt': 'x', 'b/1.txt': 'x' },
      "a: holds no image; a class's folder must hold PNG, JPEG, WebP, BMP or TIFF files, found 1.txt",
    ],
    [
      'another size',
      { 'a/1.png': dark, 'b/1.png': grayPng([[1], [2]]) },
      'FOLDER: all images must have one size, found 2 sizes (height x width): 1 x 2 (1 image), 2 x 1 (1 image); --image-size 1x2 brings all to one',
    ],
    [
      'a file that is no image',
      { 'a/1.png': dark, 'b/1.png': 'text' },
      'b/1.png: not an image that can be read: Input buffer contains unsupported image format',
    ],
    [
      'a new class in the test part',
      { 'train/a/1.png': dark, 'train/b/1.png': dark, 'test/c/1.png': dark },
      'test/c: a folder of images must be named after one of the classes "a", "b"',
    ],
    [
      'test images of another size',
      { 'train/a/1.png': dark, 'train/b/1.png': dark, 'test/a/1.png': grayPng([[1]]) },
      'test: rows must have shape [1, 2, 1] as in train, found [1, 1, 1]',
    ],
  ])('%s: one clear message', async (_, files: Files, message) => {
    expect(await failure(files)).toBe(message);
  });
});

describe('parts', () => {
  const rows = 'a,label\n1,x\n2,y\n';

  test.each([
    ['tables', { 'train.csv': rows, 'valid.csv': rows, 'test.csv': rows }],
    [
      'tables with a name before',
      { 'a_training.csv': rows, 'a_validation.csv': rows, 'a_testing.csv': rows },
    ],
    ['image folders', imageParts(['Train', 'val', 'TEST'])],
  ])('%s: train, validation and test are found by their names', async (_, files) => {
    const { train, validation, test: own } = await loadRawData(await folderWith(files));
    expect([train.rowCount, validation?.rowCount, own?.rowCount]).toEqual([2, 2, 2]);
    expect(validation?.classNames).toEqual(train.classNames);
  });

  test.each([
    [{ 'train.csv': rows, 'train.parquet': rows }, /which file is meant: train\.csv or train\.parquet\?/],
    [{ 'one.csv': rows, 'notes.md': '' }, /found no data there among its 2 files \(notes\.md, one\.csv\)/],
    [{ 'train.csv': rows, 'val.csv': 'a,label\n1,z\n' }, /^val\.csv: label "z" of row 1/],
  ])('what is not clear is an error', async (files: Files, message) => {
    expect(await failure(files)).toMatch(message);
  });

  test('an archive beside what came out of it is not read twice', async () => {
    const { train } = await loadRawData(
      await folderWith({ 'train.csv': rows, 'train.csv.gz': gzipSync(rows) }),
    );
    expect(train.rowCount).toBe(2);
  });

  function imageParts(parts: readonly string[]): Files {
    return Object.fromEntries(
      parts.flatMap((part) => [
        [`${part}/a/1.png`, dark],
        [`${part}/b/1.png`, bright],
      ]),
    );
  }
});
