import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataUnavailableError, InterruptedError, InvalidInputError, QueueError } from '../../../errors.js';
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
import { AnswerExchange } from './answer-exchange.js';
import { RedisFiles } from './share/redis-files.js';
import type { Share, SharedFiles } from './share/shared-files.js';
import { TeacherExchange } from './teacher-exchange.js';
import { UnfitWorkerError } from './unfit-worker.js';
import { makeWorkerFolder } from './worker-folder.js';

export interface QueuedTaskRunnerOptions {
  readonly connection: QueueConnection;
  readonly runner: AssignmentRunner;
  readonly threads: number;
  readonly data?: string | undefined;
  readonly share?: Share | undefined;
  readonly say: (line: string) => void;
}

const roomMilliseconds = 2000;
/** Answers in Redis that nobody asked for so long go: a search may have a teacher for every trial. */
const answersIdleSeconds = 3600;

/** How a task has ended: done here, or not begun, or done beside another worker that was quicker. */
export type TaskEnd = 'done' | 'done before' | 'done meanwhile';

/** Runs tasks of the queue: brings what they need, and leaves their results in Redis. */
export class QueuedTaskRunner {
  readonly #store: QueueStore;
  /** By their digests. */
  readonly #experiments = new Map<string, QueuedExperiment>();
  /** Keeps teachers of this machine while it works. */
  #folder: Promise<string> | undefined;
  /** Data of experiments that came from what is shared, by their digests. */
  readonly #brought = new Map<string, Promise<string>>();
  /** By where they are. */
  readonly #answers = new Map<string, AnswerExchange>();
  #isRoomMissed = false;

  constructor(private readonly options: QueuedTaskRunnerOptions) {
    this.#store = new QueueStore(options.connection);
  }

  /**
   * Runs a task unless it has a result; comes back when its result is in Redis.
   *
   * @returns whether the result came from here, and from nobody else before or meanwhile
   * @throws {UnfitWorkerError} when another worker should have it
   */
  async run(task: QueuedTask, onProgress: (share: number) => void, signal: AbortSignal): Promise<TaskEnd> {
    try {
      return await this.#run(task, onProgress, signal);
    } catch (error) {
      // A full disk, say: what is wrong with this worker's own folder is no fault of the task.
      const folder = await this.#folder?.catch(() => undefined);
      if (folder === undefined || !(error instanceof InvalidInputError) || !error.message.includes(folder))
        throw error;
      throw new UnfitWorkerError(`${error.message}; the task goes to another worker`, { cause: error });
    }
  }

  async #run(
    { experiment: digest, task }: QueuedTask,
    onProgress: (share: number) => void,
    signal: AbortSignal,
  ): Promise<TaskEnd> {
    const experiment = await this.#experiment(digest);
    assertSameCode(experiment.code);
    assertKeys(task);
    if (await this.#store.isDone(task)) return 'done before';
    onProgress(0);
    const { teachers, answers } = this.#exchanges(experiment);
    const own = await this.#withOwnFolder(task);
    // A teacher that is there already, of an earlier experiment with the same share or of a worker that was killed, is not trained again.
    const isThere =
      own.kind === 'teacher'
        ? await teachers.fetch(own.key, own.folder)
        : await teachers.fetch(own.teacherKey, own.teacherFolder);
    if (own.kind !== 'teacher' && !isThere)
      throw new QueueError(`the teacher ${own.teacherKey} is not where it is shared, or damaged there`);
    const result = await this.#withData(digest, experiment, (places) => {
      const { expected, engine } = experiment;
      const threads = engine.threads ?? this.options.threads;
      const assignment: Assignment = { task: own, places, expected, engine: { ...engine, threads } };
      return this.options.runner.run(assignment, onProgress, signal, answers);
    });
    if (own.kind === 'teacher') await this.#kept(() => teachers.publish(own.key, own.folder), signal);
    const isFirst = await this.#kept(() => this.#store.putResult(task, result), signal);
    return isFirst ? 'done' : 'done meanwhile';
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

  /** Where teachers and their answers come from, and go to. */
  #exchanges({ share: shared }: QueuedExperiment): {
    readonly teachers: TeacherExchange;
    readonly answers: AnswerExchange;
  } {
    const { connection, share, say } = this.options;
    if (shared !== undefined && share === undefined) {
      throw new UnfitWorkerError(
        'the experiment shares its teachers through a folder or store; name it, as it is called on this machine, with --share',
      );
    }
    const filesOf = (idleSeconds?: number): SharedFiles =>
      shared === undefined || share === undefined
        ? new RedisFiles(connection, undefined, idleSeconds)
        : share;
    const files = filesOf(answersIdleSeconds);
    const answers = this.#answers.get(files.text) ?? new AnswerExchange(files, say);
    this.#answers.set(files.text, answers);
    return { teachers: new TeacherExchange(filesOf()), answers };
  }

  async #withOwnFolder(task: Task): Promise<Task> {
    const folder = await this.#ownFolder();
    return task.kind === 'teacher'
      ? { ...task, folder: path.join(folder, task.key) }
      : { ...task, teacherFolder: path.join(folder, task.teacherKey) };
  }

  #ownFolder(): Promise<string> {
    this.#folder ??= makeWorkerFolder();
    return this.#folder;
  }

  /**
   * Does work with the data of this machine and, where that is not there or other data, with what is shared.
   *
   * @param work gets the places where the data may lie
   */
  async #withData<T>(
    digest: string,
    { data, share: shared }: QueuedExperiment,
    work: (places: readonly TaskData[]) => Promise<T>,
  ): Promise<T> {
    const { data: own, share } = this.options;
    const here: TaskData = { ...data, source: own ?? data.source };
    const place = shared?.data;
    const brought = this.#brought.get(digest);
    if (share === undefined || place === undefined) return work([here]);
    if (brought !== undefined) return work([here, { ...data, source: await brought }]);
    try {
      return await work([here]);
    } catch (error) {
      if (!(error instanceof DataUnavailableError)) throw error;
      const bringing = this.#brought.get(digest) ?? share.dataPath(place, await this.#ownFolder());
      this.#brought.set(digest, bringing);
      return work([here, { ...data, source: await bringing }]);
    }
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
