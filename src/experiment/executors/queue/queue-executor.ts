import type { Queue, QueueEvents } from 'bullmq';
import { InterruptedError, QueueError } from '../../../errors.js';
import { savedTeacher } from '../../saved-teacher.js';
import { taskTitle, type Task, type TaskExecutor, type TaskResult } from '../../task.js';
import { errorOf, type TaskFailure } from '../task-failure.js';
import { queuePrefix, type QueueConnection } from './queue-connection.js';
import { renewSeconds, QueueOwnership, type QueueOwner } from './queue-owner.js';
import { QueueStore } from './queue-store.js';
import { jobIdOf, type QueuedExperiment, type QueuedProgress, type QueuedTask } from './queued-experiment.js';
import type { TeacherExchange } from './teacher-exchange.js';
import { WorkerRoll } from './worker-roll.js';

/** Someone waits for the result of a task. */
interface Pending {
  readonly task: Task;
  readonly place: number;
  readonly onProgress: (share: number, worker?: string) => void;
  readonly resolve: (result: TaskResult) => void;
  readonly reject: (error: Error) => void;
}

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

/** A task that failed for a reason that may pass is tried so often, after 2, 4, 8 ... seconds. */
const attempts = 4;
const backoffMilliseconds = 2000;
/** BullMQ's greatest number for what comes last. */
const lastPriority = 2 ** 21;

/**
 * Lets workers on any machine run tasks: fills a queue in Redis and gathers the results, which stay there until they are released. A
 * task is in the queue once, by its key, and one that has a result is not run again, whoever asks for it and when.
 */
