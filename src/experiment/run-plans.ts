import os from 'node:os';
import path from 'node:path';
import { classNotes } from '../data/class-notes.js';
import type { OpenData } from '../data/open-data.js';
import { writeWholeFile } from '../disk/whole-file.js';
import { InvalidInputError } from '../errors.js';
import type { EngineChoice } from '../settings/engine-choice.js';
import { foldReport } from './fold-report.js';
import { experimentDocument, type ExperimentDocument } from './experiment-document.js';
import { LocalExecutor } from './local-executor.js';
import { baseSettings, planNames, plannedTrials, type PlanName, type PlanOptions } from './plans.js';
import { settingSources } from './preset-dependence.js';
import { ProcessExecutor } from './process-executor.js';
import type { PaperScores } from './comparison.js';
import { experimentReport } from './report.js';
import { runTrials, type TrialRunContext } from './run-trials.js';
import { readSearchLog } from './search-log.js';
import type { TaskData } from './task.js';
import { summarizePlans, type PlanSummary } from './summary.js';
import { TrialLog } from './trial-log.js';
import { dataKeyOf, sharedSeed, type RowSelection } from './trial.js';
import { shellWord } from '../shell-word.js';

const foldLog = 'folds.jsonl';

/** What computes, and how much of it at a time. */
export interface ExecutorOptions extends TaskData {
  /** The same data set, open. */
  readonly data: OpenData;
  /** Trees that grow at a time, each in its own process when more than one. */
  readonly jobs: number;
  readonly engine: EngineChoice;
}

export interface PlansOptions extends PlanOptions, ExecutorOptions {
  readonly plans: readonly PlanName[];
  /** Every row of a plan is run with the seeds 1 to `seeds`; with folds, one seed for each. */
  readonly seeds: number;
  /** Gets `experiment.jsonl`, `experiment.json`, `README.md` and the plots, with folds `folds.jsonl` and `folds.md`; may hold `search-log.jsonl`. */
  readonly reportFolder: string;
  /** Where the teacher of all rows is kept; those of fewer rows lie beside it. */
  readonly teacherFolder: string;
  /** Of the toolkit. */
  readonly version: string;
  readonly paper?: PaperScores | undefined;
}

export interface PlansContext extends Pick<
  TrialRunContext,
  'signal' | 'onPlanned' | 'onProgress' | 'onTrial'
> {
  /** Called with each line about the classes that the user should know. */
  readonly onNote?: (line: string) => void;
}

export interface PlansOutcome {
  readonly document: ExperimentDocument;
  readonly plans: readonly PlanSummary[];
  /** Files written. */
  readonly files: readonly string[];
}

/**
 * Runs the trials of some plans that are not finished yet, and writes the report of all trials that are, those of other
 * plans among them. When it is stopped or fails, the report of what is finished is written as well.
 *
 * @throws {InterruptedError} soon after `context.signal` is aborted.
 * @throws {InvalidInputError} when data, log and settings do not fit.
 */
export async function runPlans(options: PlansOptions, context: PlansContext): Promise<PlansOutcome> {
  const { reportFolder, version, preset } = options;
  const { folds } = options;
  const { name, inputShape, classNames } = options.data;
  const all = options.data.labelledRows;
  if (folds !== undefined) assertFolds(folds, all);
  const labelledRows = folds === undefined ? all : all - Math.ceil(all / folds);
  const data = { name, inputShape, classNames, labelledRows };
  const splits = options.data.splits({
    seed: sharedSeed,
    unlabelled: false,
    classWeight: options.classWeight,
  });
  for (const note of classNotes(splits)) context.onNote?.(note);
  const dataKey = dataKeyOf(splits);
  const log = await TrialLog.open(
    path.join(reportFolder, folds === undefined ? 'experiment.jsonl' : foldLog),
  );
  const search = await readSearchLog(path.join(reportFolder, 'search-log.jsonl'));
  const trials = plannedTrials(options.plans, folds ?? options.seeds, data, options);

  const executors = makeExecutors(options);
  try {
    await runTrials(trials, {
      ...context,
      dataKey,
      log,
      executors,
      labelledRows,
      version,
      teacherFolder: (rows, seed) => teacherFolderOf(options.teacherFolder, rows, seed),
    });
  } catch (error) {
    await writeReport().catch(() => undefined); // the reason why it stopped matters more
    throw error;
  } finally {
    await Promise.all(executors.map((executor) => executor.close()));
  }
  return writeReport();

  async function writeReport(): Promise<PlansOutcome> {
    const plans = summarizePlans(planNames, log.records, { ...data, dataKey }, options);
    const commands = Object.fromEntries(
      plans.map(({ plan, seeds }) => [plan, commandOf(options, plan, seeds)]),
    );
    const facts = { dataset: name, version, plans, commands };
    const settings = baseSettings(data, options);
    const document = experimentDocument({ ...facts, dataKey });
    const files =
      folds === undefined
        ? {
            ...experimentReport({
              ...facts,
              settings,
              settingSources: settingSources(settings, preset, data),
              search,
              paper: options.paper,
            }),
            'experiment.json': `${JSON.stringify(document, null, 2)}\n`,
          }
        : { 'folds.md': foldReport({ ...facts, folds }) };
    const written: string[] = [];
    for (const [file, content] of Object.entries(files)) {
      await writeWholeFile(path.join(reportFolder, file), content);
      written.push(path.join(reportFolder, file));
    }
    return { document, plans, files: written };
  }
}

/** @throws {InvalidInputError} when there are more folds than rows to part */
export function assertFolds(folds: number, labelledRows: number): void {
  if (folds > labelledRows)
    throw new InvalidInputError(
      `--folds must be at most ${labelledRows}, the number of labelled rows that are no test rows, found ${folds}`,
    );
}

/** One for each tree that grows at a time. */
export function makeExecutors({
  source,
  table,
  image,
  unlabelled,
  data,
  engine,
  jobs,
}: ExecutorOptions): (LocalExecutor | ProcessExecutor)[] {
  const place: TaskData = { source, table, image, unlabelled };
  if (jobs === 1) return [new LocalExecutor(place, engine, Promise.resolve(data))];
  const threads = engine.threads ?? Math.max(1, Math.floor(os.availableParallelism() / jobs));
  return Array.from({ length: jobs }, () => new ProcessExecutor(place, { ...engine, threads }));
}

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

/** The command line that runs one plan again. */
function commandOf(
  { source, preset, folds, depth, epochs, labelCounts, table, classWeight }: PlansOptions,
  plan: PlanName,
  seeds: number,
): string {
  return [
    `sdt experiment ${shellWord(source.startsWith('-') ? `./${source}` : source)}`,
    `--plan ${plan}`,
    folds === undefined ? `--seeds ${seeds}` : `--folds ${folds}`,
    ...(preset === 'default' ? [] : [`--preset ${preset}`]),
    ...(depth === undefined ? [] : [`--depth ${depth}`]),
    ...(epochs === undefined ? [] : [`--epochs ${epochs}`]),
    ...(plan === 'labels' && labelCounts !== undefined ? [`--label-counts ${labelCounts.join(',')}`] : []),
    ...(table?.weight === undefined ? [] : [`--weight ${shellWord(table.weight)}`]),
    ...(classWeight === undefined
      ? []
      : [`--class-weight ${classWeight === 'balanced' ? classWeight : 'FILE'}`]),
  ].join(' ');
}
