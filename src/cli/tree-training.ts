import type { DatasetSplits } from '../data/dataset.js';
import type { GrownTree } from '../distill/grow.js';
import type { TreeSearch } from '../file/tree-search-schema.js';
import type { ExperimentSettings } from '../settings/settings.js';
import type { LogitSource } from '../teacher/logit-source.js';
import type { CommandOutput } from './command-output.js';
import { accuracyText, lostClassesWarning, mostFrequentText } from './quality-text.js';
import { formatDuration, formatPercent } from './number-format.js';
import { choosingText, searchText } from './search-text.js';
import { toolVersion } from '../file/tool-version.js';
import { newTreeDocument } from '../file/new-tree-document.js';

/** A tree that a command has just grown, ready to be measured and saved. */
export interface TreeToFinish extends GrownTree {
  readonly targets: 'hard' | 'soft';
  /** Compared with on the test rows. */
  readonly teacher?: LogitSource | undefined;
  /** How its size was found, where it was not given. */
  readonly search?: TreeSearch | undefined;
  /** Rows without a label that chose its epoch; absent: the validation rows did. */
  readonly choosing?: number | undefined;
}

/** Measures a tree on the test rows, writes its file and tells about both. */
export async function finishTree(
  { tree, epochs, bestEpoch, targets, seconds, teacher, search, choosing }: TreeToFinish,
  { splits, settings }: { readonly splits: DatasetSplits; readonly settings: ExperimentSettings },
  file: string,
  output: CommandOutput,
): Promise<void> {
  const [{ evaluateTree }, { teacherScores }, { knowsRows }, { writeTreeFile }] = await Promise.all([
    import('../tree/evaluate-tree.js'),
    import('../distill/teacher-scores.js'),
    import('../teacher/logit-source.js'),
    import('../file/tree-file.js'),
  ]);
  const { test } = splits;
  const isKnown = teacher !== undefined && knowsRows(teacher, test);
  const { classes: teacherClasses } = isKnown ? await teacherScores(teacher, test) : {};
  const evaluation = evaluateTree(tree, test, teacherClasses);
  const { scores, quality, mostFrequentClass } = evaluation;
  await writeTreeFile(
    file,
    newTreeDocument({ tree, targets, metrics: scores }, test, settings, toolVersion()),
  );
  output.wrote(file);
  output.document({
    dataset: test.name,
    seed: settings.seed,
    preset: settings.preset,
    depth: tree.depth,
    targets,
    search,
    choosing,
    mostFrequentClass,
    ...scores,
    quality,
    bestEpoch,
    epochs,
    seconds,
    file,
  });
  const title = targets === 'soft' ? 'Distilled tree' : 'Baseline tree';
  output.result([
    ...searchText(search),
    ...choosingText(choosing),
    `${title} of depth ${tree.depth}, on the test rows (epoch ${bestEpoch} of ${epochs.length} kept, trained in ${formatDuration(seconds)}):`,
    `  max path  ${accuracyText(scores.maxPath, quality.maxPath, test.rowCount)}`,
    `  mixture   ${accuracyText(scores.mixture, quality.mixture, test.rowCount)}`,
    ...(scores.fidelity === undefined ? [] : [`  fidelity  ${formatPercent(scores.fidelity)}`]),
    mostFrequentText(evaluation),
    ...lostClassesWarning('max path', quality.maxPath, evaluation),
  ]);
}
