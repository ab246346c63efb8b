import { joinedRows } from '../data/dataset.js';
import type { TreeSearch, SearchPoint } from '../file/tree-search-schema.js';
import type { ExperimentSettings, SearchRange, TreeTrainingSettings } from '../settings/settings.js';
import { fitTree, type FittedTree } from '../train/fit-tree.js';
import type { TargetsOf } from '../train/targets.js';
import type { TrainingContext } from '../train/training-context.js';
import type { Groundwork } from './grow.js';
import { answersTo, crossFit, heldOutFolds, type HeldOutAnswers } from './held-out-answers.js';
import type { LessonSplits } from './lesson.js';
import { runPhase, type WorkContext } from './progress.js';

/** Settings with the size that was found, and how that went. */
export interface FoundTree {
  readonly settings: TreeTrainingSettings;
  readonly search: TreeSearch;
  readonly seconds: number;
  /** What the search has of a tree of these settings and targets. */
  readonly groundwork: Groundwork;
}

/** What a run's settings become when the size of its tree is found, where they leave it open. */
export interface SizedTree {
  readonly settings: ExperimentSettings;
  readonly search?: TreeSearch | undefined;
  readonly groundwork?: Groundwork | undefined;
  /** Of the search. */
  readonly seconds?: number | undefined;
}

/** The settings with the depth and length that `searchTree` finds, where they have a range for them. */
export async function sizeTree(
  splits: LessonSplits,
  targetsOf: TargetsOf,
  settings: ExperimentSettings,
  context: WorkContext,
): Promise<SizedTree> {
  const { tree, search: range, seed } = settings;
  if (range === undefined) return { settings };
  const found = await searchTree(splits, targetsOf, tree, range, seed, context);
  return { ...found, settings: { ...settings, tree: found.settings } };
}

/** Depths without a gain after which no deeper tree is tried. */
const patience = 2;
/** Training steps that show whether a depth suits the data: all of a small set's training, a part of a large one's. */
const enoughSteps = 4000;
/** Training steps times leaves of the longest trial, all folds together: about half a minute of one processor. */
const mostWork = 5_000_000;

/**
 * Finds depth and length of training by rows that a tree is not fitted to: trees of growing depth until the score gains no more
 * by a standard error, then the smallest depth within one of the best (Breiman et al. 1984, section 3.4.3, with the standard
 * error of paired differences); then twice the epochs as long as that gains as much. With few validation rows the training rows
 * are cross-validated. With many rows the depths are compared after fewer epochs; and longer training is tried up to a bound on its
 * steps, which the clock has no part in.
 *
 * @param settings whose epochs are the fewest that are tried
 * @throws {InterruptedError} soon after `context.signal` is aborted.
 */
export async function searchTree(
  splits: LessonSplits,
  targetsOf: TargetsOf,
  settings: TreeTrainingSettings,
  range: SearchRange,
  seed: number,
  context: WorkContext,
): Promise<FoundTree> {
  const { result, seconds } = await runPhase(
    'search',
    0,
    context,
    async ({ engine, signal, checkpoint, onStart, onProgress }) => {
      const trials = new Trials(splits, targetsOf, settings, { engine, seed, signal, checkpoint });
      const lengths = Math.floor(Math.log2(Math.max(1, range.epochs / settings.epochs)));
      onStart(range.greatestDepth - range.leastDepth + 1 + lengths);
      return search(trials, settings, range, onProgress);
    },
  );
  const { depth, epochs } = result.search;
  return { ...result, seconds, settings: { ...settings, depth, epochs } };
}

