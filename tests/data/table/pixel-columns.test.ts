import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { loadRawData, type LoadOptions } from '../../../src/data/load-raw-data.js';
import { folderWith, npyBytes } from '../files.js';

const named = `label,pixel0,pixel1,pixel2,pixel3\n${'7,0,0,9,255\n3,0,1,2,3\n'.repeat(3)}`;

async function load(text: string, options: LoadOptions = {}) {
  return loadRawData(join(await folderWith({ 'digits.csv': text }), 'digits.csv'), options);
}

describe('tables of pixels', () => {
  test("Kaggle's columns are images, constant pixels among them", async () => {
    const { train, notes } = await load(named);
    expect(train).toMatchObject({
      inputShape: [2, 2, 1],
      columnCount: 4,
      fullScale: 255,
      classNames: ['3', '7'],
    });
    expect(train.columns).toBeUndefined();
    expect(train.values.subarray(0, 8)).toEqual(Uint8Array.of(0, 0, 9, 255, 0, 1, 2, 3));
    expect(notes?.join()).toContain('4 columns are the pixels of images of 2 x 2 x 1, found by their names');
  });

  test('1x1 to 2x2, in whatever order', async () => {
    const { train } = await load(`2x2,digit,1x2,1x1,2x1\n${'4,a,2,1,3\n8,b,6,5,7\n'.repeat(3)}`);
    expect([...train.values.subarray(0, 8)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(train.classNames).toEqual(['a', 'b']);
  });

  test('other names, fractions or more columns: a table, unless --shape says otherwise', async () => {
    const fractions = named.replaceAll('255', '0.5');
    expect((await load(fractions)).train.columns?.length).toBeGreaterThan(0);
    const image = { shape: [1, 4, 1] } as const;
    const { train } = await load(fractions, { image });
    expect(train).toMatchObject({ inputShape: [1, 4, 1], fullScale: undefined });
    expect([...train.values.subarray(0, 4)]).toEqual([0, 0, 9, 0.5]);
    await expect(load(named, { image: { shape: [3, 3, 1] } })).rejects.toThrow(
      'images of --shape 3x3x1 take 9 columns, found 4 beside the label "label"',
    );
    await expect(load(named.replace('0,0,9', '0,,9'), { image })).rejects.toThrow(
      /row 1: value 2 is missing/,
    );
  });

  test('for a tree of images: its shape and its classes', async () => {
    const { train } = await load(named, { inputShape: [4, 1, 1], classNames: ['1', '3', '7'] });
    expect(train.inputShape).toEqual([4, 1, 1]);
    expect([...train.labels].slice(0, 2)).toEqual([2, 1]);
  });

  test('arrays with two axes', async () => {
    const folder = await folderWith({
      'X_train.npy': npyBytes('<f4', [2, 6], Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
      'y_train.npy': npyBytes('|u1', [2], Uint8Array.of(0, 1)),
    });
    const { train } = await loadRawData(folder, { image: { shape: [1, 2, 3] } });
    expect(train).toMatchObject({ inputShape: [1, 2, 3], fullScale: 255 });
    expect([...train.values.subarray(0, 3)]).toEqual([0, 1, 2]);
    await expect(loadRawData(folder, { image: { shape: [2, 2, 1] } })).rejects.toThrow(
      'images of --shape 2x2x1 take 4 values, found 6',
    );
  });
});
