import type { Task, TaskResult } from '../../task.js';
import type { QueueConnection } from './queue-connection.js';
import { digestOf, type QueuedExperiment } from './queued-experiment.js';
import { decodeResult, encodeResult } from './result-bytes.js';

/**
 * Adds a task to those that are done and keeps its result, or neither. Keys: `done`, the result's; arguments: the task's key, bytes. The
 * same bytes (there are measured times in them) come from the same worker, which lost the connection before it had the answer.
 */
const keepFirst = `
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then
  return redis.call('GET', KEYS[2]) == ARGV[2] and 1 or 0
end
redis.call('SET', KEYS[2], ARGV[2])
redis.call('SADD', KEYS[1], ARGV[1])
return 1`;

/** Results and the facts of experiments in Redis, beside what BullMQ keeps there. */
export class QueueStore {
  constructor(private readonly connection: QueueConnection) {}

  async putExperiment(experiment: QueuedExperiment): Promise<string> {
    const digest = digestOf(experiment);
    await this.connection.ask((client) =>
      client.set(this.#key('experiment', digest), JSON.stringify(experiment)),
    );
    return digest;
  }

  /** `undefined` when its experiment has ended. */
  async experiment(digest: string): Promise<QueuedExperiment | undefined> {
    const text = await this.connection.ask((client) => client.get(this.#key('experiment', digest)));
    return text === null ? undefined : (JSON.parse(text) as QueuedExperiment);
  }

  /**
   * Keeps a result, unless another worker was quicker: then that one counts, whether it is still here or gathered.
   *
   * @returns whether it is the first
   */
  async putResult(task: Task, result: TaskResult): Promise<boolean> {
    const bytes = encodeResult(result);
    const kept = await this.connection.ask((client) =>
      client.eval(keepFirst, 2, this.#done, this.#resultKey(task), task.key, bytes),
    );
    return kept === 1;
  }

  /** Whether a task has a result, or had one that was gathered. */
  async isDone(task: Task): Promise<boolean> {
    return (await this.connection.ask((client) => client.sismember(this.#done, task.key))) === 1;
  }

  async result(task: Task): Promise<TaskResult | undefined> {
    const bytes = await this.connection.ask((client) => client.getBuffer(this.#resultKey(task)));
    return bytes === null ? undefined : decodeResult(bytes, task);
  }

  /** Which of some tasks have a result that can be gathered. */
  async finished(tasks: readonly Task[]): Promise<Task[]> {
    const answers = await this.connection.ask(async (client) => {
      const pipeline = client.pipeline();
      for (const task of tasks) pipeline.exists(this.#resultKey(task));
      return pipeline.exec();
    });
    return tasks.filter((_, index) => answers?.[index]?.[1] === 1);
  }

  /** Lets results go that were gathered. Their tasks stay done; a Redis that is full takes it all the same. */
  async release(tasks: readonly Task[]): Promise<void> {
    if (tasks.length === 0) return;
    const keys = tasks.map((task) => this.#resultKey(task));
    await this.connection.ask((client) => client.unlink(...keys));
  }

  /** Whether a task is done and its result gone: no worker brings one any more. */
  async isReleased(task: Task): Promise<boolean> {
    // In this order: a result that comes in between is one.
    return (await this.isDone(task)) && (await this.finished([task])).length === 0;
  }

  /** Makes a task one that is not done, for its result is wanted again. */
  async reopen(task: Task): Promise<void> {
    await this.release([task]);
    await this.connection.ask((client) => client.srem(this.#done, task.key));
  }

  /** Says again which tasks are done, by their keys. */
  async markDone(keys: ReadonlySet<string>): Promise<void> {
    if (keys.size > 0) await this.connection.ask((client) => client.sadd(this.#done, [...keys]));
  }

  /** Keys of the tasks that are done; a set, which goes when the queue is emptied. */
  get #done(): string {
    return this.#key('done');
  }

  #resultKey({ key }: Task): string {
    return this.#key('result', key);
  }

  #key(...parts: readonly string[]): string {
    return this.connection.key(...parts);
  }
}
