import type { Queue } from 'bullmq';
import type { QueueConnection } from './queue-connection.js';

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
