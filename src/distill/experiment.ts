import type { DatasetSplits } from '../data/dataset.js';
import { takeAside } from '../data/splits.js';
import type { Engine } from '../engine/engine.js';
import { InvalidInputError } from '../errors.js';
import { logitClasses, type LogitSource } from '../teacher/logit-source.js';
import type { Teacher } from '../teacher/teacher.js';
import { teacherAccuracy, fitTeacher } from '../train/fit-teacher.js';
import { evaluateTree, shareOfEqual } from '../tree/evaluate-tree.js';
import { fitTree, type FittedTree } from '../train/fit-tree.js';
import type { Phase, ProgressObserver } from './progress.js';
import type { EpochMetrics } from '../file/epoch-metrics.js';
import type { ExperimentResult, TrainedTree } from '../file/experiment-result.js';
import { assertExperiment } from '../settings/settings-ranges.js';
import type { ExperimentSettings } from '../settings/settings.js';
import { probabilitiesOf } from './soft-targets.js';
import { softTargets } from './target-source.js';
import { hardTargets, type TargetSource } from '../train/targets.js';

export interface ExperimentContext {
  readonly engine: Engine;
  readonly observer?: ProgressObserver;
  readonly signal?: AbortSignal;
  /** A teacher that is trained already; absent: the built-in one is trained. */
  readonly teacher?: LogitSource;
  /** Called with what is finished, as soon as it is, so that an interruption later loses nothing of it. */
  readonly teacherTrained?: (teacher: Teacher) => Promise<void> | void;
  readonly treeTrained?: (phase: 'baseline' | 'distilled', trained: TrainedTree) => Promise<void> | void;
}

/**
 * The three-way experiment: a teacher, a baseline tree fitted to hard labels, and a distilled tree fitted to the
 * teacher's soft targets. Both trees have the same start weights, rows, deformations and number of steps. Every choice is made
 * on the validation rows; the test rows are only measured, at the end.
 *
 * @throws {InterruptedError} soon after `context.signal` is aborted.
 * @throws {InvalidInputError} when settings and data do not fit.
 */
export async function runExperiment(
  splits: DatasetSplits,
  settings: ExperimentSettings,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  // Before the teacher is trained for minutes.
  assertExperiment(settings);
  const started = performance.now();
  const { engine, observer } = context;
  const { train, validation, test } = withTrainRows(splits, settings);
  const seconds = { teacher: 0, softTargets: 0, baseline: 0, distilled: 0 };

  /** Tells the observer about one part of the work, and measures it. */
  async function phase<T>(name: Phase, work: (report: PhaseReport) => Promise<T>): Promise<T> {
    const start = performance.now();
    const totalEpochs = name === 'teacher' ? settings.teacher.epochs : settings.tree.epochs;
    const result = await work({
      engine,
      seed: settings.seed,
      ...(context.signal === undefined ? {} : { signal: context.signal }),
      onStart: (total) => observer?.phaseStarted?.(name, total),
      onProgress: (done, loss) => observer?.stepsDone?.(name, done, loss),
      onEpoch: (metrics) => observer?.epochEnded?.(name, metrics, totalEpochs),
    });
    seconds[name] = (performance.now() - start) / 1000;
    observer?.phaseEnded?.(name, seconds[name]);
    return result;
  }

  const trained =
    context.teacher === undefined
      ? await phase('teacher', (report) => fitTeacher(train, validation, settings.teacher, report))
      : undefined;
  const teacher = context.teacher ?? trained?.teacher;
  if (teacher === undefined) throw new InvalidInputError('there is no teacher');
  try {
    if (trained !== undefined) await context.teacherTrained?.(trained.teacher);
    const testLogits = await teacher.logits(test.features, test.rowCount);
    const teacherClasses = logitClasses(testLogits, teacher.classCount);

    async function trainTree(name: 'baseline' | 'distilled', targets: TargetSource): Promise<TrainedTree> {
      const fitted = await phase(name, (report) =>
        fitTree(train, validation, targets, settings.tree, report),
      );
      const measured = measure(fitted);
      await context.treeTrained?.(name, measured);
      return measured;
    }
    function measure({ tree, epochs, bestEpoch }: FittedTree): TrainedTree {
      const { maxPath, mixture, fidelity, mixtureFidelity, topPathProbability } = evaluateTree(
        tree,
        test,
        teacherClasses,
      );
      return { tree, epochs, bestEpoch, maxPath, mixture, fidelity, mixtureFidelity, topPathProbability };
    }

    const soft = await phase('softTargets', (report) =>
      softTargets(teacher, train, { ...report, ...settings.distillation }),
    );
    const baseline = await trainTree('baseline', hardTargets(train));
    const distilled = await trainTree('distilled', soft);
    return {
      dataset: train.name,
      preset: settings.preset,
      seed: settings.seed,
      depth: settings.tree.depth,
      engine: engine.name,
      settings,
      rows: { train: train.rowCount, validation: validation.rowCount, test: test.rowCount },
      teacher: {
        accuracy: shareOfEqual(teacherClasses, test.labels),
        validationAccuracy: await teacherAccuracy(teacher, validation),
        epochs: trained?.epochs ?? [],
        ...(teacher.parameterCount === undefined ? {} : { parameterCount: teacher.parameterCount }),
        testProbabilities: probabilitiesOf(testLogits, teacher.classCount),
      },
      baseline,
      distilled,
      seconds: { ...seconds, total: (performance.now() - started) / 1000 },
    };
  } finally {
    await trained?.teacher.dispose();
  }
}

interface PhaseReport {
  readonly engine: Engine;
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly onStart: (total: number) => void;
  readonly onProgress: (done: number, loss?: number) => void;
  readonly onEpoch: (metrics: EpochMetrics) => void;
}

/** Fewer training rows where the settings say so. */
export function withTrainRows(splits: DatasetSplits, { trainRows, seed }: ExperimentSettings): DatasetSplits {
  if (trainRows === undefined || trainRows >= splits.train.rowCount) return splits;
  return { ...splits, train: takeAside(splits.train, trainRows, seed).aside };
}
