import type { OpenData } from '../data/open-data.js';
import type { EngineChoice } from '../settings/engine-choice.js';
import { openExecutors, type QueueOpener } from './executors/open-executors.js';
import { openPlans, type OpenPlans } from './open-plans.js';
import type { PlanOptions } from './plans.js';
import { runTrials, type TrialRunContext } from './run-trials.js';
import type { TaskData, TaskExecutor } from './task.js';
import { sharedSeed, type RowSelection, type Trial } from './trial.js';
import { writePlans, type PlansOutcome, type ReportOptions } from './write-plans.js';

/** What computes, and how much of it at a time. */
export interface ComputeOptions extends TaskData, Pick<PlanOptions, 'classWeight'> {
  /** The same data set, open. */
  readonly data: OpenData;
  /** Trees that grow at a time, each in its own process when more than one. */
  readonly jobs: number;
  /** Opens the queue whose workers grow them instead. */
  readonly queue?: QueueOpener | undefined;
  readonly engine: EngineChoice;
}

export interface PlansOptions extends ReportOptions, ComputeOptions {
  /** Where the teacher of all rows is kept; those of fewer rows lie beside it. */
  readonly teacherFolder: string;
}

export interface PlansContext extends Pick<
  TrialRunContext,
  'signal' | 'onPlanned' | 'onProgress' | 'onTrial'
> {
  /** Called with each line about the classes that the user should know. */
  readonly onNote?: (line: string) => void;
}

/**
 * Runs the trials of some plans that are not finished yet, and writes the report of all trials that are, those of other
 * plans among them. When it is stopped or fails, the report of what is finished is written as well; one that has finished no trial
 * leaves the report folder as it was.
 *
 * @throws {InterruptedError} soon after `context.signal` is aborted.
 * @throws {InvalidInputError} when data, log and settings do not fit.
 */
export async function runPlans(options: PlansOptions, context: PlansContext): Promise<PlansOutcome> {
  const opened = await openPlans(options, context.onNote);
  const finishedBefore = opened.log.records.size;
  try {
    await runPlanned(opened.trials, opened, options, context);
  } catch (error) {
    // The reason why it stopped matters more than a report that cannot be written.
    if (opened.log.records.size > finishedBefore) await writePlans(options, opened).catch(() => undefined);
    throw error;
  }
  return writePlans(options, opened);
}

/** Runs those of some planned trials that are not in the log. */
export async function runPlanned(
  trials: readonly Trial[],
  { data, dataKey, log }: OpenPlans,
  options: PlansOptions,
  context: PlansContext,
): Promise<void> {
  await withExecutors(options, dataKey, (executors) =>
    runTrials(trials, {
      ...context,
      dataKey,
      log,
      executors,
      labelledRows: data.labelledRows,
      version: options.version,
      teacherFolder: (rows, seed) => teacherFolderOf(options.teacherFolder, rows, seed),
    }),
  );
}

/** Opens what computes, does all the work with it, and closes it. */
export async function withExecutors(
  { source, table, image, unlabelled, data, engine, jobs, queue, classWeight }: ComputeOptions,
  dataKey: string,
  work: (executors: readonly TaskExecutor[]) => Promise<void>,
): Promise<void> {
  const executors = await openExecutors({
    place: { source, table, image, unlabelled },
    data,
    expected: { name: data.name, dataKey, classWeight },
    engine,
    jobs,
    queue,
  });
  try {
    await work(executors);
    for (const executor of executors) await executor.complete?.();
  } finally {
    await Promise.all(executors.map((executor) => executor.close()));
  }
}

/** Folder beside that of the teacher, for those of a search that the default recipe does not have. */
export const searchTeachers = 'search-teachers';

/** `teacher`, and beside it such as `teacher-1000-labels-unlabelled-seed-2` for other rows. */
export function teacherFolderOf(
  folder: string,
  { labels, unlabelled, labelNoise, fold }: RowSelection,
  seed: number,
): string {
  return [
    folder,
    ...(labels === undefined ? [] : [`${labels}-labels`]),
    ...(unlabelled === true ? ['unlabelled'] : []),
    ...(labelNoise === undefined ? [] : [`noise-${100 * labelNoise}`]),
    ...(fold === undefined ? [] : [`fold-${fold.number}-of-${fold.count}`]),
    ...(seed === sharedSeed ? [] : [`seed-${seed}`]),
  ].join('-');
}
