import { setMaxListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { MachineRecord } from '../engine/machine.js';
import { InterruptedError } from '../errors.js';
import type { TreeRecord, TrialRecord } from '../file/trial-record.js';
import { plannedTasks, type TaskContext } from './planned-tasks.js';
import { TaskProgress, type ExperimentProgress } from './task-progress.js';
import type {
  Task,
  TaskExecutor,
  TaskResult,
  TeacherResult,
  TeacherTask,
  TreeResult,
  TreeTask,
} from './task.js';
import type { TrialLog } from './trial-log.js';
import { trialKeys, type Trial } from './trial.js';

/** What a trial has just trained; a tree that an earlier run grew is not there any more. */
export interface TrainedModels {
  readonly teacher: TeacherResult;
  readonly baseline: TreeResult | undefined;
  readonly distilled: TreeResult | undefined;
}

export interface TrialRunContext {
  readonly dataKey: string;
  readonly log: TrialLog;
  /** Share the work, each as much at a time as it takes. */
  readonly executors: readonly TaskExecutor[];
  readonly labelledRows: number;
  readonly teacherFolder: TaskContext['teacherFolder'];
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
  const { log, dataKey, onPlanned } = context;
  const byKey = new Map(trials.map((trial) => [trialKeys(trial, dataKey).trial, trial]));
  const open = [...byKey].filter(([key]) => !log.records.has(key)).map(([, trial]) => trial);
  onPlanned?.(byKey.size, byKey.size - open.length);
  const run = new TrialRun(open, byKey.size, context);
  const results = await Promise.allSettled(open.map((trial, place) => run.finish(trial, -place)));
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [asError(result.reason)] : []));
  // The others were interrupted because of it.
  const cause = errors.find((error) => !(error instanceof InterruptedError)) ?? errors[0];
  if (cause !== undefined) throw cause;
}

/** A tree of this run, or the scores of one that an earlier run grew. */
interface KnownTree {
  readonly record: TreeRecord;
  readonly grown?: TreeResult;
}

class TrialRun {
  readonly #context: TrialRunContext;
  readonly #queue: PQueue;
  /** Tasks that each may still be given now. */
  readonly #free: Map<TaskExecutor, number>;
  readonly #progress: TaskProgress;
  /** By their keys, for several trials may wait for one model. */
  readonly #teachers = new Map<string, Promise<TeacherResult>>();
  readonly #trees = new Map<string, Promise<KnownTree>>();
  /** Trials that have still to be finished, by the keys of their trees. */
  readonly #users = new Map<string, number>();
  /** Trials are logged in the order in which they end, however long it takes to hand each over. */
  #lastLog: Promise<void> = Promise.resolve();
  /** Stops all tasks when one fails. */
  readonly #failure = new AbortController();
  readonly #signal: AbortSignal;

