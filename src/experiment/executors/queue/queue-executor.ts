import type { Queue, QueueEvents } from 'bullmq';
import { InterruptedError } from '../../../errors.js';
import { savedTeacher } from '../../saved-teacher.js';
import { taskTitle, type Task, type TaskExecutor, type TaskResult } from '../../task.js';
import { PendingTasks } from './pending-tasks.js';
import type { QueueConnection } from './queue-connection.js';
import { emptyQueue } from './empty-queue.js';
import { isFull } from './queue-problem.js';
import { RoomOfRedis } from './room-of-redis.js';
import { renewSeconds, QueueOwnership, type QueueOwner } from './queue-owner.js';
import { QueueStore } from './queue-store.js';
import {
  jobIdOf,
  jobOptionsOf,
  type QueuedExperiment,
  type QueuedProgress,
  type QueuedTask,
} from './queued-experiment.js';
import type { TeacherExchange } from './teacher-exchange.js';
import { WorkerRoll } from './worker-roll.js';

export interface QueueExecutorOptions {
  readonly connection: QueueConnection;
  readonly owner: QueueOwner;
  readonly experiment: QueuedExperiment;
  readonly teachers: TeacherExchange;
  /** Whether what another experiment left in the queue is thrown away. */
  readonly empty?: boolean;
  /** Called when all is done and the queue is nobody's again. */
  readonly onComplete?: (() => Promise<void>) | undefined;
}

/**
 * Lets workers on any machine run tasks: fills a queue in Redis and gathers the results, which stay there until they are released. A
 * task is in the queue once, by its key, and one that has a result is not run again, whoever asks for it and when.
 */
export class QueueExecutor implements TaskExecutor {
  readonly concurrency = Infinity;
  readonly waits = true;
  readonly #pending = new PendingTasks();
  /** Folders of teachers that are known here, by their keys. */
  readonly #teachers = new Map<string, string>();
  /** Keys of tasks whose results were gathered here. */
  readonly #gathered = new Set<string>();
  readonly #store: QueueStore;
  readonly #ownership: QueueOwnership;
  readonly #roll: WorkerRoll;
  readonly #room: RoomOfRedis;
  #watch: NodeJS.Timeout | undefined;
  #watching: Promise<void> | undefined;
  #isComplete = false;

  private constructor(
    private readonly options: QueueExecutorOptions,
    private readonly digest: string,
    private readonly queue: Queue<QueuedTask>,
    private readonly events: QueueEvents,
  ) {
    this.#store = new QueueStore(options.connection);
    this.#ownership = new QueueOwnership(options.connection);
    this.#roll = new WorkerRoll(options.connection);
    this.#room = new RoomOfRedis(options.connection);
  }

  /** @throws {QueueError} when the queue belongs to another experiment, or Redis refuses what it is asked */
  static async open(options: QueueExecutorOptions): Promise<QueueExecutor> {
    const { connection, owner, experiment } = options;
    const ownership = new QueueOwnership(connection);
    const queue = connection.queue<QueuedTask>();
    if (options.empty === true) {
      await ownership.assertIdle(owner);
      await emptyQueue(queue, connection);
    }
    await ownership.claim(owner);
    const digest = await new QueueStore(connection).putExperiment(experiment);
    await connection.ask(() => queue.clean(0, 0, 'failed')); // of an earlier run: they are tried again
    const events = await connection.events();
    const { address } = connection;
    connection.tell(`Queue ${address.text}; on other machines: sdt worker --queue ${address.text}`);
    const executor = new QueueExecutor(options, digest, queue, events);
    executor.#listen();
    return executor;
  }

