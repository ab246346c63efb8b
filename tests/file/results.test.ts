import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import type { ResultsDocument } from '../../src/file/results-schema.js';
import { readResults, resultsDocument } from '../../src/file/results.js';
import { answerQuality } from '../../src/tree/answer-quality.js';
import { answerQuality as qualitySchema } from '../../src/tree/tree-scores.js';
import { presetSettings } from '../../src/settings/presets.js';
import { inFolder } from '../cli/small-tree.js';
import { handComputedTree } from '../tree/hand-computed-tree.js';

const quality = {
  accuracyInterval: { low: 0.2, high: 1 },
  balancedAccuracy: 1,
  macroF1: 1,
  logLoss: 0.1,
  expectedCalibrationError: 0.05,
  recall: [1, null],
  precision: [1, null],
};
const tree = {
  maxPath: 1,
  mixture: 1,
  fidelity: 1,
  mixtureFidelity: 1,
  topPathProbability: 0.5,
  quality: { maxPath: quality, mixture: quality },
  bestEpoch: 1,
  epochs: [],
};
const settings = presetSettings('default', { rowCount: 3, inputShape: [2], classNames: ['a', 'b'] });
const results = {
  dataset: 'stones',
  seed: 1,
  depth: 2,
  engine: 'onnxruntime' as const,
  preset: 'default',
  toolVersion: '0.1.0',
  rows: { train: 1, validation: 1, test: 1 },
  classes: [
    { name: 'a', rows: 1 },
    { name: 'b', rows: 0 },
  ],
  mostFrequentClass: { name: 'a', share: 1 },
  teacher: {
    accuracy: 1,
    validationAccuracy: 1,
    quality,
    parameterCount: 5,
    epochs: [{ epoch: 1, loss: 0.1, validationAccuracy: 1, learningRate: 0.01, seconds: 2 }],
  },
  baseline: tree,
  distilled: tree,
  seconds: { teacher: 1, softTargets: 0, baseline: 1, distilled: 1, total: 3 },
  settings,
} satisfies ResultsDocument;

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

test('the document of a result has its keys in their order, and no weights', () => {
  const { baseline, distilled, teacher } = results;
  const measured = {
    ...results,
    settings,
    baseline: { tree: handComputedTree, ...baseline },
    distilled: { tree: handComputedTree, ...distilled },
    teacher: { ...teacher, testProbabilities: new Float32Array(2) },
  };
  const text = JSON.stringify(resultsDocument(measured, results.toolVersion));
  expect(text).toBe(JSON.stringify(results));
});

test('keys of a quality stand in the order of their one definition', () => {
  // Only calibrated answers have what they were before.
  const always = Object.keys(qualitySchema.properties).filter((key) => key !== 'uncalibrated');
  expect(Object.keys(answerQuality(Uint16Array.of(0), Uint16Array.of(0), Float32Array.of(1, 0), 2))).toEqual(
    always,
  );
});

test('a teacher that is known by its answers alone has no number of parameters', async () => {
  const known = { ...results, teacher: { ...results.teacher, parameterCount: undefined } };
  expect(await read(JSON.stringify(known))).toEqual(known);
});

test('the committed results are read as they were written', async () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const seeds = path.join(root, 'reports/mnist/seeds');
  const folders = (await readdir(seeds)).map((seed) => path.join(seeds, seed));
  expect(folders.length).toBeGreaterThan(1);
  for (const folder of [path.join(root, 'trees/mnist'), ...folders]) {
    const file = path.join(folder, 'results.json');
    expect(await readResults(file)).toEqual(JSON.parse(await readFile(file, 'utf8')));
  }
});

test.each<[string, string, string]>([
  ['text', 'hello', 'F: not the results of sdt run: this is not JSON'],
  ['another document', '[]', 'F: not the results of sdt run: must be object'],
  [
    'a percentage',
    JSON.stringify({ ...results, teacher: { ...results.teacher, accuracy: 99 } }),
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
