import type { Queue } from 'bullmq';
import { queuePrefix, type QueueConnection } from './queue-connection.js';

/** Throws away all that is in a queue, the owner last. */
export async function emptyQueue(queue: Queue, connection: QueueConnection): Promise<void> {
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

/** A queue that is paused is being emptied just now. */
const removeUnowned = `
if redis.call('EXISTS', KEYS[1]) == 0 and redis.call('HEXISTS', KEYS[2], 'paused') == 0 then
  redis.call('UNLINK', KEYS[2], KEYS[3])
end`;

/**
 * Takes away what BullMQ notes while a worker waits at a queue that is nobody's: a worker calls it when it leaves. Another one that
 * waits there notes it again, and takes it away in its turn.
 */
export async function leaveIdleQueue(connection: QueueConnection): Promise<void> {
  const noteOf = (name: string) => [queuePrefix, connection.address.name, name].join(':');
  const keys = [connection.key('owner'), noteOf('meta'), noteOf('stalled-check')];
  await connection.ask((client) => client.eval(removeUnowned, keys.length, ...keys));
}