  async run(
    task: Task,
    onProgress: (share: number, worker?: string) => void,
    signal: AbortSignal,
    place = 0,
  ): Promise<TaskResult> {
    const known = await this.#knownTeacher(task);
    if (known !== undefined) return known;
    const id = jobIdOf(task);
    this.#gathered.delete(task.key);
    const stop = () =>
      this.#pending.reject(id, new InterruptedError('stopped; workers go on with what is in the queue'));
    signal.addEventListener('abort', stop);
    try {
      return await new Promise<TaskResult>((resolve, reject) => {
        this.#pending.add({ task, place, onProgress, resolve, reject });
        if (signal.aborted) stop();
        else
          this.#fill(id).catch((error: unknown) => {
            if (!this.#room.isMissing(error)) this.#pending.reject(id, error);
          });
      });
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async release(tasks: readonly Task[]): Promise<void> {
    const remove = () => Promise.all(tasks.map((task) => this.queue.remove(jobIdOf(task))));
    try {
      await this.options.connection.ask(remove);
      // A worker that still holds one of them, or is given it again, is told that it is done.
      await this.#store.release(tasks);
    } catch (error) {
      if (!this.#room.isMissing(error)) throw error; // what stays goes when all is complete
    }
  }

  async complete(): Promise<void> {
    this.#isComplete = true;
    this.#gathered.clear(); // Redis is not told of it any more
    clearInterval(this.#watch);
    await this.#watching;
    const { connection, onComplete } = this.options;
    try {
      await emptyQueue(this.queue, connection);
      await onComplete?.();
    } catch (error) {
      if (!isFull(error) || !(error instanceof Error)) throw error;
      connection.tell(`All is gathered, but the queue could not be emptied: ${error.message}`);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#watch);
    const { connection } = this.options;
    this.#pending.rejectAll(new InterruptedError('the queue was closed'));
    // A Redis that is gone is not waited for.
    if (connection.client.status === 'ready' && !this.#isComplete)
      await this.#ownership.rest().catch(() => undefined);
    connection.close();
    await this.events.close().catch(() => undefined);
    await this.queue.close().catch(() => undefined);
  }

  /** A teacher that an earlier run left on this machine. */
  async #knownTeacher(task: Task): Promise<TaskResult | undefined> {
    if (task.kind !== 'teacher') return undefined;
    const known = await savedTeacher(task.folder);
    if (known?.record.key !== task.key) return undefined;
    await this.options.teachers.publish(task.key, task.folder);
    this.#teachers.set(task.key, task.folder);
    return { kind: 'teacher', ...known, reused: true };
  }

  /** Puts a task into the queue, unless it has a result. */
  async #fill(id: string): Promise<void> {
    if (await this.#gather(id)) return;
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    const { task, place } = pending;
    if (await this.#store.isReleased(task)) await this.#store.reopen(task); // the log it went to was removed, say
    await this.options.connection.ask(() =>
      this.queue.add(task.kind, { experiment: this.digest, task }, jobOptionsOf(task, place)),
    );
  }

  /** Takes the result, where there is one. */
  async #gather(id: string): Promise<boolean> {
    const pending = this.#pending.get(id);
    if (pending === undefined) return true;
    const { task } = pending;
    const result = await this.#store.result(task);
    if (result === undefined) return false;
    if (task.kind === 'teacher') {
      if (!(await this.options.teachers.fetch(task.key, task.folder))) {
        await this.#store.reopen(task); // Redis has lost the teacher itself
        return false;
      }
      this.#teachers.set(task.key, task.folder);
    }
    this.#gathered.add(task.key);
    this.#pending.resolve(id, result);
    return true;
  }

  #listen(): void {
    this.events.on('active', ({ jobId }) => this.#pending.get(jobId)?.onProgress(0));
    this.events.on('progress', ({ jobId, data }) => {
      const { share, worker } = data as QueuedProgress;
      this.#pending.get(jobId)?.onProgress(share, worker);
    });
    this.events.on('completed', ({ jobId }) => {
      this.#gather(jobId).catch((error: unknown) => this.#pending.reject(jobId, error));
    });
    this.events.on('failed', ({ jobId, failedReason }) => this.#pending.fail(jobId, failedReason));
    this.events.on('stalled', ({ jobId }) => {
      const pending = this.#pending.get(jobId);
      if (pending !== undefined)
        this.options.connection.tell(`The worker of "${taskTitle(pending.task)}" is gone; another takes it`);
    });
    // A Redis that was killed may have forgotten it; where it takes nothing, a task is run again and that is all.
    const markDone = () => void this.#store.markDone(this.#gathered).catch(() => undefined);
    this.options.connection.client.on('ready', markDone);
    this.#watch = setInterval(() => {
      this.#watching ??= this.#look()
        .then(() => this.#room.isThere())
        .catch((error: unknown) => {
          if (!this.#room.isMissing(error)) this.#pending.rejectAll(error);
        })
        .finally(() => {
          this.#watching = undefined;
        });
    }, renewSeconds * 1000);
  }

  /** Looks for what no event has told: one may be lost with the connection, and Redis may come back without what it had. */
  async #look(): Promise<void> {
    const { connection, owner } = this.options;
    if (connection.client.status !== 'ready') return;
    await this.#ownership.renew(owner);
    for (const line of await this.#roll.changes()) connection.tell(line);
    for (const task of await this.#store.finished(this.#pending.tasks)) await this.#gather(jobIdOf(task));
    const { ids } = this.#pending;
    const states = await connection.ask(() => Promise.all(ids.map((id) => this.queue.getJobState(id))));
    const lost = ids.filter((_, index) => states[index] === 'unknown' || states[index] === 'completed');
    for (const [index, id] of ids.entries()) {
      if (states[index] !== 'failed') continue;
      const job = await this.queue.getJob(id);
      this.#pending.fail(id, job?.failedReason ?? '');
    }
    if (lost.length > 0) await this.#restore(lost);
  }

  /** Fills the queue again with what Redis has lost. */
  async #restore(ids: readonly string[]): Promise<void> {
    const { connection, owner, experiment, teachers } = this.options;
    await this.#ownership.claim(owner);
    await new QueueStore(connection).putExperiment(experiment);
    for (const [key, folder] of this.#teachers) await teachers.publish(key, folder);
    for (const id of ids) {
      await this.queue.remove(id);
      await this.#fill(id); // or it was finished just now
    }
  }
}