export class QueueExecutor implements TaskExecutor {
  readonly concurrency = Infinity;
  readonly waits = true;
  /** By the names of their tasks in the queue. */
  readonly #pending = new Map<string, Pending>();
  /** Folders of teachers that are known here, by their keys. */
  readonly #teachers = new Map<string, string>();
  readonly #store: QueueStore;
  readonly #ownership: QueueOwnership;
  readonly #roll: WorkerRoll;
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
  }

  /** @throws {QueueError} when the queue belongs to another experiment, or Redis refuses what it is asked */
  static async open(options: QueueExecutorOptions): Promise<QueueExecutor> {
    const { connection, owner, experiment } = options;
    const { Queue, QueueEvents } = connection.packages.bullmq;
    const ownership = new QueueOwnership(connection);
    const shared = { connection: connection.client, prefix: queuePrefix };
    const queue = new Queue<QueuedTask>(connection.address.name, shared);
    queue.on('error', () => undefined); // the connection tells of it
    if (options.empty === true) {
      await ownership.assertIdle(owner);
      await wipe(queue, connection);
    }
    await ownership.claim(owner);
    const digest = await new QueueStore(connection).putExperiment(experiment);
    await connection.ask(() => queue.clean(0, 0, 'failed')); // of an earlier run: they are tried again
    const events = new QueueEvents(connection.address.name, shared);
    events.on('error', () => undefined);
    await connection.ask(() => events.waitUntilReady());
    const executor = new QueueExecutor(options, digest, queue, events);
    executor.#listen();
    connection.tell(
      `Queue ${connection.address.text}; on other machines: sdt worker --queue ${connection.address.text}`,
    );
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
    const stop = () =>
      this.#settle(id, ({ reject }) =>
        reject(new InterruptedError('stopped; workers go on with what is in the queue')),
      );
    signal.addEventListener('abort', stop);
    try {
      return await new Promise<TaskResult>((resolve, reject) => {
        this.#pending.set(id, { task, place, onProgress, resolve, reject });
        if (signal.aborted) stop();
        else this.#begin(id).catch((error: unknown) => this.#fail(id, error));
      });
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async release(tasks: readonly Task[]): Promise<void> {
    await this.#store.forget(tasks);
    await this.options.connection.ask(() =>
      Promise.all(tasks.map((task) => this.queue.remove(jobIdOf(task)))),
    );
  }

  async complete(): Promise<void> {
    this.#isComplete = true;
    clearInterval(this.#watch);
    await this.#watching;
    await wipe(this.queue, this.options.connection);
    await this.options.onComplete?.();
  }

  async close(): Promise<void> {
    clearInterval(this.#watch);
    const { connection } = this.options;
    for (const id of [...this.#pending.keys()])
      this.#settle(id, ({ reject }) => reject(new InterruptedError('the queue was closed')));
    // A Redis that is gone is not waited for.
    const isThere = connection.client.status === 'ready';
    if (isThere && !this.#isComplete) await this.#ownership.rest().catch(() => undefined);
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

  async #begin(id: string): Promise<void> {
    if (!(await this.#gather(id))) await this.#add(id);
  }

  async #add(id: string): Promise<void> {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    const { task, place } = pending;
    await this.options.connection.ask(() =>
      this.queue.add(
        task.kind,
        { experiment: this.digest, task },
        {
          jobId: id,
          priority: Math.min(1 + place, lastPriority),
          attempts,
          backoff: { type: 'exponential', delay: backoffMilliseconds },
        },
      ),
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
      if (!(await this.options.teachers.fetch(task.key, task.folder)))
        throw new QueueError(`the queue has lost the teacher ${task.key}; the same command goes on`);
      this.#teachers.set(task.key, task.folder);
    }
    this.#settle(id, ({ resolve }) => resolve(result));
    return true;
  }

  #settle(id: string, end: (pending: Pending) => void): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending !== undefined) end(pending);
  }

  #fail(id: string, error: unknown): void {
    this.#settle(id, ({ reject }) => reject(error instanceof Error ? error : new Error(String(error))));
  }

  #listen(): void {
    this.events.on('active', ({ jobId }) => this.#pending.get(jobId)?.onProgress(0));
    this.events.on('progress', ({ jobId, data }) => {
      const { share, worker } = data as QueuedProgress;
      this.#pending.get(jobId)?.onProgress(share, worker);
    });
    this.events.on('completed', ({ jobId }) => {
      this.#gather(jobId).catch((error: unknown) => this.#fail(jobId, error));
    });
    this.events.on('failed', ({ jobId, failedReason }) =>
      this.#fail(jobId, this.#failure(jobId, failedReason)),
    );
    this.events.on('stalled', ({ jobId }) => {
      const pending = this.#pending.get(jobId);
      if (pending !== undefined)
        this.options.connection.tell(`The worker of "${taskTitle(pending.task)}" is gone; another takes it`);
    });
    this.#watch = setInterval(() => {
      this.#watching ??= this.#look()
        .catch((error: unknown) => {
          for (const id of [...this.#pending.keys()]) this.#fail(id, error);
        })
        .finally(() => (this.#watching = undefined));
    }, renewSeconds * 1000);
  }

  /** Looks for what no event has told: one may be lost with the connection, and Redis may come back without what it had. */
  async #look(): Promise<void> {
    const { connection, owner } = this.options;
    if (connection.client.status !== 'ready') return;
    await this.#ownership.renew(owner);
    for (const line of await this.#roll.changes()) connection.tell(line);
    const waiting = [...this.#pending.values()].map(({ task }) => task);
    for (const task of await this.#store.finished(waiting)) await this.#gather(jobIdOf(task));
    const ids = [...this.#pending.keys()];
    const states = await connection.ask(() => Promise.all(ids.map((id) => this.queue.getJobState(id))));
    const lost = ids.filter((_, index) => states[index] === 'unknown' || states[index] === 'completed');
    for (const [index, id] of ids.entries()) {
      if (states[index] !== 'failed') continue;
      const job = await this.queue.getJob(id);
      this.#fail(id, this.#failure(id, job?.failedReason ?? ''));
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
      if (await this.#gather(id)) continue; // it was finished just now
      await this.queue.remove(id);
      await this.#add(id);
    }
  }

  #failure(id: string, reason: string): Error {
    const task = this.#pending.get(id)?.task;
    const failure = parsedFailure(reason);
    const error = failure === undefined ? new QueueError(reason) : errorOf(failure);
    error.message = `${task === undefined ? 'a task' : taskTitle(task)}: ${error.message}`;
    return error;
  }
}

function parsedFailure(reason: string): TaskFailure | undefined {
  try {
    return JSON.parse(reason) as TaskFailure;
  } catch {
    return undefined; // BullMQ's own words
  }
}

/** Throws away all that is in a queue, the owner last. */
async function wipe(queue: Queue, connection: QueueConnection): Promise<void> {
  await connection.ask(async (client) => {
    await queue.obliterate({ force: true });
    const keys: string[] = [];
    for await (const some of client.scanStream({ match: `${connection.key('')}*`, count: 1000 }))
      keys.push(...(some as string[]));
    const owner = connection.key('owner');
    const workers = connection.key('workers');
    const others = keys.filter((key) => key !== owner && key !== workers);
    for (let first = 0; first < others.length; first += 1000)
      await client.unlink(...others.slice(first, first + 1000));
    await client.unlink(owner);
  });
}
