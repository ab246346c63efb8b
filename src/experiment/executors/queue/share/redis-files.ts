import type { QueueConnection } from '../queue-connection.js';
import type { FileContents, SharedFiles } from './shared-files.js';

/** Values of Redis are held in memory, there and here; the built-in teacher of MNIST has 0.9 MB. */
const mostBytesInRedis = 64 * 2 ** 20;

/** Files in Redis, those of a place in one hash; they go when the queue is emptied. */
export class RedisFiles implements SharedFiles {
  /** @param idleSeconds they go earlier when nobody asked for them so long; default: they do not */
  constructor(
    private readonly connection: QueueConnection,
    readonly mostBytes = mostBytesInRedis,
    private readonly idleSeconds?: number,
  ) {}

  get text(): string {
    return this.connection.address.text;
  }

  async put(place: string, files: FileContents): Promise<void> {
    await this.connection.ask((client) => client.hset(this.#key(place), ...[...files].flat()));
    await this.#used(place);
  }

  async get(place: string, names: readonly string[]): Promise<(Buffer | undefined)[]> {
    const found = await this.connection.ask((client) => client.hmgetBuffer(this.#key(place), ...names));
    await this.#used(place);
    return found.map((bytes) => bytes ?? undefined);
  }

  async #used(place: string): Promise<void> {
    const { idleSeconds } = this;
    if (idleSeconds !== undefined)
      await this.connection.ask((client) => client.expire(this.#key(place), idleSeconds));
  }

  #key(place: string): string {
    return this.connection.key('files', place);
  }
}
