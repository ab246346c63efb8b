/** The thread of some shards: it steps when it is told to. Started by `ShardThread`. */
import { parentPort, workerData } from 'node:worker_threads';
import { SessionCache } from '../onnxruntime-session.js';
import type { FromShard, ShardDescription, ToShard } from './shard-messages.js';
import { createShardStep } from './shard-step.js';

// `ShardThread` gives it.
const { isBusy, works } = workerData as ShardDescription;
if (parentPort === null) throw new Error('this module runs in a worker thread');
const port = parentPort;
const answer = (message: FromShard): void => port.postMessage(message);
const step = await createShardStep(works, new SessionCache({ threads: 1 }));

async function run(): Promise<void> {
  await step.run();
  Atomics.store(isBusy, 0, 0);
  Atomics.notify(isBusy, 0);
  answer('done');
}

port.on('message', (message: ToShard) => {
  if (message === 'step') void run();
  else void step.release().then(() => port.close());
});
answer('ready');
