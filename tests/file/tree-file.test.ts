import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { InvalidInputError } from '../../src/errors.js';
import { readTreeFile, writeTreeFile } from '../../src/file/tree-file.js';
import { serializeTreeDocument } from '../../src/file/tree-text.js';
import { exampleDocument } from './example-document.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tree-file-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('writes into a new folder and reads back', async () => {
  const path = join(folder, 'new', 'tree.json');
  await writeTreeFile(path, exampleDocument);
  expect(await readTreeFile(path)).toEqual(exampleDocument);
  expect(await readFile(path, 'utf8')).toBe(serializeTreeDocument(exampleDocument));
  expect(await readdir(join(folder, 'new'))).toEqual(['tree.json']);
});

test('a document that is refused leaves the old file as it was', async () => {
  const path = join(folder, 'tree.json');
  await writeFile(path, 'old');
  await expect(writeTreeFile(path, { ...exampleDocument, classNames: [] })).rejects.toThrow(
    InvalidInputError,
  );
  expect(await readFile(path, 'utf8')).toBe('old');
});

test('says which file cannot be read, and why', async () => {
  const missing = join(folder, 'missing.json');
  await expect(readTreeFile(missing)).rejects.toThrow(InvalidInputError);
  await expect(readTreeFile(missing)).rejects.toThrow(`${missing}: cannot be read (no such file)`);
  await expect(readTreeFile(folder)).rejects.toThrow(`${folder}: cannot be read (it is a folder)`);
  const broken = join(folder, 'broken.json');
  await writeFile(broken, 'not json');
  await expect(readTreeFile(broken)).rejects.toThrow(`${broken}: must be a tree file in JSON`);
});

test('says which file cannot be written, and why', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const below = join(file, 'tree.json');
  await expect(writeTreeFile(below, exampleDocument)).rejects.toThrow(
    `Cannot write ${below}: a part of this path is a file, but a folder is needed`,
  );
});
