import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { classBalance } from '../data/class-balance.js';
import type { Dataset } from '../data/dataset.js';
import type { OpenData } from '../data/open-data.js';
import { writeWholeFile } from '../disk/whole-file.js';
import type { TrainedModels } from '../experiment/run-trials.js';
import type { TreeResult } from '../experiment/task.js';
import type { TrialRecord } from '../file/trial-record.js';
import { seedOfShared, sharedSeed } from '../experiment/trial.js';
import { scoresOf } from '../file/scores-of.js';
import { runRecordOf, type RunFiles } from '../file/run-record.js';
import type { ExperimentSettings } from '../settings/settings.js';
import { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { resultsDocument, type TrainedTree } from '../file/results.js';
import { toolVersion } from '../file/tool-version.js';
import { newTreeDocument } from '../file/new-tree-document.js';

/**
 * Writes what `sdt run` would have written: `results.json` of every seed, which `sdt report` makes error bars from, and
 * of the first seed the trees as well, beside their teacher. A trial one of whose trees an earlier run trained and did
 * not finish with has nothing to write.
 */
export async function saveTrialResults(
  record: TrialRecord,
  { teacher, baseline, distilled }: TrainedModels,
  data: OpenData,
  { treeFolder, seedFolder }: { readonly treeFolder: string; readonly seedFolder: string },
): Promise<void> {
  if (baseline === undefined || distilled === undefined) return;
  const { settings, rows, seed, preset } = record;
  const { trainRows, classWeight } = settings;
  const { test } = data.splits({ seed: seedOfShared(settings), trainRows, classWeight });
  const trees = { baseline: trainedTree(baseline), distilled: trainedTree(distilled) };
  const { softTargetSeconds } = record.distilled;
  const seconds = {
    teacher: record.teacher.seconds,
    softTargets: softTargetSeconds,
    baseline: record.baseline.seconds,
    distilled: record.distilled.seconds,
  };
  const isFirst = seed === sharedSeed;
  const folder = isFirst ? treeFolder : seedFolder;
  const files: RunFiles = isFirst ? await runFiles(folder, trees, test, settings) : {};
  for (const name of ['baseline.json', 'distilled.json'] as const) {
    const content = files[name];
    if (content !== undefined) await writeWholeFile(path.join(folder, name), content);
  }
  const document = resultsDocument(
    {
      dataset: test.name,
      preset,
      seed,
      depth: record.distilled.depth ?? settings.tree.depth,
      engine: distilled.engine,
      machine: distilled.machine,
      settings,
      rows,
      ...classBalance(test),
      weights: test.origin?.data.weights,
      teacher: { ...record.teacher, epochs: teacher.epochs },
      ...trees,
      seconds: { ...seconds, total: Object.values(seconds).reduce((sum, part) => sum + part, 0) },
    },
    toolVersion(),
    isFirst ? runRecordOf(files) : undefined,
  );
  await writeWholeFile(path.join(folder, 'results.json'), `${JSON.stringify(document, null, 2)}\n`);
}

/** The trees' texts, and the teacher that lies beside them. */
async function runFiles(
  folder: string,
  { baseline, distilled }: Readonly<Record<'baseline' | 'distilled', TrainedTree>>,
  test: Dataset,
  settings: ExperimentSettings,
): Promise<RunFiles> {
  // Loaded at the first use, for it takes a large library.
  const { serializeTreeDocument } = await import('../file/tree-text.js');
  const textOf = (metrics: TrainedTree, targets: 'hard' | 'soft') =>
    serializeTreeDocument(
      newTreeDocument({ tree: metrics.tree, targets, metrics }, test, settings, toolVersion()),
    );
  return {
    'teacher/weights.bin': await readFile(path.join(folder, 'teacher/weights.bin')),
    'teacher/model.json': await readFile(path.join(folder, 'teacher/model.json')),
    'baseline.json': textOf(baseline, 'hard'),
    'distilled.json': textOf(distilled, 'soft'),
  };
}

function trainedTree({ record, topology, parameters, calibration, epochs }: TreeResult): TrainedTree {
  const tree = new SoftDecisionTree(topology, parameters).calibrated(calibration);
  return { ...scoresOf(record), quality: record.quality, bestEpoch: record.bestEpoch, epochs, tree };
}
