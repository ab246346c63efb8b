import { setTimeout as sleep } from 'node:timers/promises';
import type * as bullmq from 'bullmq';
import type * as ioredis from 'ioredis';
import { isPackageMissing } from '../../../engine/missing-package.js';
import { InterruptedError, QueueError } from '../../../errors.js';
import type { QueueAddress } from './queue-address.js';
import { isPassing, queueProblem, stillAway } from './queue-problem.js';

/** BullMQ and its client of Redis: loaded by the first who asks for a queue, and by nobody else. */
export interface QueuePackages {
  readonly bullmq: typeof bullmq;
  readonly Redis: typeof ioredis.Redis;
}

/** Before the names of all keys that BullMQ writes; ours begin with {@link storePrefix}. */
export const queuePrefix = 'sdt';
export const storePrefix = 'sdt-store';

/** Long enough for a Redis that is restarted, and short enough for one that was never there. */
export const usualPatienceSeconds = 15;
const retryMilliseconds = 500;
const connectMilliseconds = 10_000;
const longestRetryMilliseconds = 5000;
const oldestVersion = [6, 2] as const;

/** What a connection tells, and when it ends. */
export interface ConnectionContext {
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** How long a Redis that does not answer is waited for at the beginning. */
  readonly patienceSeconds?: number | undefined;
}

/** @throws {QueueError} saying how the packages are installed where they are not there */
export async function loadQueuePackages(
  importModules: () => Promise<[typeof bullmq, typeof ioredis]> = () =>
    Promise.all([import('bullmq'), import('ioredis')]),
): Promise<QueuePackages> {
  try {
    const [bull, { Redis }] = await importModules();
    return { bullmq: bull, Redis };
  } catch (error) {
    const missing = ['bullmq', 'ioredis'].filter((name) => isPackageMissing(error, name));
    if (missing.length === 0) throw error;
    throw new QueueError(
      `--queue needs the packages bullmq and ioredis, and ${missing.join(' and ')} is not installed: npm install bullmq ioredis`,
      { cause: error },
    );
  }
}

/** A connection to Redis that comes back by itself when it is lost; what is asked meanwhile waits. */
export class QueueConnection {
  #isClosing = false;

