import { classBalance } from '../data/class-balance.js';
import type { DatasetSplits } from '../data/dataset.js';
import { machineRecord } from '../engine/machine.js';
import type { ExperimentResult, TrainedTree } from '../file/results.js';
import type { ExperimentSettings } from '../settings/settings.js';
import { assertExperiment } from '../settings/settings-ranges.js';
import type { Teacher } from '../teacher/teacher.js';
import { teacherAccuracy } from '../train/fit-teacher.js';
import { checkAgainstBaseline } from '../teacher/checks/accuracy-check.js';
import type { TeacherCheck } from '../teacher/checks/teacher-check.js';
import { knowsRows, type LogitSource } from '../teacher/logit-source.js';
import { hardTargets, type TargetSource } from '../train/targets.js';
import { evaluateTree } from '../tree/evaluate-tree.js';
import type { Prediction } from '../tree/prediction.js';
import type { RowVisitor } from '../tree/routing.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { forFewerRows } from '../settings/tree-defaults.js';
import { grow, type Groundwork } from './grow.js';
import { prepareLesson } from './lesson.js';
import type { WorkContext } from './progress.js';
import { selfTrain, type SelfTaughtTeacher } from './self-train.js';
import { teacherScores } from './teacher-scores.js';
import { sizeTree } from './tree-search.js';

/** Which of the two trees. */
export type TreeKind = 'baseline' | 'distilled';

/** What the comparison needs besides data and settings. */
export interface ComparisonContext extends WorkContext {
  /** A teacher that is trained already; absent: the built-in one is trained. */
  readonly teacher?: LogitSource | undefined;
  /** What was found out about that teacher, for the record. */
  readonly checks?: readonly TeacherCheck[] | undefined;
  /** Called with what is finished, as soon as it is, so that an interruption later loses nothing of it. */
  readonly teacherTrained?: (teacher: Teacher) => Promise<void> | void;
  /** Gives what else is to see the test rows on their way through a tree, so that they need not be routed again. */
  readonly visitorOf?: (kind: TreeKind, tree: SoftDecisionTree) => RowVisitor;
  /** Called when a tree is grown and measured, with its answers to the test rows. */
  readonly treeTrained?: (
    kind: TreeKind,
    trained: TrainedTree,
    prediction: Prediction,
  ) => Promise<void> | void;
}

/**
 * The three-way comparison: a teacher, a baseline tree fitted to hard labels, and a distilled tree fitted to the
 * teacher's soft targets. Both trees have the same start weights, rows, deformations and number of steps; but where there are rows
 * without a label, the distilled tree learns from them as well. Every choice is made on the validation rows (see `prepareLesson`); the
 * test rows are only measured, at the end.
 *
 * @throws {InterruptedError} soon after `context.signal` is aborted.
 * @throws {InvalidInputError} when settings and data do not fit.
 */
export async function compare(
  splits: DatasetSplits,
  settings: ExperimentSettings,
  context: ComparisonContext,
): Promise<ExperimentResult> {
  // Before the teacher is trained for minutes.
  assertExperiment(settings);
  const start = performance.now();
  if (context.teacher !== undefined) {
    return compareTrees(
      splits,
      settings,
      { teacher: context.teacher, epochs: [], seconds: 0 },
      start,
      context,
    );
  }
  const taught = await selfTrain(splits, settings, context);
  try {
    await context.teacherTrained?.(taught.teacher);
    return await compareTrees(splits, settings, taught, start, context);
  } finally {
    await taught.teacher.dispose();
  }
}

/** A teacher, and what is known of its training. */
type KnownTeacher = Pick<SelfTaughtTeacher, 'epochs' | 'seconds' | 'rounds'> & {
  readonly teacher: LogitSource;
};

async function compareTrees(
  splits: DatasetSplits,
  given: ExperimentSettings,
  { teacher, epochs, seconds, rounds }: KnownTeacher,
  start: number,
  context: ComparisonContext,
): Promise<ExperimentResult> {
  const { train, validation, test } = splits;
  const scores = knowsRows(teacher, test) ? await teacherScores(teacher, test) : undefined;

  const lesson = await prepareLesson(teacher, splits, given, context);
  const { targetsOf } = lesson;
  // Both trees get the size that suits the distilled one.
  const {
    settings,
    search,
    groundwork,
    seconds: searchSeconds,
  } = await sizeTree(lesson.splits, targetsOf, given, context);

  async function trainedTree(kind: TreeKind, targets: TargetSource, before?: Groundwork) {
    // A tree of the labels alone has fewer rows.
    const isFewer = kind === 'baseline' && lesson.splits.unlabelled !== undefined;
    const tree = isFewer ? forFewerRows(settings.tree, train.rowCount) : settings.tree;
    const grown = await grow(lesson.splits, targets, tree, settings.seed, context, before);
    const measured = evaluateTree(grown.tree, test, scores?.classes, context.visitorOf?.(kind, grown.tree));
    const trained: TrainedTree = {
      ...measured.scores,
      quality: measured.quality,
      tree: grown.tree,
      epochs: grown.epochs,
      bestEpoch: grown.bestEpoch,
    };
    await context.treeTrained?.(kind, trained, measured.prediction);
    return { trained, seconds: grown.seconds };
  }

  // Calibrated alike.
  const ofBaseline = groundwork?.targetsOf && { targetsOf: hardTargets };
  const baseline = await trainedTree('baseline', hardTargets(train), ofBaseline);
  const distilled = await trainedTree('distilled', targetsOf(train), groundwork);
  return {
    dataset: train.name,
    preset: settings.preset,
    seed: settings.seed,
    depth: settings.tree.depth,
    engine: context.engine.name,
    machine: machineRecord(context.engine),
    settings,
    search,
    choosing: lesson.splits.choosing?.rowCount,
    rows: {
      train: train.rowCount,
      validation: validation.rowCount,
      test: test.rowCount,
      unlabelled: splits.unlabelled?.rowCount,
    },
    ...classBalance(test),
    weights: train.origin?.data.weights,
    teacher: {
      accuracy: scores?.accuracy,
      validationAccuracy: knowsRows(teacher, validation)
        ? await teacherAccuracy(teacher, validation)
        : undefined,
      quality: scores?.quality,
      epochs,
      rounds,
      parameterCount: teacher.parameterCount,
      description: context.teacher?.description,
      checks: context.checks && [
        ...context.checks,
        ...(scores === undefined
          ? []
          : [checkAgainstBaseline(scores.accuracy, baseline.trained.maxPath, test.rowCount)]),
      ],
      testProbabilities: scores?.probabilities,
    },
    baseline: baseline.trained,
    distilled: distilled.trained,
    seconds: {
      teacher: seconds,
      softTargets: lesson.seconds,
      search: searchSeconds,
      baseline: baseline.seconds,
      distilled: distilled.seconds,
      total: (performance.now() - start) / 1000 + (context.checkpoint?.sparedSeconds ?? 0),
    },
  };
}
