import os from 'node:os';
import type { Job, Worker } from 'bullmq';
import { InterruptedError, InvalidInputError } from '../../../errors.js';
import { taskTitle } from '../../task.js';
import type { AssignmentRunner } from '../assignment.js';
import { failureOf } from '../task-failure.js';
import { leaveQueue } from './empty-queue.js';
import { queuePrefix, type QueueConnection } from './queue-connection.js';
import { QueueOwnership } from './queue-owner.js';
import type { QueuedProgress, QueuedTask } from './queued-experiment.js';
import { assertSameCode, QueuedTaskRunner, type TaskEnd } from './queued-task-runner.js';
import type { Share } from './share/shared-files.js';
import { isUnfitness } from './unfit-worker.js';
import { removeDeadWorkerFolders } from './worker-folder.js';
import { signSeconds, WorkerRoll, type WorkerFacts } from './worker-roll.js';

export interface QueueWorkerOptions {
  readonly connection: QueueConnection;
  /** Runs the tasks. */
  readonly runner: AssignmentRunner;
  /** Tasks at a time. */
  readonly jobs: number;
  /** Threads of the engine where the experiment names none. */
  readonly threads: number;
  /** Where the data is on this machine; default: where it is on the experiment's, or in the shared folder. */
  readonly data?: string | undefined;
  /** What the experiment and all workers reach. */
  readonly share?: Share | undefined;
  /** Ends when it had nothing to do for so long; default: never. */
  readonly idleSeconds?: number | undefined;
  /** A task of this worker is another's when nothing was heard from it for so long. */
  readonly takeoverSeconds: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Takeovers of one task: each may be a machine that was switched off, and none says anything against the task. */
const mostTakeovers = 1000;
const progressMilliseconds = 2000;
/** What a worker that stops waits for a Redis that does not answer; its tasks are then taken over. */
const partingMilliseconds = 5000;

/**
 * Takes tasks of a queue until it is stopped, or has been idle for long enough. A task that it has begun and not finished goes back.
 *
 * @returns how many tasks it has finished
 * @throws {QueueError} when the queue holds tasks of another version
 * @throws {UnfitWorkerError} when this machine lacks what the tasks need
 */
export async function runQueueWorker(options: QueueWorkerOptions): Promise<number> {
  await removeDeadWorkerFolders();
  const owner = await new QueueOwnership(options.connection).owner();
  if (owner !== undefined) assertSameCode(owner.code);
  const worker = new QueueWorker(options);
  return worker.run();
}

class QueueWorker {
  readonly #tasks: QueuedTaskRunner;
  readonly #worker: Worker<QueuedTask>;
  readonly #facts: WorkerFacts;
  readonly #roll: WorkerRoll;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #said = new Set<string>();
  #unfit: Error | undefined;
  #finished = 0;
  #active = 0;
  #lastWork = Date.now();

