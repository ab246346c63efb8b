import path from 'node:path';
import { classBalance } from '../data/class-balance.js';
import type { OpenData } from '../data/open-data.js';
import { writeWholeFile } from '../disk/whole-file.js';
import type { TrainedModels } from '../experiment/run-trials.js';
import type { TreeResult } from '../experiment/task.js';
import type { TrialRecord } from '../file/trial-record.js';
import { seedOfShared, sharedSeed } from '../experiment/trial.js';
import { scoresOf } from '../file/scores-of.js';
import { writeTreeFile } from '../file/tree-file.js';
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
  const document = resultsDocument(
    {
      dataset: test.name,
      preset,
      seed,
      depth: settings.tree.depth,
      engine: distilled.engine,
      settings,
      rows,
      ...classBalance(test),
      weights: test.origin?.data.weights,
      teacher: { ...record.teacher, epochs: teacher.epochs },
      ...trees,
      seconds: { ...seconds, total: Object.values(seconds).reduce((sum, part) => sum + part, 0) },
    },
    toolVersion(),
  );
  const results = `${JSON.stringify(document, null, 2)}\n`;
  const isFirst = seed === sharedSeed;
  const folder = isFirst ? treeFolder : seedFolder;
  if (isFirst) {
    for (const [name, targets] of [
      ['baseline', 'hard'],
      ['distilled', 'soft'],
    ] as const) {
      const { tree } = trees[name];
      const newTree = { tree, targets, metrics: trees[name] };
      await writeTreeFile(
        path.join(folder, `${name}.json`),
        newTreeDocument(newTree, test, settings, toolVersion()),
      );
    }
  }
  await writeWholeFile(path.join(folder, 'results.json'), results);
}

function trainedTree({ record, topology, parameters, epochs }: TreeResult): TrainedTree {
  const tree = new SoftDecisionTree(topology, parameters);
  return { ...scoresOf(record), quality: record.quality, bestEpoch: record.bestEpoch, epochs, tree };
}
