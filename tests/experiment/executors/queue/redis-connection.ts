import { afterAll, beforeAll } from '@jest/globals';
import { parseQueueAddress } from '../../../../src/experiment/executors/queue/queue-address.js';
import { QueueConnection } from '../../../../src/experiment/executors/queue/queue-connection.js';
import { RedisServer } from '../../../support/redis.js';

/**
 * A Redis of the suite's own, from before its tests until after them. In a file of its own, for `bench/queue.ts` uses the other cases
 * outside of Jest.
 *
 * @returns the connection to it, for its tests
 */
export function useRedisConnection(): () => QueueConnection {
  let redis: RedisServer;
  let connection: QueueConnection;
  beforeAll(async () => {
    redis = await RedisServer.start();
    const { signal } = new AbortController();
    const address = parseQueueAddress(redis.url(), {});
    connection = await QueueConnection.open(address, { signal, say: () => undefined });
  });
  afterAll(async () => {
    connection.close();
    await redis.remove();
  });
  return () => connection;
}
