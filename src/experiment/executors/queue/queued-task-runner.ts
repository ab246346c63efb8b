import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InterruptedError, QueueError } from '../../../errors.js';
import type { Task, TaskData } from '../../task.js';
import type { Assignment, AssignmentRunner } from '../assignment.js';
import type { QueueConnection } from './queue-connection.js';
import { isFull } from './queue-problem.js';
import { QueueStore } from './queue-store.js';
import {
  codeText,
  isSameCode,
  ownCode,
  type CodeVersion,
  type QueuedExperiment,
  type QueuedTask,
} from './queued-experiment.js';
import { RedisTeachers, SharedTeachers, type TeacherExchange } from './teacher-exchange.js';

/** This machine cannot run the tasks of the queue; another may. */
export class UnfitWorkerError extends QueueError {}

export interface QueuedTaskRunnerOptions {
  readonly connection: QueueConnection;
  readonly runner: AssignmentRunner;
  readonly threads: number;
  readonly data?: string | undefined;
  readonly share?: string | undefined;
  readonly say: (line: string) => void;
}

const roomMilliseconds = 2000;

/** Runs tasks of the queue: brings what they need, and leaves their results in Redis. */
export class QueuedTaskRunner {
  readonly #store: QueueStore;
  /** By their digests. */
  readonly #experiments = new Map<string, QueuedExperiment>();
  /** Keeps teachers of this machine while it works. */
  #folder: Promise<string> | undefined;
  #isRoomMissed = false;

  constructor(private readonly options: QueuedTaskRunnerOptions) {
    this.#store = new QueueStore(options.connection);
  }

  /**
   * Runs a task unless it has a result; comes back when its result is in Redis.
   *
   * @returns whether the result came from here, and from nobody else before
   * @throws {UnfitWorkerError} when another worker should have it
   */
  async run(
    { experiment: digest, task }: QueuedTask,
    onProgress: (share: number) => void,
    signal: AbortSignal,
  ): Promise<boolean> {
    const experiment = await this.#experiment(digest);
    assertSameCode(experiment.code);
    assertKeys(task);
    if (await this.#store.hasResult(task)) return false;
    onProgress(0);
    const teachers = this.#teachersOf(experiment);
    const own = await this.#withOwnFolder(task);
    if (own.kind !== 'teacher' && !(await teachers.fetch(own.teacherKey, own.teacherFolder)))
      throw new QueueError(`the teacher ${own.teacherKey} is not in the queue`);
    const result = await this.options.runner.run(this.#assignment(own, experiment), onProgress, signal);
    if (own.kind === 'teacher') await this.#kept(() => teachers.publish(own.key, own.folder), signal);
    return this.#kept(() => this.#store.putResult(task, result), signal);
  }

  async close(): Promise<void> {
    await this.options.runner.close();
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true });
  }

  async #experiment(digest: string): Promise<QueuedExperiment> {
    const known = this.#experiments.get(digest) ?? (await this.#store.experiment(digest));
    if (known === undefined) throw new QueueError('the experiment of the task has ended');
    this.#experiments.set(digest, known);
    return known;
  }

  #teachersOf({ share: shared }: QueuedExperiment): TeacherExchange {
    const { connection, share } = this.options;
    if (shared === undefined) return new RedisTeachers(connection);
    if (share !== undefined) return new SharedTeachers(share);
    throw new UnfitWorkerError(
      'the experiment shares its teachers through a folder; name this folder, as it is called on this machine, with --share',
    );
  }

  async #withOwnFolder(task: Task): Promise<Task> {
    this.#folder ??= mkdtemp(path.join(os.tmpdir(), 'sdt-worker-'));
    const folder = await this.#folder;
    return task.kind === 'teacher'
      ? { ...task, folder: path.join(folder, task.key) }
      : { ...task, teacherFolder: path.join(folder, task.teacherKey) };
  }

  #assignment(task: Task, { data, expected, engine, share: shared }: QueuedExperiment): Assignment {
    const { data: own, share, threads } = this.options;
    const sources = [
      ...(own === undefined ? [data.source] : [own]),
      ...(share === undefined || shared?.data === undefined ? [] : [path.join(share, shared.data)]),
    ];
    const places = sources.map((source): TaskData => ({ ...data, source }));
    return { task, places, expected, engine: { ...engine, threads: engine.threads ?? threads } };
  }

  /** A Redis that is full takes the result when there is room again; until then it is kept here. */
  async #kept<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      try {
        const result = await work();
        if (this.#isRoomMissed) this.options.say('Redis takes results again');
        this.#isRoomMissed = false;
        return result;
      } catch (error) {
        if (!(error instanceof QueueError && isFull(error))) throw error;
        if (!this.#isRoomMissed) this.options.say(`${error.message}; the result is kept here until it does`);
        this.#isRoomMissed = true;
        await sleep(roomMilliseconds, undefined, { signal }).catch(() => {
          throw new InterruptedError('stopped while Redis was full', { cause: error });
        });
      }
    }
  }
}

/** @throws {UnfitWorkerError} when the tasks are those of another version */
export function assertSameCode(code: CodeVersion): void {
  if (isSameCode(code, ownCode())) return;
  throw new UnfitWorkerError(
    `the queue holds tasks of ${codeText(code)}, and this is ${codeText(ownCode())}, which may give other numbers; install the same version on both sides`,
  );
}

/** Keys become names of folders, and come from elsewhere. */
function assertKeys(task: Task): void {
  const keys = task.kind === 'teacher' ? [task.key] : [task.key, task.teacherKey];
  if (!keys.every((key) => /^[0-9a-f]{16}$/.test(key)))
    throw new QueueError('the queue holds a task whose key is none');
}
