import { sizeOf } from '../../compile/ir.js';
import { ConvolutionGradients } from '../convolution/convolution-gradients.js';
import { loadOnnxruntime } from '../onnxruntime.js';
import { createSession } from '../onnxruntime-session.js';
import { runSession } from '../run-session.js';
import type { SharedTensor, ShardWork } from './shard-messages.js';

/** Computes loss and gradients of some shards, one after the other, from shared memory into shared memory. */
export interface ShardStep {
  run(): Promise<void>;
  release(): Promise<void>;
}

/** @throws {Error} when onnxruntime does not load, or does not take a model */
export async function createShardStep(works: readonly ShardWork[]): Promise<ShardStep> {
  const read = new Map<number, OwnTensor>();
  const shards: ShardStep[] = [];
  for (const work of works) shards.push(await createStep(work, read));
  return {
    async run() {
      for (const { own, shared } of read.values()) own.set(shared);
      for (const shard of shards) await shard.run();
    },
    async release() {
      await Promise.all(shards.map((shard) => shard.release()));
    },
  };
}

type OwnTensor = ReturnType<typeof ownTensor>;
type TensorClass = Awaited<ReturnType<typeof loadOnnxruntime>>['Tensor'];

/** onnxruntime takes no views of shared memory: each tensor has numbers of its own, which are copied before or after a step. */
function ownTensor(Tensor: TensorClass, memory: SharedArrayBuffer, { address, shape }: SharedTensor) {
  const own = new Float32Array(sizeOf(shape));
  const shared = new Float32Array(memory, address, own.length);
  return { own, shared, tensor: new Tensor('float32', own, shape) };
}

/** @param read what is copied before a step, by its address: shards share the parameters */
async function createStep(
  { model, memory, inputs, outputs, trunk }: ShardWork,
  read: Map<number, OwnTensor>,
): Promise<ShardStep> {
  const { Tensor } = await loadOnnxruntime();
  const session = await createSession(model, { threads: 1 });
  const convolutions = trunk && new ConvolutionGradients(trunk.convolutions);
  const ofInputs = inputs.map((input) => {
    const bound = read.get(input.address) ?? ownTensor(Tensor, memory, input);
    read.set(input.address, bound);
    return [input.name, bound] as const;
  });
  const written = outputs.map((output) => [output.name, ownTensor(Tensor, memory, output)] as const);
  const feeds = Object.fromEntries(ofInputs.map(([name, { tensor }]) => [name, tensor]));
  const fetches = Object.fromEntries([
    ...written.map(([name, { tensor }]) => [name, tensor] as const),
    ...Object.entries(convolutions?.outputs ?? {}).map(
      ([name, { values, shape }]) => [name, new Tensor('float32', values, shape)] as const,
    ),
  ]);
  const ownInputs = Object.fromEntries(ofInputs.map(([name, { own }]) => [name, own]));
  const convolutionGradients = Object.fromEntries(
    (trunk?.gradients ?? []).map(({ name, address, shape }) => [
      name,
      new Float32Array(memory, address, sizeOf(shape)),
    ]),
  );
  return {
    async run() {
      await runSession(session, feeds, fetches);
      for (const [, { own, shared }] of written) shared.set(own);
      convolutions?.run(ownInputs, convolutionGradients);
    },
    release: () => session.release(),
  };
}
