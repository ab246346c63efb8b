import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { EngineUnavailableError } from '../../errors.js';
import type { ShardStep } from './shard-step.js';
import type { FromShard, ShardDescription, ShardWork, ToShard } from './shard-messages.js';

/** The same file from src/ and from dist/. */
const location = new URL('../../../dist/engine/sharding/shard-worker.js', import.meta.url);

/** Longer than a step takes. */
const longestWait = 10_000;
/** `isBusy` of the threads of this process. */
const threads = new Set<Int32Array>();
let waitsAtExit = false;

/** A thread that is ended within onnxruntime takes the process with it, and its exit code. */
function waitAtExit(): void {
  if (waitsAtExit) return;
  waitsAtExit = true;
  process.on('exit', () => {
    for (const isBusy of threads) Atomics.wait(isBusy, 0, 1, longestWait);
  });
}

/** A thread with some shards of every batch. It keeps the process alive during steps alone. */
export class ShardThread implements ShardStep {
  readonly #worker: Worker;
  readonly #isBusy = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #answered: ((message: FromShard) => void) | undefined;
  #failed: ((reason: EngineUnavailableError) => void) | undefined;
  #failure: EngineUnavailableError | undefined;

  private constructor(works: readonly ShardWork[]) {
    const description: ShardDescription = { works, isBusy: this.#isBusy };
    this.#worker = new Worker(location, { workerData: description, execArgv: [], name: 'shards' });
    waitAtExit();
    threads.add(this.#isBusy);
    this.#worker.on('message', (message: FromShard) => this.#answered?.(message));
    this.#worker.on('error', (reason) => this.#fail(reason));
    this.#worker.on('exit', () => this.#fail(new Error('it has ended')));
  }

  /** @throws {EngineUnavailableError} where no thread can be had, or onnxruntime does not load in it */
  static async start(works: readonly ShardWork[]): Promise<ShardThread> {
    const thread = new ShardThread(works);
    await thread.#answer();
    return thread;
  }

  /**
   * Loss and gradients of its shards, from shared memory into shared memory.
   *
   * @throws {EngineUnavailableError} when the thread has ended
   */
  async run(): Promise<void> {
    const done = this.#answer();
    if (this.#failure === undefined) Atomics.store(this.#isBusy, 0, 1);
    this.#send('step');
    await done;
  }

  /** Ends the thread; not during a step. */
  async release(): Promise<void> {
    if (this.#failure !== undefined) return;
    const exit = once(this.#worker, 'exit');
    this.#worker.ref();
    this.#send('end');
    await exit;
  }

  #send(message: ToShard): void {
    this.#worker.postMessage(message);
  }

  async #answer(): Promise<void> {
    this.#worker.ref();
    try {
      await new Promise<FromShard>((resolve, reject) => {
        if (this.#failure !== undefined) reject(this.#failure);
        this.#answered = resolve;
        this.#failed = reject;
      });
    } finally {
      this.#worker.unref();
    }
  }

  #fail(reason: Error): void {
    threads.delete(this.#isBusy);
    this.#failure ??=
      reason instanceof EngineUnavailableError
        ? reason
        : new EngineUnavailableError(`a thread of the training stopped: ${reason.message}`, {
            cause: reason,
          });
    this.#failed?.(this.#failure);
  }
}
