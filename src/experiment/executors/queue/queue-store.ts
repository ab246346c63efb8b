import type { Task, TaskResult } from '../../task.js';
import type { QueueConnection } from './queue-connection.js';
import { digestOf, type QueuedExperiment } from './queued-experiment.js';
import { decodeResult, encodeResult } from './result-text.js';

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
   * Keeps a result, unless another worker was quicker: then that one stays.
   *
   * @returns whether it is the first
   */
  async putResult(task: Task, result: TaskResult): Promise<boolean> {
    const bytes = await encodeResult(result);
    const kept = await this.connection.ask((client) =>
      client.set(this.#key('result', task.key), bytes, 'NX'),
    );
    return kept === 'OK';
  }

  async hasResult(task: Task): Promise<boolean> {
    return (await this.connection.ask((client) => client.exists(this.#key('result', task.key)))) === 1;
  }

  async result(task: Task): Promise<TaskResult | undefined> {
    const bytes = await this.connection.ask((client) => client.getBuffer(this.#key('result', task.key)));
    return bytes === null ? undefined : decodeResult(bytes, task);
  }

  /** Which of some tasks have a result. */
  async finished(tasks: readonly Task[]): Promise<Task[]> {
    const found = await this.#exist(tasks.map(({ key }) => this.#key('result', key)));
    return tasks.filter((_, index) => found[index]);
  }

  async forget(tasks: readonly Task[]): Promise<void> {
    if (tasks.length === 0) return;
    const keys = tasks.map(({ key }) => this.#key('result', key));
    await this.connection.ask((client) => client.unlink(...keys));
  }

  async #exist(keys: readonly string[]): Promise<boolean[]> {
    const answers = await this.connection.ask(async (client) => {
      const pipeline = client.pipeline();
      for (const key of keys) pipeline.exists(key);
      return pipeline.exec();
    });
    return keys.map((_, index) => answers?.[index]?.[1] === 1);
  }

  #key(...parts: readonly string[]): string {
    return this.connection.key(...parts);
  }
}
