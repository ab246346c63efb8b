import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readSettingsFile, settingsFileText } from '../../src/file/settings-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-settings-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('what is written is read back', async () => {
  const settings = { 'tree.depth': 5, 'tree.objective': 'mixture-nll', 'tree.augment': true } as const;
  const file = path.join(folder, 'best.json');
  await writeFile(file, settingsFileText(settings));
  expect(await readSettingsFile(file)).toEqual(settings);
});

test.each([
  ['depth: 5', 'must be JSON, such as {"tree.depth": 5}'],
  ['[5]', 'must be an object of settings and their values, such as {"tree.depth": 5}'],
  ['{"tree.dept": 5}', 'unknown setting "tree.dept"; near names: tree.depth'],
])('%s is refused', async (text, message) => {
  const file = path.join(folder, 'bad.json');
  await writeFile(file, text);
  await expect(readSettingsFile(file)).rejects.toThrow(`${file}: ${message}`);
});
