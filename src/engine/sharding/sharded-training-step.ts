import { sizeOf } from '../../compile/ir.js';
import type { TensorSpec, TrainingProgram } from '../../compile/program.js';
import { graphNames } from '../../compile/graph-names.js';
import { createFusedOptimizer } from '../../optimizer/fused-optimizer.js';
import { mapValues } from '../../optimizer/memory-layout.js';
import type { OptimizerSettings } from '../../optimizer/settings.js';
import type { TrainingStep } from '../engine.js';
import { threadCount, type SessionCache } from '../onnxruntime-session.js';
import type { SharedTensor, ShardWork } from './shard-messages.js';
import { createShardStep, type ShardStep } from './shard-step.js';
import { ShardThread } from './shard-thread.js';
import type { Shard } from './shards.js';

/**
 * A training step whose batch is divided into shards: loss and gradients of each are computed by themselves, and their means, weighted
 * by rows, are those of the batch. Threads divide the shards among them; the order of sums does not depend on who is first, and no
 * result on how many threads there are.
 *
 * @param sessions where they have one thread, the shards are computed in this one
 * @param program without state and outputs, its inputs with the rows on their first axis (`TrainingProgram.ofRows`)
 */
export async function createShardedTrainingStep<
  P extends string,
  S extends string,
  I extends string,
  O extends string,
>(
  program: TrainingProgram<P, S, I, O>,
  settings: OptimizerSettings,
  shards: readonly Shard[],
  sessions: SessionCache,
): Promise<TrainingStep<P, S, I, O>> {
  const optimizer = createFusedOptimizer(
    settings,
    mapValues(program.parameters, ({ initial }) => initial),
    {},
    (name) => program.parameters[name].weightDecay ?? 0,
  );
  const { parameters, gradients } = optimizer;
  const parameterNames = Object.keys(program.parameters) as P[];
  const batchSize = shards.reduce((sum, { rows }) => sum + rows, 0);

  const room = new SharedRoom();
  const placed = mapValues(program.parameters, (spec: TensorSpec) => room.place(spec));
  const inputs = mapValues(program.inputs, (spec: TensorSpec) => room.place(spec));
  const results = shards.map(() => ({
    ...mapValues(renamed(program.parameters, graphNames.gradient), (spec: TensorSpec) => room.place(spec)),
    [graphNames.loss]: room.place({ shape: [] }),
  }));
  const memory = new SharedArrayBuffer(room.bytes);
  const view = ({ address, shape }: Place) => new Float32Array(memory, address, sizeOf(shape));

  const shared = mapValues(placed, view);
  const ofShards = results.map((result, index) => ({
    share: (shards[index]?.rows ?? 0) / batchSize,
    results: mapValues(result, view),
  }));
  const works = shards.map(({ graph, model, convolutions, firstRow, rows }, index): ShardWork => {
    const ofRows = mapValues(inputs, (place) => rowsOf(place, firstRow, rows));
    const places = {
      ...renamed<Place>(placed, graphNames.parameter),
      ...renamed<Place>(ofRows, graphNames.input),
    };
    const ofShard = results[index] ?? {};
    const result = (name: string, asName = name): SharedTensor => sharedTensor(asName, ofShard[name]);
    const isWritten = (name: string): boolean => name in ofShard;
    return {
      model,
      memory,
      inputs: graph.inputs.flatMap(({ operation }) =>
        operation.kind === 'input' ? [sharedTensor(operation.name, places[operation.name])] : [],
      ),
      outputs: Object.keys(graph.outputs)
        .filter(isWritten)
        .map((name) => result(name)),
      trunk: convolutions && {
        convolutions,
        gradients: convolutions.blocks.flatMap(({ filters, biases }) =>
          [filters, biases].map((name) => result(graphNames.gradient(name), name)),
        ),
      },
    };
  });
  const threads = threadCount(sessions.options);
  const steps = await allOrNone(
    threads === 1
      ? [createShardStep(works, sessions)]
      : dealt(works, Math.min(threads, works.length)).map((hand) => ShardThread.start(hand)),
  );
  let isEnded = false;
  return {
    parameters,
    // There are none.
    state: {} as Record<S, Float32Array>,
    outputs: {} as Record<O, Float32Array>,
    optimizerState: optimizer.state,
    inputs: mapValues(inputs, view),
    async run(learningRate) {
      for (const name of parameterNames) shared[name].set(parameters[name]);
      await Promise.all(steps.map((step) => step.run()));
      for (const name of parameterNames)
        ofShards.forEach(({ share, results }, index) => {
          const ofShard = results[graphNames.gradient(name)];
          if (ofShard !== undefined) addTo(gradients[name], ofShard, share, index === 0);
        });
      optimizer.update(learningRate);
      return ofShards.reduce(
        (sum, { share, results }) => sum + share * (results[graphNames.loss]?.[0] ?? Number.NaN),
        0,
      );
    },
    async dispose() {
      if (isEnded) return;
      isEnded = true;
      await Promise.all(steps.map((step) => step.release()));
    },
  };
}

/** A tensor's shape, and where it begins in shared memory, in bytes. */
interface Place extends TensorSpec {
  readonly address: number;
}

/** Gives each tensor a place of its own, no two in one cache line. */
class SharedRoom {
  bytes = 0;

  place({ shape }: TensorSpec): Place {
    const address = this.bytes;
    this.bytes += Math.ceil((sizeOf(shape) * Float32Array.BYTES_PER_ELEMENT) / 64) * 64;
    return { shape, address };
  }
}

/** Some rows of a tensor that has them on its first axis. */
function rowsOf({ address, shape: [, ...rest] }: Place, firstRow: number, rows: number): Place {
  const rowBytes = sizeOf(rest) * Float32Array.BYTES_PER_ELEMENT;
  return { address: address + firstRow * rowBytes, shape: [rows, ...rest] };
}

function sharedTensor(name: string, place: Place | undefined): SharedTensor {
  if (place === undefined) throw new Error(`no place for ${name}`);
  return { name, ...place };
}

function renamed<T>(
  record: Readonly<Record<string, T>>,
  nameOf: (name: string) => string,
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [nameOf(name), value]));
}

/** target = factor values for the first addend, target += factor values for the others. */
function addTo(target: Float32Array, values: Float32Array, factor: number, isFirst: boolean): void {
  if (isFirst)
    for (let index = 0; index < target.length; index++) target[index] = factor * (values[index] ?? 0);
  else
    for (let index = 0; index < target.length; index++)
      target[index] = (target[index] ?? 0) + factor * (values[index] ?? 0);
}

/** Deals works out among hands, one to each in turn. */
function dealt<T>(works: readonly T[], hands: number): T[][] {
  return Array.from({ length: hands }, (_, hand) => works.filter((_, index) => index % hands === hand));
}

/** All of them, or none where one does not start. */
async function allOrNone(starting: readonly Promise<ShardStep>[]): Promise<ShardStep[]> {
  const outcomes = await Promise.allSettled(starting);
  const steps = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed === undefined) return steps;
  await Promise.all(steps.map((step) => step.release()));
  throw failed.reason;
}
