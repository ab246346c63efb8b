import { InterruptedError } from '../errors.js';
import { taskTitle } from './process-executor.js';
import type { Task, TaskExecutor, TeacherResult, TreeResult } from './task.js';
import type { TrialLog } from './trial-log.js';
import type { TreeRecord, TrialRecord } from '../file/trial-record.js';
import { rowSelection, trialKeys, type RowSelection, type Trial, type TrialKeys } from './trial.js';

/** How far an experiment is. */
export interface ExperimentProgress {
  readonly finishedTrials: number;
  readonly totalTrials: number;
  /** Share of this run's work that is done, in [0, 1], by the number of rows times epochs. */
  readonly share: number;
  /** What is being trained. */
  readonly running: readonly string[];
}

/** What a trial has just trained; a tree that an earlier run grew is not there any more. */
export interface TrainedModels {
  readonly teacher: TeacherResult;
  readonly baseline?: TreeResult;
  readonly distilled?: TreeResult;
}

export interface TrialRunContext {
  readonly dataKey: string;
  readonly log: TrialLog;
  /** One for each tree that grows at a time. */
  readonly executors: readonly TaskExecutor[];
  readonly labelledRows: number;
  readonly teacherFolder: (rows: RowSelection) => string;
  readonly version: string;
  readonly signal: AbortSignal;
  /** Called once, with the number of different trials and how many of them are in the log. */
  readonly onPlanned?: (trials: number, finished: number) => void;
  readonly onProgress?: (progress: ExperimentProgress) => void;
  /** Called before the trial is logged: a trial that is logged has nothing left to be done. */
  readonly onTrial?: (trial: Trial, record: TrialRecord, models: TrainedModels) => Promise<void> | void;
}

/**
 * Runs the trials that are not in the log yet. A teacher is trained once for all trials with the same rows, and a
 * baseline tree once for all trials that differ in their soft targets alone.
 *
 * @throws {InterruptedError} soon after `context.signal` is aborted; finished trials are in the log.
 */
export async function runTrials(trials: readonly Trial[], context: TrialRunContext): Promise<void> {
  const run = new TrialRun(trials, context);
  const results = await Promise.allSettled(context.executors.map((executor) => run.work(executor)));
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [asError(result.reason)] : []));
  // The others were interrupted because of it.
  const cause = errors.find((error) => !(error instanceof InterruptedError)) ?? errors[0];
  if (cause !== undefined) throw cause;
}

interface OpenTrial {
  readonly trial: Trial;
  readonly keys: TrialKeys;
}

interface PlannedTask {
  readonly task: Task;
  /** Its expected time, in arbitrary units. */
  readonly work: number;
  state: 'waiting' | 'running' | 'done';
  share: number;
}

class TrialRun {
  readonly #context: TrialRunContext;
  readonly #open: OpenTrial[] = [];
  readonly #tasks = new Map<string, PlannedTask>();
  readonly #teachers = new Map<string, TeacherResult>();
  /** Trees of this run, and the scores of those of earlier runs. */
  readonly #trees = new Map<string, TreeRecord>();
  readonly #grown = new Map<string, TreeResult>();
  readonly #totalTrials: number;
  /** Stops the other executors when one fails. */
  readonly #failure = new AbortController();
  #changed = newSignal();

