/** The thread of one shard: it steps when it is told to. Started by `ShardThread`. */
import { parentPort, workerData } from 'node:worker_threads';
import { sizeOf } from '../../compile/ir.js';
import { loadOnnxruntime, type ort } from '../onnxruntime.js';
import { createSession } from '../onnxruntime-session.js';
import type { FromShard, ShardDescription, SharedTensor, ToShard } from './shard-messages.js';

// `ShardThread` gives it.
const { model, memory, inputs, outputs, isBusy } = workerData as ShardDescription;
if (parentPort === null) throw new Error('this module runs in a worker thread');
const port = parentPort;
const answer = (message: FromShard): void => port.postMessage(message);

const { Tensor } = await loadOnnxruntime();
const session = await createSession(model, { threads: 1 });

/** onnxruntime takes no views of shared memory: each tensor has numbers of its own, which are copied before or after a step. */
function bind({ name, address, shape }: SharedTensor) {
  const own = new Float32Array(sizeOf(shape));
  return {
    name,
    own,
    shared: new Float32Array(memory, address, own.length),
    tensor: new Tensor('float32', own, shape),
  };
}

type Bound = ReturnType<typeof bind>;
const tensorsOf = (bound: readonly Bound[]): Record<string, ort.Tensor> =>
  Object.fromEntries(bound.map(({ name, tensor }) => [name, tensor]));
const [read, written] = [inputs.map(bind), outputs.map(bind)];
const [feeds, fetches] = [tensorsOf(read), tensorsOf(written)];

async function step(): Promise<void> {
  for (const { own, shared } of read) own.set(shared);
  await session.run(feeds, fetches);
  for (const { own, shared } of written) shared.set(own);
  Atomics.store(isBusy, 0, 0);
  Atomics.notify(isBusy, 0);
  answer('done');
}

port.on('message', (message: ToShard) => {
  if (message === 'step') void step();
  else void session.release().then(() => port.close());
});
answer('ready');
