import path from 'node:path';
import { classNotes } from '../data/class-notes.js';
import { InvalidInputError } from '../errors.js';
import { plannedTrials, type PlanName, type PlanOptions } from './plans.js';
import type { OpenData } from '../data/open-data.js';
import { readSearchLog, type SearchSummary } from './search-log.js';
import { TrialLog } from './trial-log.js';
import { dataKeyOf, sharedSeed, type DataFacts, type Trial } from './trial.js';

/** What decides which trials there are. */
export interface PlannedOptions extends PlanOptions {
  /** The data set, open. */
  readonly data: OpenData;
  readonly plans: readonly PlanName[];
  /** Every row of a plan is run with the seeds 1 to `seeds`; with folds, one seed for each. */
  readonly seeds: number;
  /** Gets `experiment.jsonl`, `experiment.json`, `README.md` and the plots, with folds `folds.jsonl` and `folds.md`; may hold `search-log.jsonl`. */
  readonly reportFolder: string;
}

/** Some plans with their trials, and what is known of them. */
export interface OpenPlans {
  readonly data: DataFacts & { readonly name: string };
  readonly dataKey: string;
  readonly trials: readonly Trial[];
  readonly log: TrialLog;
  readonly search: SearchSummary | undefined;
}

/** Name of the log of finished trials. */
export function logName({ folds }: Pick<PlanOptions, 'folds'>): string {
  return folds === undefined ? 'experiment.jsonl' : 'folds.jsonl';
}

/**
 * Plans the trials, and opens their log; nothing is written.
 *
 * @param onNote gets each line about the classes that the user should know
 * @throws {InvalidInputError} when data, log and settings do not fit
 */
export async function openPlans(
  options: PlannedOptions,
  onNote?: (line: string) => void,
): Promise<OpenPlans> {
  const { reportFolder, folds, classWeight } = options;
  const { name, inputShape, classNames, labelledRows: all } = options.data;
  if (folds !== undefined) assertFolds(folds, all);
  const labelledRows = folds === undefined ? all : all - Math.ceil(all / folds);
  const data = { name, inputShape, classNames, labelledRows };
  const splits = options.data.splits({ seed: sharedSeed, unlabelled: false, classWeight });
  for (const note of classNotes(splits)) onNote?.(note);
  return {
    data,
    dataKey: dataKeyOf(splits),
    trials: plannedTrials(options.plans, folds ?? options.seeds, data, options),
    log: await TrialLog.open(path.join(reportFolder, logName(options))),
    search: await readSearchLog(path.join(reportFolder, 'search-log.jsonl')),
  };
}

/** @throws {InvalidInputError} when there are more folds than rows to part */
export function assertFolds(folds: number, labelledRows: number): void {
  if (folds <= labelledRows) return;
  throw new InvalidInputError(
    `--folds must be at most ${labelledRows}, the number of labelled rows that are no test rows, found ${folds}`,
  );
}
