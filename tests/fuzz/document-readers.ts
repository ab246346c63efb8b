import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runCommandLine } from '../../src/cli/command-line.js';
import { classBalance } from '../../src/data/class-balance.js';
import { openData } from '../../src/data/open-data.js';
import { InvalidInputError } from '../../src/errors.js';
import { unpackCorrectness } from '../../src/experiment/correctness.js';
import { TrialLog } from '../../src/experiment/trial-log.js';
import { newTreeDocument } from '../../src/file/new-tree-document.js';
import { readResults, resultsDocument } from '../../src/file/results.js';
import { readTreeFile } from '../../src/file/tree-file.js';
import { serializeTreeDocument } from '../../src/file/tree-text.js';
import type { TrialRecord } from '../../src/file/trial-record.js';
import { presetSettings } from '../../src/settings/presets.js';
import { evaluateTree } from '../../src/tree/evaluate-tree.js';
import { predict } from '../../src/tree/prediction.js';
import { memoryIo } from '../cli/memory-io.js';
import { smallTree, stonesCsv } from '../cli/small-tree.js';
import { recordOf, trialsOf } from '../experiment/trial-cases.js';
import type { FuzzedReader } from './campaign.js';
import { mutatedJson } from './mutations.js';

/** The files of a run on a table of stones, without a teacher, its numbers measured. */
async function runFiles(): Promise<Record<'baseline' | 'distilled' | 'results' | 'data', Buffer>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-fuzz-seed-'));
  try {
    const source = path.join(folder, 'stones.csv');
    await writeFile(source, stonesCsv());
    const data = await openData(source);
    const { train, validation, test } = data.splits({ seed: 1 });
    const tree = smallTree();
    const labels = test.labels;
    const measured = evaluateTree(tree, test, labels);
    const epochs = [1, 2].map((epoch) => ({
      ...{ epoch, loss: 1 / epoch, validationAccuracy: 0.5, learningRate: 0.01, seconds: 1 },
    }));
    const trained = { ...measured.scores, quality: measured.quality, bestEpoch: 2, epochs, tree };
    const settings = presetSettings('smoke', data.facts());
    const results = resultsDocument(
      {
        ...{ dataset: 'stones', seed: 1, depth: 2, engine: 'onnxruntime', preset: 'smoke', settings },
        rows: { train: train.rowCount, validation: validation.rowCount, test: test.rowCount },
        ...classBalance(test),
        teacher: { accuracy: 1, validationAccuracy: 1, parameterCount: 5, epochs },
        baseline: trained,
        distilled: trained,
        seconds: { teacher: 1, softTargets: 1, baseline: 1, distilled: 1, total: 4 },
      },
      '0.1.0',
    );
    const treeFile = (targets: 'hard' | 'soft') =>
      Buffer.from(
        serializeTreeDocument(newTreeDocument({ tree, targets, metrics: trained }, test, settings, '0.1.0')),
      );
    return {
      baseline: treeFile('hard'),
      distilled: treeFile('soft'),
      results: Buffer.from(JSON.stringify(results)),
      data: Buffer.from(stonesCsv()),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function treeProblem(folder: string): Promise<string | undefined> {
  const { tree, classNames, preparation } = await readTreeFile(path.join(folder, 'tree.json'));
  if (new Set(classNames).size !== classNames.length) return 'two classes of one name';
  const features = new Float32Array(4 * tree.featureCount).map((_, index) => index - 2);
  const { mixtureProbabilities, maxPathProbabilities } = predict(tree, features, 4);
  const isWrong = [mixtureProbabilities, maxPathProbabilities].some((all) => {
    const sum = all.reduce((total, value) => total + value, 0);
    return !(Math.abs(sum - 4) < 1e-3);
  });
  if (isWrong) return 'distributions that do not sum to one';
  const { applyPreparation } = await import('../../src/data/apply-preparation.js');
  const width = preparation.some((step) => step.kind === 'columns') ? 2 : tree.featureCount;
  const prepared = applyPreparation(new Float64Array(width).fill(1), width, preparation);
  return prepared.every(Number.isFinite) ? undefined : 'a preparation that gives no numbers';
}

async function resultsProblem(folder: string): Promise<string | undefined> {
  const results = await readResults(path.join(folder, 'results.json'));
  for (const { bestEpoch, epochs } of [results.baseline, results.distilled]) {
    if (bestEpoch > epochs.length) return `best epoch ${bestEpoch} of ${epochs.length}`;
  }
  const { seed } = results;
  return seed <= 2 ** 32 - 1 ? undefined : `seed ${seed}`;
}

async function trialProblem(folder: string): Promise<string | undefined> {
  const { records } = await TrialLog.open(path.join(folder, 'experiment.jsonl'));
  for (const { rows, baseline, distilled } of records.values()) {
    for (const { correct, maxPath, mixture } of [baseline, distilled]) {
      for (const [bits, accuracy] of [
        [correct.maxPath, maxPath],
        [correct.mixture, mixture],
      ] as const) {
        const right = unpackCorrectness(bits, rows.test).reduce((sum, bit) => sum + bit, 0);
        if (!(Math.abs(right / rows.test - accuracy) < 1e-6))
          return `accuracy ${accuracy} of ${right} right rows of ${rows.test}`;
      }
    }
  }
  return undefined;
}

/** `sdt report`, which reads a folder of four documents and writes beside it. */
async function writeReport(folder: string): Promise<string | undefined> {
  const out = await mkdtemp(path.join(os.tmpdir(), 'sdt-fuzz-report-'));
  try {
    const file = path.join(out, 'new', 'index.html');
    const argv = ['report', folder, '--data', path.join(folder, 'stones.csv'), '--out', file];
    const io = memoryIo();
    const code = await runCommandLine(argv, io);
    const { readdir } = await import('node:fs/promises');
    const written = await readdir(out, { recursive: true });
    if (code === 0) return written.length === 2 ? undefined : 'no report';
    if (written.length > 0) return `left ${written.join(', ')} behind`;
    if (io.stderr.text.includes('a bug of the toolkit')) throw new Error(io.stderr.text);
    throw new InvalidInputError(io.stderr.text);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/** Readers of what the toolkit writes. */
export async function documentReaders(): Promise<FuzzedReader[]> {
  const { baseline, distilled, results, data } = await runFiles();
  const trials = trialsOf('main', 2).map((trial): TrialRecord => recordOf(trial));
  const log = Buffer.from(trials.map((trial) => `${JSON.stringify(trial)}\n`).join(''));
  return [
    {
      name: 'tree file',
      files: { 'tree.json': { bytes: distilled, mutate: mutatedJson } },
      read: treeProblem,
    },
    {
      name: 'results',
      files: { 'results.json': { bytes: results, mutate: mutatedJson } },
      read: resultsProblem,
    },
    {
      name: 'trial log',
      files: { 'experiment.jsonl': { bytes: log, mutate: mutatedJson } },
      read: trialProblem,
    },
    {
      name: 'report',
      files: {
        'results.json': { bytes: results, mutate: mutatedJson },
        'baseline.json': { bytes: baseline, mutate: mutatedJson },
        'distilled.json': { bytes: distilled, mutate: mutatedJson },
        'stones.csv': { bytes: data },
      },
      read: writeReport,
    },
  ];
}
