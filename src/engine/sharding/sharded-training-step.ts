import { sizeOf } from '../../compile/ir.js';
import type { TrainingProgram } from '../../compile/program.js';
import { graphNames } from '../../compile/graph-names.js';
import { createFusedOptimizer } from '../../optimizer/fused-optimizer.js';
import { mapValues } from '../../optimizer/memory-layout.js';
import type { OptimizerSettings } from '../../optimizer/settings.js';
import type { TrainingStep } from '../engine.js';
import { threadCount, type SessionCache } from '../onnxruntime-session.js';
import type { SharedTensor, ShardWork } from './shard-messages.js';
import { createShardStep, type ShardStep } from './shard-step.js';
import { ShardThread } from './shard-thread.js';
import { ShardMemory, type Place } from './shard-memory.js';
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
  const memory = new ShardMemory(
    program.parameters,
    program.inputs,
    shards.map(({ rows }) => rows),
  );
  const works = shards.map((shard, index) => workOf(shard, memory, index));
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
    inputs: memory.inputs,
    async run(learningRate) {
      for (const name of parameterNames) memory.parameters[name].set(parameters[name]);
      await Promise.all(steps.map((step) => step.run()));
      const loss = memory.addUp();
      for (const name of parameterNames) gradients[name].set(memory.gradients[name]);
      optimizer.update(learningRate);
      return loss;
    },
    async dispose() {
      if (isEnded) return;
      isEnded = true;
      await Promise.all(steps.map((step) => step.release()));
    },
  };
}

/** What a shard reads and writes. */
function workOf<P extends string, I extends string>(
  { graph, model, convolutions, firstRow, rows }: Shard,
  { buffer, placesOfParameters, placesOfInputs, placesOfResults }: ShardMemory<P, I>,
  index: number,
): ShardWork {
  const results = placesOfResults[index] ?? {};
  const places = {
    ...placesOfParameters,
    ...mapValues(placesOfInputs, (input) => rowsOf(input, firstRow, rows)),
  };
  const result = (name: string, asName = name): SharedTensor => sharedTensor(asName, results[name]);
  return {
    model,
    memory: buffer,
    inputs: graph.inputs.flatMap(({ operation }) =>
      operation.kind === 'input' ? [sharedTensor(operation.name, places[operation.name])] : [],
    ),
    outputs: Object.keys(graph.outputs)
      .filter((name) => name in results)
      .map((name) => result(name)),
    trunk: convolutions && {
      convolutions,
      gradients: convolutions.blocks.flatMap(({ filters, biases }) =>
        [filters, biases].map((name) => result(graphNames.gradient(name), name)),
      ),
    },
  };
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
