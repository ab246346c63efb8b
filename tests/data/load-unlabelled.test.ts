import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { UnlabelledDataset } from '../../src/data/dataset.js';
import { openData, OpenData } from '../../src/data/open-data.js';
import { onlyAffineStep } from '../../src/data/preparation.js';
import { InvalidInputError } from '../../src/errors.js';
import { folderWith, grayPng, npyBytes } from './files.js';
import { numberedRows } from './small-dataset.js';
import { readSplits } from './read-features.js';

const few = `x,y,label\n${Array.from({ length: 60 }, (_, row) => `${row}.25,${row % 7},${'ab'[row % 2] ?? ''}`).join('\n')}\n`;
const many = `label,y,x\n${Array.from({ length: 40 }, (_, row) => `c,${row},${1000 + row}.25`).join('\n')}\n`;

/** Raw values of a column. */
function rawColumn({ features, featureCount, rowCount, preparation }: UnlabelledDataset, column: number) {
  const all = features.subarray();
  const { offset, scale } = onlyAffineStep(preparation) ?? { offset: 0, scale: 1 };
  const at = (value: number | readonly number[]) => (typeof value === 'number' ? value : value[column]);
  return Array.from(
    { length: rowCount },
    (_, row) =>
      Math.round((all[row * featureCount + column] ?? NaN) / (at(scale) ?? 1) + (at(offset) ?? 0)) + 0,
  );
}

describe('rows of a source of their own', () => {
  test('columns of a table are found by their names, and labels are not looked at', async () => {
    const folder = await folderWith({ 'few.csv': few, 'many.csv': many });
    const source = path.join(folder, 'many.csv');
    const data = await openData(path.join(folder, 'few.csv'), { unlabelled: { source } });
    expect(data.notes).toContain(`${source}: column label holds labels, which are not looked at`);
    const { train, unlabelled } = data.splits({ seed: 1 });
    expect(unlabelled).not.toHaveProperty('labels');
    expect(unlabelled && rawColumn(unlabelled, 0)).toEqual(
      Array.from({ length: 40 }, (_, row) => 1000 + row),
    );
    expect(unlabelled && rawColumn(unlabelled, 1)).toEqual([...Array(40).keys()]);
    expect(train.origin?.data.rows.unlabelled).toBe(40);
    expect(data.facts().unlabelledRows).toBe(40);
    // Teachers that take raw rows find them by their numbers.
    const raw = train.rawTable?.valuesOf(unlabelled?.sourceRows?.subarray(0, 2) ?? new Int32Array(0));
    expect([...(raw ?? [])]).toEqual([1000.25, 0, 1001.25, 1]);
    expect([...(train.rowSource?.places.subarray(60) ?? [])]).toEqual(Array<number>(40).fill(-1));
  });

  test('images of a folder or an array count as the labelled ones', async () => {
    const image = (value: number) =>
      grayPng([
        [value, 0],
        [0, 255],
      ]);
    const folder = await folderWith({
      ...Object.fromEntries(
        Array.from({ length: 12 }, (_, row) => [`set/${'ab'[row % 2] ?? ''}/${row}.png`, image(20 * row)]),
      ),
      'more/1.png': image(51),
      'more/deeper/2.png': image(102),
      'more.npy': npyBytes('|u1', [3, 2, 2], Uint8Array.of(51, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255)),
      'wide.npy': npyBytes('|u1', [1, 2, 3], new Uint8Array(6)),
    });
    const open = (source: string) =>
      openData(path.join(folder, 'set'), { unlabelled: { source: path.join(folder, source) } });
    const { unlabelled } = (await open('more')).splits({ seed: 1 });
    expect(unlabelled?.rowCount).toBe(2);
    expect([unlabelled?.features.subarray()[0], unlabelled?.features.subarray()[4]]).toEqual([
      Math.fround(0.2),
      Math.fround(0.4),
    ]);
    const ofArray = (await open('more.npy')).splits({ seed: 1 }).unlabelled;
    expect([ofArray?.rowCount, ofArray?.features.subarray()[0], ofArray?.features.subarray()[11]]).toEqual([
      3,
      Math.fround(0.2),
      1,
    ]);
    await expect(open('wide.npy')).rejects.toThrow(/wide\.npy: must hold images of shape \[2, 2, 1\]/);
  });

  test.each([
    ['other.csv', /other\.csv: misses a column of the model: y/],
    ['none.csv', /none\.csv: no such file or folder of unlabelled rows/],
    ['', /unlabelled rows must be a table/],
    ['wide.npy', /wide\.npy: must hold rows of 2 values, found an array \[1, 3\]/],
  ])('%j is refused', async (name, message) => {
    const folder = await folderWith({
      'few.csv': few,
      'other.csv': 'x,z\n1,2\n',
      'wide.npy': npyBytes('<f8', [1, 3], new Float64Array(3)),
    });
    const opening = openData(path.join(folder, 'few.csv'), {
      unlabelled: { source: path.join(folder, name) },
    });
    await expect(opening).rejects.toThrow(InvalidInputError);
    await expect(opening).rejects.toThrow(message);
  });
});

