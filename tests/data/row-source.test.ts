import { expect, test } from '@jest/globals';
import path from 'node:path';
import { selectRows } from '../../src/data/dataset.js';
import { openData } from '../../src/data/open-data.js';
import { folderWith, grayPng } from './files.js';

const choice = { seed: 3 };

test('rows are known by their numbers, however they are split and chosen', async () => {
  const lines = Array.from({ length: 40 }, (_, row) => `${2 * row},${row % 2 === 0 ? 'even' : 'odd'}`);
  const folder = await folderWith({ 'rows.csv': `value,label\n${lines.join('\n')}\n` });
  const data = await openData(path.join(folder, 'rows.csv'));
  const { train, validation, test: tested } = data.splits(choice);
  const all = [train, validation, tested].flatMap(({ sourceRows }) => [...(sourceRows ?? [])]);
  expect(all.sort((a, b) => a - b)).toEqual(lines.map((_, row) => row));
  for (const part of [train, validation, tested, data.part('all', choice, train.preparation)]) {
    const { offset, scale } = part.featureUnits?.[0] ?? { offset: NaN, scale: NaN };
    const values = part.features
      .subarray()
      .map((feature) => Math.abs(Math.round((feature / scale + offset) / 2)));
    expect([...values]).toEqual([...(part.sourceRows ?? [])]);
  }
  const { sourceRows = [] } = train;
  expect([...(selectRows(train, [5, 1]).sourceRows ?? [])]).toEqual([sourceRows[5], sourceRows[1]]);
});

test('rows without a label are counted, and ids stand for all rows of all parts', async () => {
  const folder = await folderWith({
    'train.csv': 'id,value,label\na,1,x\nb,2,\nc,3,y\n d ,4,x\n',
    'test.csv': 'value,label,id\n5,,e\n6,y,f\n',
  });
  const { train, test: tested } = (await openData(folder, { table: { id: 'id' } })).splits(choice);
  const source = train.rowSource;
  expect(source?.parts).toEqual([4, 2]);
  expect([...(source?.places ?? [])]).toEqual([0, 2, 3, 5]);
  expect(source?.names).toEqual({ column: 'id', areFiles: false, texts: ['a', 'b', 'c', 'd', 'e', 'f'] });
  expect(tested.rowSource).toBe(source);
  expect([...(tested.sourceRows ?? [])]).toEqual([3]);
});

test('images are named from the folder of the data on', async () => {
  const image = (brightness: number) =>
    grayPng([
      [brightness, 0],
      [0, brightness],
    ]);
  const folder = await folderWith({
    'train/a/1.png': image(10),
    'train/a/2.png': image(20),
    'train/b/1.png': image(200),
    'train/b/2.png': image(220),
    'test/a/1.png': image(30),
    'test/b/1.png': image(210),
  });
  const { train } = (await openData(folder)).splits(choice);
  expect(train.rowSource?.names?.texts).toEqual([
    'train/a/1.png',
    'train/a/2.png',
    'train/b/1.png',
    'train/b/2.png',
    'test/a/1.png',
    'test/b/1.png',
  ]);
});
