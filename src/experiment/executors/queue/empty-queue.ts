import type { Queue } from 'bullmq';
import { queuePrefix, type QueueConnection } from './queue-connection.js';

const keysAtATime = 1000;

/** Throws away all that is in a queue, the owner last. */
export async function emptyQueue(queue: Queue, connection: QueueConnection): Promise<void> {
  await connection.ask(async (client) => {
    await queue.obliterate({ force: true });
    for (const keys of await storedKeys(connection)) await client.unlink(...keys);
    await client.unlink(connection.key('owner'));
  });
}

/** A queue that is paused is being emptied just now. */
const removeUnowned = `
if redis.call('EXISTS', KEYS[1]) == 0 and redis.call('HEXISTS', KEYS[2], 'paused') == 0 then
  redis.call('UNLINK', unpack(KEYS, 2))
end`;

/**
 * Takes away what is left in a queue that is nobody's: what BullMQ notes while workers wait, and what a worker brought that was slower than
 * another with the last task. A worker calls it when it leaves; another one that waits there notes it again, and takes it away in its turn.
 */
export async function leaveQueue(connection: QueueConnection): Promise<void> {
  const noteOf = (name: string) => [queuePrefix, connection.address.name, name].join(':');
  await connection.ask(async (client) => {
    for (const keys of [[noteOf('stalled-check')], ...(await storedKeys(connection))]) {
      const named = [connection.key('owner'), noteOf('meta'), ...keys];
      await client.eval(removeUnowned, named.length, ...named);
    }
  });
}

/** Names of our keys, so many as one command takes, but for the owner and the workers. */
async function storedKeys(connection: QueueConnection): Promise<string[][]> {
  const found: string[] = [];
  for await (const some of connection.client.scanStream({
    match: `${connection.key('')}*`,
    count: keysAtATime,
  }))
    found.push(...(some as string[]));
  const kept = [connection.key('owner'), connection.key('workers')];
  const keys = found.filter((key) => !kept.includes(key));
  return Array.from({ length: Math.ceil(keys.length / keysAtATime) }, (_, part) =>
    keys.slice(part * keysAtATime, (part + 1) * keysAtATime),
  );
}