describe("a table's own rows without a label", () => {
  const some = few.replace(/^(\d*[05]\.25,.*),[ab]$/gm, '$1,');

  test('are kept where they are wanted, and left out otherwise', async () => {
    const file = path.join(await folderWith({ 'some.csv': some }), 'some.csv');
    const wanted = await openData(file, { unlabelled: {} });
    const usual = await openData(file);
    expect(wanted.notes).toContain(
      `${file}: 12 of 60 rows have no label: a tree learns from what its teacher answers to them`,
    );
    expect(usual.notes).toContain(`${file}: 12 of 60 rows have no label and are left out`);
    expect(usual.splits({ seed: 1 }).unlabelled).toBeUndefined();
    const { train, validation, test: tested, unlabelled } = wanted.splits({ seed: 1 });
    expect(train.rowCount + validation.rowCount + tested.rowCount).toBe(48);
    expect(unlabelled && rawColumn(unlabelled, 0)).toEqual(Array.from({ length: 12 }, (_, row) => 5 * row));
    expect(unlabelled?.preparation).toEqual(train.preparation);
    expect(wanted.fingerprint).toBe(usual.fingerprint);
    // Answers in the order of the file are known for them, too.
    const { places = [] } = train.rowSource ?? {};
    expect(unlabelled?.sourceRows && Array.from(unlabelled.sourceRows, (row) => places[row])).toEqual(
      Array.from({ length: 12 }, (_, row) => 5 * row),
    );
  });
});

describe('forgotten labels', () => {
  const labels = Array.from({ length: 240 }, (_, row) => row % 4);
  const data = new OpenData({ train: numberedRows(labels), unlabelled: [] });

  test('leave rows without one; the preparation sees all training rows', () => {
    const { train, validation, test: tested, unlabelled } = data.splits({ seed: 3, labels: 24 });
    expect([train.rowCount, validation.rowCount, tested.rowCount, unlabelled?.rowCount]).toEqual([
      19, 5, 48, 168,
    ]);
    expect(new Set(validation.labels).size).toBe(4);
    const parts = [train, validation, tested, unlabelled].flatMap((part) => (part ? rawColumn(part, 0) : []));
    expect(parts.sort((a, b) => a - b)).toEqual([...labels.keys()]);
    const learned = [train, unlabelled].flatMap((part) => (part ? rawColumn(part, 0) : []));
    const mean = learned.reduce((sum, value) => sum + value, 0) / learned.length;
    expect(onlyAffineStep(train.preparation)?.offset).toEqual([expect.closeTo(mean, 9)]);
    expect(data.facts({ labels: 24 })).toMatchObject({ rowCount: 19, unlabelledRows: 168 });
  });

  test('test rows are those of all labels, and fewer rows are drawn by the seed', () => {
    const all = data.splits({ seed: 3 });
    expect(all.unlabelled).toBeUndefined();
    const fewer = data.splits({ seed: 3, labels: 24, trainRows: 30 });
    expect(fewer.test.sourceRows).toEqual(all.test.sourceRows);
    expect(fewer.unlabelled?.rowCount).toBe(30);
    expect(readSplits(data.splits({ seed: 3, labels: 24, trainRows: 30 }))).toEqual(readSplits(fewer));
  });

  test.each([7, 193])('%i labels are refused', (count) => {
    expect(() => data.splits({ seed: 1, labels: count })).toThrow(
      `labels to keep must be from 8, two for each class, to 192, all that are no test rows; found ${count}`,
    );
  });
});