  constructor(trials: readonly Trial[], context: TrialRunContext) {
    this.#context = context;
    const keyed = new Map(trials.map((trial) => [trialKeys(trial, context.dataKey).trial, trial]));
    this.#totalTrials = keyed.size;
    for (const { baseline, distilled } of context.log.records.values()) {
      this.#trees.set(baseline.key, baseline).set(distilled.key, distilled);
    }
    for (const [key, trial] of keyed) {
      if (context.log.records.has(key)) continue;
      const keys = trialKeys(trial, context.dataKey);
      this.#open.push({ trial, keys });
      this.#plan(trial, keys);
    }
    context.onPlanned?.(this.#totalTrials, this.#totalTrials - this.#open.length);
  }

  /** Takes one task after the other until none is left. */
  async work(executor: TaskExecutor): Promise<void> {
    const signal = AbortSignal.any([this.#context.signal, this.#failure.signal]);
    try {
      for (;;) {
        if (signal.aborted) throw new InterruptedError('stopped between two trainings');
        const planned = this.#nextTask();
        if (planned !== undefined) await this.#run(planned, executor, signal);
        else if (this.#isFinished()) return;
        else await this.#changed.promise;
      }
    } catch (error) {
      this.#failure.abort();
      this.#wakeOthers();
      throw error;
    }
  }

  #plan(trial: Trial, keys: TrialKeys): void {
    const { settings, title } = trial;
    const { tree, distillation, seed } = settings;
    const rows = rowSelection(trial);
    const teacherFolder = this.#context.teacherFolder(rows);
    const rowCount = rows.trainRows ?? rows.labels ?? this.#context.labelledRows;
    const add = (task: Task, work: number): void => {
      if (this.#tasks.has(task.key) || this.#trees.has(task.key)) return;
      this.#tasks.set(task.key, { task, work, state: 'waiting', share: 0 });
    };
    add(
      { kind: 'teacher', key: keys.teacher, rows, settings: settings.teacher, folder: teacherFolder },
      rowCount * settings.teacher.epochs * teacherRowCost,
    );
    for (const kind of ['baseline', 'distilled'] as const) {
      add(
        {
          kind,
          key: keys[kind],
          title: `${title}, seed ${seed}`,
          rows,
          teacherFolder,
          teacherKey: keys.teacher,
          settings: tree,
          distillation,
          seed,
        },
        rowCount * tree.epochs * treeRowCost(tree.depth),
      );
    }
  }

  /** The first waiting task whose teacher is there. */
  #nextTask(): PlannedTask | undefined {
    return [...this.#tasks.values()].find(
      ({ task, state }) =>
        state === 'waiting' && (task.kind === 'teacher' || this.#teachers.has(task.teacherKey)),
    );
  }

  #isFinished(): boolean {
    return [...this.#tasks.values()].every(({ state }) => state === 'done');
  }

  async #run(planned: PlannedTask, executor: TaskExecutor, signal: AbortSignal): Promise<void> {
    planned.state = 'running';
    this.#report();
    const result = await executor.run(
      planned.task,
      (share) => {
        planned.share = share;
        this.#report();
      },
      signal,
    );
    if (result.kind === 'teacher') this.#teachers.set(planned.task.key, result);
    else {
      this.#trees.set(planned.task.key, result.record);
      this.#grown.set(planned.task.key, result);
    }
    await this.#logFinishedTrials();
    planned.state = 'done';
    planned.share = 1;
    this.#report();
    this.#wakeOthers();
  }

  /** Trials whose two trees are there; other executors do not wait for the log. */
  async #logFinishedTrials(): Promise<void> {
    const finished = this.#open.filter(
      ({ keys }) =>
        this.#teachers.has(keys.teacher) && this.#trees.has(keys.baseline) && this.#trees.has(keys.distilled),
    );
    for (const open of finished) this.#open.splice(this.#open.indexOf(open), 1);
    for (const open of finished) await this.#log(open);
  }

  async #log({ trial, keys }: OpenTrial): Promise<void> {
    const { log, onTrial, version, labelledRows } = this.#context;
    const grown = this.#grown.get(keys.distilled) ?? this.#grown.get(keys.baseline);
    const [teacher, baseline, distilled] = [
      this.#teachers.get(keys.teacher),
      this.#trees.get(keys.baseline),
      this.#trees.get(keys.distilled),
    ];
    const earlier = [...log.records.values()].find((record) => record.teacher.key === keys.teacher);
    const rows = grown?.rows ?? earlier?.rows;
    const engine = grown?.engine ?? earlier?.engine;
    if (
      teacher === undefined ||
      baseline === undefined ||
      distilled === undefined ||
      rows === undefined ||
      engine === undefined
    )
      throw new Error(`trial "${trial.title}" was to be logged before it was finished`);
    const record: TrialRecord = {
      key: keys.trial,
      preset: trial.title,
      seed: trial.settings.seed,
      labels: trial.labels ?? labelledRows,
      rows,
      teacher: teacher.record,
      baseline,
      distilled,
      settings: trial.settings,
      engine,
      version,
    };
    const trees = { baseline: this.#grown.get(keys.baseline), distilled: this.#grown.get(keys.distilled) };
    await onTrial?.(trial, record, {
      teacher,
      ...(trees.baseline === undefined ? {} : { baseline: trees.baseline }),
      ...(trees.distilled === undefined ? {} : { distilled: trees.distilled }),
    });
    await log.append(record);
    this.#forgetUnneeded();
  }

  /** Trees are large: one that no open trial waits for is let go. */
  #forgetUnneeded(): void {
    const needed = new Set(this.#open.flatMap(({ keys }) => [keys.baseline, keys.distilled]));
    for (const key of this.#grown.keys()) if (!needed.has(key)) this.#grown.delete(key);
  }

  #report(): void {
    const tasks = [...this.#tasks.values()];
    const total = tasks.reduce((sum, { work }) => sum + work, 0);
    const done = tasks.reduce((sum, { work, share }) => sum + work * share, 0);
    this.#context.onProgress?.({
      finishedTrials: this.#totalTrials - this.#open.length,
      totalTrials: this.#totalTrials,
      share: total === 0 ? 1 : done / total,
      running: tasks.filter(({ state }) => state === 'running').map(({ task }) => taskTitle(task)),
    });
  }

  #wakeOthers(): void {
    const { wake } = this.#changed;
    this.#changed = newSignal();
    wake();
  }
}

/** Time of one training row in a teacher, as a multiple of one in a tree of depth 8. */
const teacherRowCost = 20;

/** Time of one training row in a tree, relative to depth 8: half of it grows with the number of nodes. */
function treeRowCost(depth: number): number {
  return 0.5 + 0.5 * 2 ** (depth - 8);
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function newSignal(): { readonly promise: Promise<void>; readonly wake: () => void } {
  let wake = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    wake = resolve;
  });
  return { promise, wake };
}