  constructor(open: readonly Trial[], totalTrials: number, context: TrialRunContext) {
    this.#context = context;
    this.#free = new Map(context.executors.map((executor) => [executor, executor.concurrency ?? 1]));
    this.#queue = new PQueue({ concurrency: [...this.#free.values()].reduce((sum, free) => sum + free, 0) });
    this.#signal = AbortSignal.any([context.signal, this.#failure.signal]);
    setMaxListeners(0, this.#signal); // one for each task that waits
    this.#progress = new TaskProgress(totalTrials, totalTrials - open.length, context.onProgress);
    for (const { baseline, distilled, machine } of context.log.records.values()) {
      for (const record of [baseline, distilled])
        this.#trees.set(record.key, Promise.resolve({ record: { machine, ...record } }));
    }
    for (const trial of open) {
      const { teacher, baseline, distilled } = plannedTasks(trial, context);
      this.#progress.plan(teacher);
      for (const task of [baseline, distilled]) {
        this.#users.set(task.key, (this.#users.get(task.key) ?? 0) + 1);
        if (!this.#trees.has(task.key)) this.#progress.plan(task);
      }
    }
  }

  /**
   * Trains what the trial lacks, hands it over and logs it.
   *
   * @param priority tasks of a greater one come first, so that trials finish in their order and an experiment that is stopped has whole ones
   */
  async finish(trial: Trial, priority: number): Promise<void> {
    const tasks = plannedTasks(trial, this.#context);
    try {
      const teacher = once(this.#teachers, tasks.teacher.key, () => this.#run(tasks.teacher, priority));
      await this.#log(
        trial,
        ...(await Promise.all([
          teacher,
          this.#tree(tasks.baseline, teacher, priority),
          this.#tree(tasks.distilled, teacher, priority),
        ])),
      );
    } catch (error) {
      this.#failure.abort();
      throw error;
    }
    // Trees are large: one that no open trial waits for is let go.
    const unused: Task[] = [];
    for (const task of [tasks.baseline, tasks.distilled]) {
      const { key } = task;
      const users = (this.#users.get(key) ?? 1) - 1;
      this.#users.set(key, users);
      if (users > 0) continue;
      this.#trees.delete(key);
      unused.push(task);
    }
    for (const executor of this.#context.executors) await executor.release?.(unused);
  }

  #tree(task: TreeTask, teacher: Promise<TeacherResult>, priority: number): Promise<KnownTree> {
    return once(this.#trees, task.key, async () => {
      await teacher;
      const grown = await this.#run(task, priority);
      return { record: grown.record, grown };
    });
  }

  #run(task: TeacherTask, priority: number): Promise<TeacherResult>;
  #run(task: TreeTask, priority: number): Promise<TreeResult>;
  #run(task: Task, priority: number): Promise<TaskResult> {
    return new Promise((resolve, reject) => {
      const work = async () => {
        await this.#execute(task, -priority).then(resolve, reject);
        // What waits for this task is queued before the next one is chosen.
        await setImmediate();
      };
      this.#queue.add(work, { priority }).catch(reject);
    });
  }

  async #execute(task: Task, place: number): Promise<TaskResult> {
    if (this.#signal.aborted) throw new InterruptedError('stopped between two trainings');
    const [executor, free] = [...this.#free].find(([, count]) => count > 0) ?? [];
    if (executor === undefined || free === undefined) throw new Error('more tasks at a time than executors');
    // The one that was idle longest comes first.
    this.#free.delete(executor);
    this.#free.set(executor, free - 1);
    if (executor.waits !== true) this.#progress.update(task, 0);
    try {
      const onProgress = (share: number, worker?: string) => this.#progress.update(task, share, worker);
      return await executor.run(task, onProgress, this.#signal, place);
    } finally {
      this.#free.set(executor, (this.#free.get(executor) ?? 0) + 1);
      this.#progress.end(task);
    }
  }

  #log(trial: Trial, teacher: TeacherResult, baseline: KnownTree, distilled: KnownTree): Promise<void> {
    const work = this.#lastLog.then(() => this.#logNext(trial, teacher, baseline, distilled));
    this.#lastLog = work.catch(() => undefined);
    return work;
  }

  async #logNext(
    trial: Trial,
    teacher: TeacherResult,
    baseline: KnownTree,
    distilled: KnownTree,
  ): Promise<void> {
    const { log, onTrial, version, labelledRows, dataKey } = this.#context;
    const earlier = [...log.records.values()].find((record) => record.teacher.key === teacher.record.key);
    const measured = distilled.grown ?? baseline.grown ?? earlier;
    if (measured === undefined) throw new Error(`trial "${trial.title}" was logged before it was finished`);
    const { machine } = measured;
    const record: TrialRecord = {
      key: trialKeys(trial, dataKey).trial,
      preset: trial.title,
      seed: trial.settings.seed,
      fold: trial.fold,
      labels: trial.labels ?? labelledRows,
      rows: measured.rows,
      teacher: onOtherMachine(teacher.record, teacher.record.machine, machine),
      baseline: onOtherMachine(baseline.record, baseline.grown?.machine ?? baseline.record.machine, machine),
      distilled: onOtherMachine(
        distilled.record,
        distilled.grown?.machine ?? distilled.record.machine,
        machine,
      ),
      settings: trial.settings,
      engine: measured.engine,
      machine,
      version,
    };
    await onTrial?.(trial, record, { teacher, baseline: baseline.grown, distilled: distilled.grown });
    await log.append(record);
    this.#progress.trialFinished();
  }
}

/** What a trial keeps of a model: its machine where that is another than the trial's, for then other bytes may come out. */
function onOtherMachine<T extends { readonly machine?: MachineRecord | undefined }>(
  { machine: _own, ...record }: T,
  machine: MachineRecord | undefined,
  ofTrial: MachineRecord | undefined,
): Omit<T, 'machine'> & { readonly machine?: MachineRecord } {
  const isOther = machine !== undefined && JSON.stringify(machine) !== JSON.stringify(ofTrial);
  return isOther ? { ...record, machine } : record;
}

/** The work's result, kept: whoever asks again for the same key waits for the same work. */
function once<T>(known: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> {
  const result = known.get(key) ?? work();
  known.set(key, result);
  return result;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
