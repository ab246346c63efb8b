import { sizeOf } from '../../compile/ir.js';
import { ConvolutionGradients } from '../convolution/convolution-gradients.js';
import { loadOnnxruntime } from '../onnxruntime.js';
import type { SessionCache } from '../onnxruntime-session.js';
import { runSession } from '../run-session.js';
import type { SharedTensor, ShardWork } from './shard-messages.js';

/** Computes loss and gradients of some shards, one after the other, from shared memory into shared memory. */
export interface ShardStep {
  run(): Promise<void>;
  release(): Promise<void>;
}

/**
 * @param sessions of one thread
 * @throws {EngineUnavailableError} when onnxruntime does not load, or does not take a model
 */
export async function createShardStep(
  works: readonly ShardWork[],
  sessions: SessionCache,
): Promise<ShardStep> {
  const { Tensor } = await loadOnnxruntime();
  const read = new Map<number, OwnTensor>();
  const inputOf = (memory: SharedArrayBuffer, input: SharedTensor): OwnTensor => {
    const bound = read.get(input.address) ?? ownTensor(Tensor, input, memory);
    read.set(input.address, bound);
    return bound;
  };
  const models = new Map<Uint8Array, ShardModel>();
  const shards: (() => Promise<void>)[] = [];
  for (const work of works) {
    const model = models.get(work.model) ?? (await loadModel(work, sessions));
    models.set(work.model, model);
    shards.push(stepOf(work, model, (input) => inputOf(work.memory, input)));
  }
  return {
    async run() {
      for (const { own, shared } of read.values()) own.set(shared);
      for (const shard of shards) await shard();
    },
    async release() {
      await Promise.all(Array.from(models.values(), ({ release }) => release()));
    },
  };
}

type TensorClass = Awaited<ReturnType<typeof loadOnnxruntime>>['Tensor'];
type OwnTensor = ReturnType<typeof ownTensor>;

/** onnxruntime takes no views of shared memory: each tensor has numbers of its own, which are copied before or after a step. */
function ownTensor(Tensor: TensorClass, { address, shape }: SharedTensor, memory: SharedArrayBuffer) {
  const own = new Float32Array(sizeOf(shape));
  return {
    own,
    shared: new Float32Array(memory, address, own.length),
    tensor: new Tensor('float32', own, shape),
  };
}

type ShardModel = Awaited<ReturnType<typeof loadModel>>;

/** What shards of as many rows have in common, so that less memory is touched: the session, our kernels, and what both write. */
async function loadModel({ model, outputs, trunk }: ShardWork, sessions: SessionCache) {
  const { Tensor } = await loadOnnxruntime();
  const { session, release } = await sessions.acquire(model);
  const convolutions = trunk && new ConvolutionGradients(trunk.convolutions);
  const written = outputs.map(({ name, shape }) => {
    const own = new Float32Array(sizeOf(shape));
    return { name, own, tensor: new Tensor('float32', own, shape) };
  });
  const fetches = Object.fromEntries([
    ...written.map(({ name, tensor }) => [name, tensor] as const),
    ...Object.entries(convolutions?.outputs ?? {}).map(
      ([name, { values, shape }]) => [name, new Tensor('float32', values, shape)] as const,
    ),
  ]);
  return { session, release, convolutions, written, fetches };
}

function stepOf(
  { memory, inputs, outputs, trunk }: ShardWork,
  { session, convolutions, written, fetches }: ShardModel,
  bind: (input: SharedTensor) => OwnTensor,
): () => Promise<void> {
  const sharedNumbers = ({ address, shape }: SharedTensor) =>
    new Float32Array(memory, address, sizeOf(shape));
  const bound = inputs.map((input) => [input.name, bind(input)] as const);
  const feeds = Object.fromEntries(bound.map(([name, { tensor }]) => [name, tensor]));
  const ownInputs = Object.fromEntries(bound.map(([name, { own }]) => [name, own]));
  const results = outputs.map(sharedNumbers);
  const convolutionGradients = Object.fromEntries(
    (trunk?.gradients ?? []).map((tensor) => [tensor.name, sharedNumbers(tensor)]),
  );
  return async () => {
    await runSession(session, feeds, fetches);
    written.forEach(({ own }, index) => results[index]?.set(own));
    convolutions?.run(ownInputs, convolutionGradients);
  };
}
