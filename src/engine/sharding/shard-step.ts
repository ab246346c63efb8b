import { sizeOf } from '../../compile/ir.js';
import { ConvolutionGradients } from '../convolution/convolution-gradients.js';
import { loadOnnxruntime } from '../onnxruntime.js';
import { createSession } from '../onnxruntime-session.js';
import { runSession } from '../run-session.js';
import type { SharedTensor, ShardWork } from './shard-messages.js';

/** Computes loss and gradients of a shard, from shared memory into shared memory. */
export interface ShardStep {
  run(): Promise<void>;
  release(): Promise<void>;
}

/** @throws {Error} when onnxruntime does not load, or does not take the model */
export async function createShardStep({
  model,
  memory,
  inputs,
  outputs,
  trunk,
}: ShardWork): Promise<ShardStep> {
  const { Tensor } = await loadOnnxruntime();
  const session = await createSession(model, { threads: 1 });
  const convolutions = trunk && new ConvolutionGradients(trunk.convolutions);
  const sharedNumbers = ({ address, shape }: SharedTensor) =>
    new Float32Array(memory, address, sizeOf(shape));
  // onnxruntime takes no views of shared memory: each tensor has numbers of its own, which are copied before or after a step.
  const bound = (tensors: readonly SharedTensor[]) =>
    tensors.map((tensor) => {
      const own = new Float32Array(sizeOf(tensor.shape));
      return {
        name: tensor.name,
        own,
        shared: sharedNumbers(tensor),
        tensor: new Tensor('float32', own, tensor.shape),
      };
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
    (trunk?.gradients ?? []).map((tensor) => [tensor.name, sharedNumbers(tensor)]),
  );
  return {
    async run() {
      for (const { own, shared } of read) own.set(shared);
      await runSession(session, feeds, fetches);
      for (const { own, shared } of written) shared.set(own);
      convolutions?.run(ownInputs, convolutionGradients);
    },
    release: () => session.release(),
  };
}