  constructor(private readonly options: QueueWorkerOptions) {
    const { connection, jobs, signal, takeoverSeconds } = options;
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    this.#tasks = new QueuedTaskRunner(options);
    this.#roll = new WorkerRoll(connection);
    this.#facts = {
      name: `${os.hostname()}/${process.pid}`,
      jobs,
      processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    };
    this.#worker = new connection.packages.bullmq.Worker<QueuedTask>(
      connection.address.name,
      (job, token) => this.#process(job, token),
      {
        connection: connection.client,
        prefix: queuePrefix,
        name: this.#facts.name,
        autorun: false,
        concurrency: jobs,
        // The tasks run in other processes, so that this one is always there to renew its locks.
        lockDuration: 1000 * takeoverSeconds,
        stalledInterval: 500 * takeoverSeconds,
        maxStalledCount: mostTakeovers,
      },
    );
    this.#worker.on('error', (error) => this.#tell(error));
  }

  async run(): Promise<number> {
    const { connection, signal, say, jobs, idleSeconds } = this.options;
    await this.#roll.sign(this.#facts);
    const signing = setInterval(() => {
      if (connection.client.status === 'ready') this.#roll.sign(this.#facts).catch(() => undefined);
    }, signSeconds * 1000);
    const watching = setInterval(() => {
      const idle = (Date.now() - this.#lastWork) / 1000;
      if (idleSeconds !== undefined && this.#active === 0 && idle >= idleSeconds) this.#stop.abort();
    }, 250);
    say(
      `Worker ${this.#facts.name} takes tasks of ${connection.address.text}, ${jobs === 1 ? 'one' : jobs} at a time`,
    );
    try {
      const working = this.#worker.run();
      working.catch((error: unknown) => this.#tell(error));
      await aborted(this.#signal);
      await this.#part();
    } finally {
      clearInterval(signing);
      clearInterval(watching);
      await this.#tasks.close();
    }
    if (this.#unfit !== undefined) throw this.#unfit;
    if (signal.aborted)
      throw new InterruptedError('stopped; tasks that were not finished are in the queue again');
    return this.#finished;
  }

  /** Takes no more, and waits until what was begun is back in the queue. */
  async #part(): Promise<void> {
    const { connection } = this.options;
    const closing = this.#worker.close().catch((error: unknown) => this.#tell(error));
    const late = new Promise<'late'>((resolve) => {
      setTimeout(() => resolve('late'), partingMilliseconds).unref();
    });
    const gone = async () => {
      await closing;
      await this.#roll.leave(this.#facts);
      await leaveQueue(connection).catch(() => undefined); // a few bytes stay
    };
    // A task stops after its step, however long that takes; only Redis is not waited for.
    while ((await Promise.race([gone(), late])) === 'late') {
      if (connection.client.status === 'ready' && this.#active > 0) {
        await closing;
        continue;
      }
      this.options.say(
        `${connection.address.text} does not answer; what was not finished is taken over by others`,
      );
      break;
    }
    connection.close();
    await this.#worker.close(true).catch(() => undefined);
  }

  async #process(job: Job<QueuedTask>, token: string | undefined): Promise<string> {
    const { WaitingError, UnrecoverableError } = this.options.connection.packages.bullmq;
    this.#active++;
    try {
      const start = performance.now();
      const end = await this.#tasks.run(job.data, this.#progressOf(job), this.#signal);
      const duration = `${((performance.now() - start) / 1000).toFixed(1)} s`;
      if (end === 'done') this.#finished++;
      this.options.say(`${taskTitle(job.data.task)}: ${endText(end, duration)}`);
      return this.#facts.name;
    } catch (error) {
      if (isUnfitness(error)) {
        this.#unfit ??= error;
        this.#stop.abort();
      }
      if (isUnfitness(error) || this.#signal.aborted) {
        // Closing first, so that this worker does not take it again.
        void this.#worker.close();
        await job.moveToWait(token);
        throw new WaitingError();
      }
      this.options.say(
        `${taskTitle(job.data.task)}: ${error instanceof Error ? error.message : String(error)}`,
      );
      const reason = JSON.stringify(failureOf(error));
      throw error instanceof InvalidInputError
        ? new UnrecoverableError(reason)
        : new Error(reason, { cause: error });
    } finally {
      this.#active--;
      this.#lastWork = Date.now();
    }
  }

  /** Passes on how far a task is, not too often. */
  #progressOf(job: Job<QueuedTask>): (share: number) => void {
    let next = 0;
    return (share) => {
      const now = Date.now();
      if (now < next) return;
      next = now + progressMilliseconds;
      const progress: QueuedProgress = { share, worker: this.#facts.name };
      job.updateProgress(progress).catch(() => undefined); // only a display lacks it
    };
  }

  /** What BullMQ could not do, once; of a connection that is lost the connection tells. */
  #tell(error: unknown): void {
    const { connection, say } = this.options;
    if (connection.client.status !== 'ready') return;
    const message = error instanceof Error ? error.message : String(error);
    if (/Connection is closed|ECONN|EPIPE/.test(message) || this.#said.has(message)) return;
    this.#said.add(message);
    say(`Redis: ${message}`);
  }
}

function endText(end: TaskEnd, duration: string): string {
  if (end === 'done') return `done in ${duration}`;
  const byOther = 'was done by another worker';
  return end === 'done before' ? byOther : `${byOther} meanwhile, here in ${duration}`;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
