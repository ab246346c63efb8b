import { selectRows, type Dataset, type DatasetSplits } from '../data/dataset.js';
import { allRows, stratifiedFolds } from '../data/splits.js';
import type { TreeTrainingSettings } from '../settings/settings.js';
import type { TargetSource } from '../train/targets.js';
import { predict } from '../tree/prediction.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { grow, type GrownTree } from './grow.js';
import type { WorkContext } from './progress.js';

/** Which sizes of a tree are to be tried. */
export interface SearchRange {
  /** Least and greatest depth; equal: the depth is given. */
  readonly depths: readonly [least: number, greatest: number];
  /** Most passes over the rows; those of the settings are the fewest. */
  readonly epochs: number;
}

/** One size that was tried. */
export interface SearchPoint {
  readonly depth: number;
  readonly epochs: number;
  /** Mean of max-path and mixture accuracy on rows that the tree was not fitted to, in [0, 1]. */
  readonly score: number;
  /** Standard error of that mean. */
  readonly standardError: number;
}

/** How depth and epochs were found. */
export interface TreeSearch {
  /** Folds of the training rows; 0: the validation rows were asked. */
  readonly folds: number;
  /** Rows that the scores are means of. */
  readonly rows: number;
  /** In the order in which they were tried. */
  readonly points: readonly SearchPoint[];
  readonly depth: number;
  readonly epochs: number;
}

/** Targets of some training rows, given by their indices; all without. */
export type TargetsOf = (rows?: Int32Array) => TargetSource;

/** With fewer validation rows than this their score is too uncertain to choose by. */
const enoughValidationRows = 1000;
const foldCount = 5;
/** Depths without a gain after which no deeper tree is tried. */
const patience = 2;

/**
 * Finds depth and length of training by rows that a tree is not fitted to: trees of growing depth until the score gains no more
 * by a standard error, then the smallest depth within one of the best (Breiman et al. 1984, section 3.4.3, with the standard
 * error of paired differences); then twice the epochs as long as that gains as much. Few rows are cross-validated.
 *
 * @returns the settings with both, the curve, and the tree that these settings gave, where one was fitted to all training rows
 */
export async function searchTree(
  splits: DatasetSplits,
  targetsOf: TargetsOf,
  settings: TreeTrainingSettings,
  range: SearchRange,
  seed: number,
  context: WorkContext,
): Promise<{
  readonly settings: TreeTrainingSettings;
  readonly search: TreeSearch;
  readonly grown?: GrownTree | undefined;
}> {
  const trials = new Trials(splits, targetsOf, settings, seed, context);
  const { epochs: fewest } = settings;
  const [least, greatest] = range.depths;
  const tried: Trial[] = [];
  let best: Trial | undefined;
  let idle = 0;
  for (let depth = least; depth <= greatest && idle < patience; depth++) {
    const trial = await trials.run(depth, fewest);
    tried.push(trial);
    const isGain = best === undefined || gainOf(trial, best).isClear;
    idle = isGain ? 0 : idle + 1;
    if (best === undefined || trial.score > best.score) best = trial;
  }
  if (best === undefined) throw new Error('a search needs a depth');
  const top = best;
  let chosen = tried.find((trial) => !gainOf(top, trial).isClear) ?? top;
  for (let epochs = 2 * fewest; epochs <= range.epochs; epochs *= 2) {
    const longer = await trials.run(chosen.depth, epochs);
    tried.push(longer);
    if (!gainOf(longer, chosen).isClear) break;
    chosen = longer;
  }
  const { depth, epochs } = chosen;
  return {
    settings: { ...settings, depth, epochs },
    grown: chosen.grown,
    search: {
      folds: trials.folds.length,
      rows: chosen.correct.length,
      points: tried.map(({ depth: d, epochs: e, score, standardError }) => ({
        depth: d,
        epochs: e,
        score,
        standardError,
      })),
      depth,
      epochs,
    },
  };
}

interface Trial extends SearchPoint {
  /** For each row 1, 0.5 or 0: both answers are right, one is, none is. */
  readonly correct: Float32Array;
  readonly grown?: GrownTree | undefined;
}

class Trials {
  /** Rows of the training part that are held out in turn. */
  readonly folds: readonly Int32Array[];

  constructor(
    private readonly splits: DatasetSplits,
    private readonly targetsOf: TargetsOf,
    private readonly settings: TreeTrainingSettings,
    private readonly seed: number,
    private readonly context: WorkContext,
  ) {
    const { train, validation } = splits;
    this.folds =
      validation.rowCount >= enoughValidationRows ? [] : stratifiedFolds(train.labels, foldCount, seed);
  }

  async run(depth: number, epochs: number): Promise<Trial> {
    const { splits, folds, seed, context } = this;
    const settings = { ...this.settings, depth, epochs };
    if (folds.length === 0) {
      const grown = await grow(splits, this.targetsOf(), settings, seed, context);
      return trialOf(depth, epochs, correctness(grown.tree, splits.validation), grown);
    }
    const { train } = splits;
    const correct = new Float32Array(train.rowCount);
    for (const fold of folds) {
      const rows = allRows(train.rowCount).filter((row) => !fold.includes(row));
      const part = { ...splits, train: selectRows(train, rows) };
      const { tree } = await grow(part, this.targetsOf(rows), settings, seed, context);
      const ofFold = correctness(tree, selectRows(train, fold));
      for (const [position, row] of fold.entries()) correct[row] = ofFold[position] ?? 0;
    }
    return trialOf(depth, epochs, correct);
  }
}

function trialOf(depth: number, epochs: number, correct: Float32Array, grown?: GrownTree): Trial {
  const { mean, standardError } = meanOf(correct);
  return { depth, epochs, score: mean, standardError, correct, grown };
}

/** How much better one trial is than another on the same rows, and whether by more than a standard error. */
function gainOf(trial: Trial, other: Trial): { readonly isClear: boolean } {
  const { mean, standardError } = meanOf(
    trial.correct.map((value, row) => value - (other.correct[row] ?? 0)),
  );
  return { isClear: mean > standardError };
}

function meanOf(values: Float32Array): { readonly mean: number; readonly standardError: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / Math.max(1, values.length - 1) / values.length) };
}

function correctness(tree: SoftDecisionTree, { features, labels, rowCount }: Dataset): Float32Array {
  const { maxPathClasses, mixtureClasses } = predict(tree, features, rowCount);
  return Float32Array.from(
    labels,
    (label, row) => (Number(maxPathClasses[row] === label) + Number(mixtureClasses[row] === label)) / 2,
  );
}
