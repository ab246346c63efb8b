/** The thread of one shard: it steps when it is told to. Started by `ShardThread`. */
import { parentPort, workerData } from 'node:worker_threads';
import { sizeOf } from '../../compile/ir.js';
import { ConvolutionGradients } from '../convolution/convolution-gradients.js';
import { loadOnnxruntime } from '../onnxruntime.js';
import { createSession } from '../onnxruntime-session.js';
import type { FromShard, ShardDescription, SharedTensor, ToShard } from './shard-messages.js';

// `ShardThread` gives it.
const { model, memory, inputs, outputs, trunk, isBusy } = workerData as ShardDescription;
if (parentPort === null) throw new Error('this module runs in a worker thread');
const port = parentPort;
const answer = (message: FromShard): void => port.postMessage(message);

const { Tensor } = await loadOnnxruntime();
const session = await createSession(model, { threads: 1 });
const convolutions = trunk && new ConvolutionGradients(trunk.convolutions);

/** onnxruntime takes no views of shared memory: each tensor has numbers of its own, which are copied before or after a step. */
const bound = (tensors: readonly SharedTensor[]) =>
  tensors.map(({ name, address, shape }) => {
    const own = new Float32Array(sizeOf(shape));
    const shared = new Float32Array(memory, address, own.length);
    return { name, own, shared, tensor: new Tensor('float32', own, shape) };
  });
const [read, written] = [bound(inputs), bound(outputs)];
const feeds = Object.fromEntries(read.map(({ name, tensor }) => [name, tensor]));
const fetches = Object.fromEntries([
  ...written.map(({ name, tensor }) => [name, tensor] as const),
  ...Object.entries(convolutions?.outputs ?? {}).map(
    ([name, { values, shape }]) => [name, new Tensor('float32', values, shape)] as const,
  ),
]);
const ownInputs = Object.fromEntries(read.map(({ name, own }) => [name, own]));
const convolutionGradients = Object.fromEntries(
  (trunk?.gradients ?? []).map(({ name, address, shape }) => [
    name,
    new Float32Array(memory, address, sizeOf(shape)),
  ]),
);

async function step(): Promise<void> {
  for (const { own, shared } of read) own.set(shared);
  await session.run(feeds, fetches);
  for (const { own, shared } of written) shared.set(own);
  convolutions?.run(ownInputs, convolutionGradients);
  Atomics.store(isBusy, 0, 0);
  Atomics.notify(isBusy, 0);
  answer('done');
}

port.on('message', (message: ToShard) => {
  if (message === 'step') void step();
  else void session.release().then(() => port.close());
});
answer('ready');
