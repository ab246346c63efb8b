import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { assertWritable, folderName, resultPaths } from '../../src/cli/output-folder.js';
import { inFolder } from './small-tree.js';

test('results of a data set lie in two folders of its name', () => {
  expect(resultPaths('out', 'mnist')).toEqual({
    folder: path.join('out', 'trees', 'mnist'),
    teacher: path.join('out', 'trees', 'mnist', 'teacher'),
    baseline: path.join('out', 'trees', 'mnist', 'baseline.json'),
    distilled: path.join('out', 'trees', 'mnist', 'distilled.json'),
    results: path.join('out', 'trees', 'mnist', 'results.json'),
    report: path.join('out', 'reports', 'mnist', 'index.html'),
  });
});

test.each([
  ['iris', 'iris'],
  ['../../etc', 'etc'],
  ['a/b\\c d', 'a-b-c-d'],
  ['.', 'data'],
  ['Äpfel 2', 'Äpfel-2'],
])('a data set called %p goes into %p', (name, folder) => {
  expect(folderName(name)).toBe(folder);
});

describe('whether a file can be written', () => {
  test('is found out without leaving anything behind', async () => {
    await inFolder(async (folder) => {
      await assertWritable(path.join(folder, 'new', 'deep', 'file.json'));
      await assertWritable(path.join(folder, 'stones.csv'));
      expect(await readdir(folder)).toEqual(['stones.csv']);
    });
  });

  test('says what is in the way', async () => {
    await inFolder(async (folder) => {
      await mkdir(path.join(folder, 'taken'));
      await expect(assertWritable(path.join(folder, 'taken'))).rejects.toThrow(
        /^Cannot write .*taken: it is a folder$/,
      );
      await writeFile(path.join(folder, 'file'), '');
      await expect(assertWritable(path.join(folder, 'file', 'x', 'y.json'))).rejects.toThrow(
        /^Cannot write .*y\.json: .*file is a file, but a folder is needed$/,
      );
    });
  });
});
