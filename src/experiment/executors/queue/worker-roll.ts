import type { QueueConnection } from './queue-connection.js';

/** What a worker tells of itself. */
export interface WorkerFacts {
  /** Host and process. */
  readonly name: string;
  readonly jobs: number;
  readonly processor: string;
}

/** A worker that runs signs the roll at least this often. */
export const signSeconds = 10;
const silentSeconds = 35;

/** Who takes tasks of a queue: a sorted set in Redis, by the time until which each is thought to be there. */
export class WorkerRoll {
  /** That were there at the last look. */
  #known: ReadonlySet<string> | undefined;

  constructor(private readonly connection: QueueConnection) {}

  async sign(worker: WorkerFacts): Promise<void> {
    await this.connection.ask(async (client) => {
      await client.zadd(this.#key, (await now(client)) + silentSeconds, JSON.stringify(worker));
      await client.expire(this.#key, silentSeconds); // for those that were killed when nobody looks any more
    });
  }

  async leave(worker: WorkerFacts): Promise<void> {
    await this.connection.ask((client) => client.zrem(this.#key, JSON.stringify(worker)));
  }

  /** Who has come and gone since the last look, a line each. */
  async changes(): Promise<string[]> {
    const present = await this.connection.ask(async (client) => {
      await client.zremrangebyscore(this.#key, 0, await now(client));
      return client.zrange(this.#key, 0, -1);
    });
    const before = this.#known;
    this.#known = new Set(present);
    if (present.length === 0 && before?.size !== 0)
      return ['No worker takes tasks of the queue; it waits for one'];
    return [
      ...present
        .filter((text) => before?.has(text) !== true)
        .map((text) => `Worker ${described(text)} is there`),
      ...[...(before ?? [])]
        .filter((text) => !present.includes(text))
        .map((text) => `Worker ${described(text)} has left`),
    ];
  }

  get #key(): string {
    return this.connection.key('workers');
  }
}

/** Seconds by the clock of Redis: those of the machines differ. */
async function now(client: QueueConnection['client']): Promise<number> {
  const [seconds] = await client.time();
  return Number(seconds);
}

/** `host/123 (2 tasks at a time, AMD EPYC)` */
function described(text: string): string {
  const { name, jobs, processor } = JSON.parse(text) as WorkerFacts;
  return `${name} (${jobs} ${jobs === 1 ? 'task' : 'tasks'} at a time, ${processor})`;
}