  private constructor(
    readonly address: QueueAddress,
    readonly packages: QueuePackages,
    readonly client: ioredis.Redis,
    private readonly say: (line: string) => void,
  ) {
    let isLost = false;
    client.on('close', () => {
      if (this.#isClosing || isLost) return;
      isLost = true;
      say(`The connection to ${address.text} is lost; waiting for it`);
    });
    client.on('ready', () => {
      if (isLost) say(`The connection to ${address.text} is back`);
      isLost = false;
    });
  }

  /**
   * Opens a connection. A Redis that does not answer yet, for it is being restarted say, is waited for.
   *
   * @param context `say` gets lines about what the user should know of the server, and of a connection that is lost;
   * `patienceSeconds` is how long a Redis is waited for, default {@link usualPatienceSeconds}
   * @throws {QueueError} in one line when there is no Redis, it refuses the user, or it would forget what is not gathered
   * @throws {InterruptedError} when `signal` is aborted meanwhile
   */
  static async open(
    address: QueueAddress,
    context: ConnectionContext,
    packages?: QueuePackages,
  ): Promise<QueueConnection> {
    const { signal, say, patienceSeconds = usualPatienceSeconds } = context;
    const loaded = packages ?? (await loadQueuePackages());
    const deadline = performance.now() + 1000 * patienceSeconds;
    for (let attempt = 0; ; attempt++) {
      try {
        return await QueueConnection.#connect(address, context, loaded);
      } catch (error) {
        if (!isPassing(error)) throw error;
        if (performance.now() >= deadline) throw attempt === 0 ? error : stillAway(error, patienceSeconds);
        if (attempt === 0) say(`Waiting for Redis at ${address.text}`);
        await sleep(retryMilliseconds, undefined, { signal }).catch(() => {
          throw new InterruptedError('stopped before the queue was open', { cause: error });
        });
      }
    }
  }

  static async #connect(
    address: QueueAddress,
    { signal, say }: ConnectionContext,
    packages: QueuePackages,
  ): Promise<QueueConnection> {
    const { host, port, database, user, password, tls } = address;
    let isOpen = false;
    let lastError: unknown;
    const client = new packages.Redis({
      host,
      port,
      db: database,
      ...(user !== undefined && { username: user }),
      ...(password !== undefined && { password }),
      ...(tls && { tls: {} }), // the name to be vouched for is the host's
      lazyConnect: true,
      connectTimeout: connectMilliseconds,
      disconnectTimeout: 100, // else a command that failed would end two seconds later
      maxRetriesPerRequest: null, // as BullMQ demands: what is asked waits for the connection
      retryStrategy: (times: number) =>
        isOpen ? Math.min(100 * 2 ** times, longestRetryMilliseconds) : null,
    });
    client.on('error', (error: unknown) => (lastError = error));
    const stop = () => client.disconnect();
    signal.addEventListener('abort', stop);
    try {
      await client.connect();
      if (lastError !== undefined) throw lastError as Error; // a user that is refused is connected all the same
      await checkServer(client, address, say);
      isOpen = true;
      return new QueueConnection(address, packages, client, say);
    } catch (error) {
      client.disconnect();
      if (signal.aborted) throw new InterruptedError('stopped before the queue was open', { cause: error });
      throw queueProblem(lastError ?? error, address);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Name of a key of ours, by its parts. */
  key(...parts: readonly string[]): string {
    return [storePrefix, this.address.name, ...parts].join(':');
  }

  /** @throws {QueueError} when Redis refuses it */
  async ask<T>(question: (client: ioredis.Redis) => Promise<T>): Promise<T> {
    try {
      return await question(this.client);
    } catch (error) {
      throw queueProblem(error, this.address);
    }
  }

  /** The queue of the address as its experiment sees it. */
  queue<T>(): bullmq.Queue<T> {
    const queue = new this.packages.bullmq.Queue<T>(this.address.name, this.#shared);
    queue.on('error', () => undefined); // the connection tells of it
    return queue;
  }

  /** What happens to its tasks from now on. */
  async events(): Promise<bullmq.QueueEvents> {
    const events = new this.packages.bullmq.QueueEvents(this.address.name, this.#shared);
    events.on('error', () => undefined);
    await this.ask(() => events.waitUntilReady());
    return events;
  }

  get #shared(): { readonly connection: ioredis.Redis; readonly prefix: string } {
    return { connection: this.client, prefix: queuePrefix };
  }

  /** For people. */
  tell(line: string): void {
    this.say(line);
  }

  close(): void {
    this.#isClosing = true;
    this.client.disconnect();
  }
}

/** Looks at what would lose results. A server that tells nothing of itself is taken as it is. */
async function checkServer(
  client: ioredis.Redis,
  address: QueueAddress,
  say: (line: string) => void,
): Promise<void> {
  const text = await client.info().catch((error: unknown) => {
    if (error instanceof Error && error.message.startsWith('NOPERM')) return '';
    throw error;
  });
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(text)?.[1];
  const version = field('redis_version');
  if (version !== undefined && isOlder(version)) {
    throw new QueueError(
      `Redis at ${address.text} has version ${version}, and the queue needs ${oldestVersion.join('.')} or later`,
    );
  }
  const policy = field('maxmemory_policy') ?? 'noeviction';
  if (policy !== 'noeviction' && field('maxmemory') !== '0') {
    throw new QueueError(
      `Redis at ${address.text} throws results away when its memory is full (maxmemory-policy ${policy}); set it to noeviction`,
    );
  }
  if (field('aof_enabled') === '0') {
    say(
      `Redis at ${address.text} keeps no log of changes on its disk (appendonly no): when it is restarted, results that are not gathered are lost and computed again`,
    );
  }
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldMajor, oldMinor] = oldestVersion;
  return major < oldMajor || (major === oldMajor && minor < oldMinor);
}