async function search(
  trials: Trials,
  { epochs: fewest, batchSize }: TreeTrainingSettings,
  { leastDepth, greatestDepth, epochs: most }: SearchRange,
  onProgress: (done: number) => void,
): Promise<Omit<FoundTree, 'settings' | 'seconds'>> {
  const tried: Trial[] = [];
  const run = async (depth: number, epochs: number): Promise<Trial> => {
    const trial = await trials.run(depth, epochs);
    onProgress(tried.push(trial));
    return trial;
  };
  const stepsPerEpoch = Math.max(1, Math.floor(trials.rows / batchSize));
  const comparing = Math.min(fewest, Math.ceil(enoughSteps / stepsPerEpoch));
  let best = await run(leastDepth, comparing);
  let idle = 0;
  for (let depth = leastDepth + 1; depth <= greatestDepth && idle < patience && best.score < 1; depth++) {
    const trial = await run(depth, comparing);
    idle = isClearlyBetter(trial, best) ? 0 : idle + 1;
    if (trial.score > best.score) best = trial;
  }
  const greatest = best;
  let chosen = tried.find((trial) => !isClearlyBetter(greatest, trial)) ?? greatest;
  const { depth } = chosen;
  const workPerEpoch = stepsPerEpoch * 2 ** depth * trials.fits;
  for (let epochs = 2 * comparing; epochs <= most && epochs * workPerEpoch <= mostWork; epochs *= 2) {
    const longer = await run(depth, epochs);
    if (!isClearlyBetter(longer, chosen)) break;
    chosen = longer;
  }
  // A depth that was compared after a part of the training gets the whole of it.
  const epochs = Math.max(chosen.epochs, fewest);
  const { answers, fitted } = chosen.epochs === epochs ? chosen : {};
  const groundwork = {
    fitted,
    heldOut: trials.folds.length === 0 ? undefined : answers,
    targetsOf: trials.folds.length === 0 ? undefined : trials.targetsOf,
  };
  const points = tried.map(({ depth: d, epochs: e, score, standardError }) => ({
    depth: d,
    epochs: e,
    score,
    standardError,
  }));
  return {
    groundwork,
    search: { folds: trials.folds.length, rows: chosen.correct.length, depth, epochs, points },
  };
}

interface Trial extends SearchPoint {
  readonly answers: HeldOutAnswers;
  /** For each row 1, 0.5 or 0: both answers are right, one is, none is. */
  readonly correct: Float32Array;
  readonly fitted?: FittedTree | undefined;
}

class Trials {
  /** Of the training rows; none where the validation rows are enough. */
  readonly folds: readonly Int32Array[];

  constructor(
    private readonly splits: LessonSplits,
    readonly targetsOf: TargetsOf,
    private readonly settings: TreeTrainingSettings,
    private readonly context: TrainingContext,
  ) {
    this.folds = heldOutFolds(splits, context.seed);
  }

  /** Rows that each tree is fitted to, about. */
  get rows(): number {
    return this.splits.train.rowCount + (this.splits.unlabelled?.rowCount ?? 0);
  }

  /** Trees of each trial. */
  get fits(): number {
    return Math.max(1, this.folds.length);
  }

  async run(depth: number, epochs: number): Promise<Trial> {
    const { folds, splits, context, targetsOf } = this;
    const settings = { ...this.settings, depth, epochs };
    if (folds.length > 0)
      return trialOf(depth, epochs, await crossFit(splits, targetsOf, settings, folds, context));
    const { train, validation, unlabelled, choosing = validation } = splits;
    const learned = joinedRows(train, unlabelled);
    const fitted = await fitTree(learned, choosing, targetsOf(train), settings, context);
    return trialOf(depth, epochs, answersTo(validation, fitted.tree), fitted);
  }
}

function trialOf(depth: number, epochs: number, answers: HeldOutAnswers, fitted?: FittedTree): Trial {
  const { labels, maxPathClasses, mixtureClasses } = answers;
  const correct = Float32Array.from(
    labels,
    (label, row) => (Number(maxPathClasses[row] === label) + Number(mixtureClasses[row] === label)) / 2,
  );
  const { mean, standardError } = meanOf(correct);
  return { depth, epochs, score: mean, standardError, answers, correct, fitted };
}

/** Whether a trial is better than another on the same rows by more than a standard error. */
function isClearlyBetter(trial: Trial, other: Trial): boolean {
  const { mean, standardError } = meanOf(
    trial.correct.map((value, row) => value - (other.correct[row] ?? 0)),
  );
  return mean > standardError;
}

function meanOf(values: Float32Array): { readonly mean: number; readonly standardError: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / Math.max(1, values.length - 1) / values.length) };
}
