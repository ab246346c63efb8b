import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { readResults } from '../../src/file/results-file.js';
import { inFolder } from '../cli/small-tree.js';

const tree = {
  maxPath: 1,
  mixture: 1,
  fidelity: 1,
  mixtureFidelity: 1,
  topPathProbability: 0.5,
  bestEpoch: 1,
  epochs: [],
};
const results = {
  dataset: 'stones',
  seed: 1,
  preset: 'default',
  engine: 'onnxruntime',
  rows: { train: 1, validation: 1, test: 1 },
  teacher: { accuracy: 1, epochs: [{ epoch: 1, loss: 0.1, validationAccuracy: 1 }] },
  baseline: tree,
  distilled: tree,
  seconds: { total: 1 },
  settings: {},
};

async function read(text: string): Promise<unknown> {
  let outcome: unknown;
  await inFolder(async (folder) => {
    const file = path.join(folder, 'results.json');
    await writeFile(file, text);
    outcome = await readResults(file).catch((error: unknown) =>
      error instanceof Error ? error.message.replace(file, 'F') : error,
    );
  });
  return outcome;
}

test('results are read as they were written', async () => {
  expect(await read(JSON.stringify(results))).toEqual(results);
});

test.each<[string, string, string]>([
  ['text', 'hello', 'F: not the results of sdt run: this is not JSON'],
  ['another document', '[]', 'F: not the results of sdt run: must be object'],
  [
    'a percentage',
    JSON.stringify({ ...results, teacher: { accuracy: 99, epochs: [] } }),
    'F: not the results of sdt run at /teacher/accuracy: must be <= 1',
  ],
  [
    'a missing tree',
    JSON.stringify({ ...results, distilled: undefined }),
    "F: not the results of sdt run: must have required property 'distilled'",
  ],
])('%s is refused', async (_title, text, message) => {
  expect(await read(text)).toBe(message);
});
