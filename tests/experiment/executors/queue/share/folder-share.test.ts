import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { FolderShare } from '../../../../../src/experiment/executors/queue/share/folder-share.js';
import { inTemporaryFolder } from '../../../trial-cases.js';

test('data are copied once, by a name that follows from their bytes', async () => {
  await inTemporaryFolder(async (folder) => {
    const share = path.join(folder, 'share');
    const images = path.join(folder, 'images');
    await mkdir(share);
    await mkdir(path.join(images, 'cats'), { recursive: true });
    await writeFile(path.join(images, 'cats/1.png'), 'a cat');
    await writeFile(path.join(folder, 'stones.csv'), 'a table');
    const places = await Promise.all(
      ['stones.csv', 'images'].map((name) => new FolderShare(share).putData(path.join(folder, name))),
    );
    expect(places).toEqual([
      expect.stringMatching(/^data\/[0-9a-f]{16}\/stones\.csv$/),
      expect.stringMatching(/^data\/[0-9a-f]{16}\/images$/),
    ]);
    const [table = '', cats = ''] = places;
    expect(await readFile(await new FolderShare(share).dataPath(table), 'utf8')).toBe('a table');
    expect(await readFile(path.join(share, cats, 'cats/1.png'), 'utf8')).toBe('a cat');
    expect(await new FolderShare(share).putData(path.join(folder, 'stones.csv'))).toBe(table);
    expect(await readdir(path.join(share, 'data'))).toHaveLength(2);
    await writeFile(path.join(folder, 'stones.csv'), 'another');
    expect(await new FolderShare(share).putData(path.join(folder, 'stones.csv'))).not.toBe(table);
  });
});

test('a data set of the package needs no copy; a share that is none, or cannot be written, is told', async () => {
  await inTemporaryFolder(async (folder) => {
    expect(await new FolderShare(folder).putData('mnist')).toBeUndefined();
    await expect(new FolderShare(path.join(folder, 'none')).putData('mnist')).rejects.toThrow(
      /^--share must be a folder that is there, found .*none$/,
    );
    await writeFile(path.join(folder, 'data'), 'a file in the way');
    await writeFile(path.join(folder, 'x.csv'), '1');
    await expect(new FolderShare(folder).putData(path.join(folder, 'x.csv'))).rejects.toThrow(
      /^Cannot write .*x\.csv: a part of this path is a file/,
    );
  });
});
