import { compileInferenceGraph, compileTrainingGraph } from '../compile/compile.js';
import { sizeOf, type Graph } from '../compile/ir.js';
import type {
  InferenceProgram,
  InitializedTensorSpec,
  TensorSpec,
  TrainingProgram,
} from '../compile/program.js';
import { graphNames } from '../compile/graph-names.js';
import { createFusedOptimizer } from '../optimizer/fused-optimizer.js';
import type { OptimizerSettings } from '../optimizer/settings.js';
import type { Engine, InferenceBuffers, InferenceStep, TrainingStep } from './engine.js';
import { loadOnnxruntime, type ort } from './onnxruntime.js';
import type { OnnxruntimeOptions } from './onnxruntime-options.js';
import { onnxruntimeVersion, SessionCache, threadCount } from './onnxruntime-session.js';
import { runSession } from './run-session.js';
import { createShardedTrainingStep } from './sharding/sharded-training-step.js';
import { shardsOf } from './sharding/shards.js';

type Buffers<Names extends string> = Readonly<Record<Names, Float32Array>>;

/**
 * Runs programs on onnxruntime: the TensorFlow.js program is traced once into a graph of loss and gradients, which
 * runs natively on buffers that it shares with the optimizer's kernels.
 *
 * @throws {EngineUnavailableError} when onnxruntime does not load, or cannot use the device that is asked for.
 */
export async function createOnnxruntimeEngine(options: OnnxruntimeOptions = {}): Promise<Engine> {
  const sessions = new SessionCache(options);
  const { device = 'cpu' } = options;
  const threads = threadCount(options);
  const version = await onnxruntimeVersion();
  return {
    name: 'onnxruntime',
    description: `onnxruntime ${version} on ${device}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    threads,
    compileTraining(program, optimizer) {
      const shards = device === 'cpu' ? shardsOf(program) : undefined;
      return shards === undefined
        ? createTrainingStep(program, optimizer, sessions)
        : createShardedTrainingStep(program, optimizer, shards, sessions);
    },
    sharesMemory: device === 'cpu',
    compileInference: (program, buffers) => createInferenceStep(program, sessions, buffers),
    dispose: () => sessions.dispose(),
  };
}

async function createTrainingStep<P extends string, S extends string, I extends string, O extends string>(
  program: TrainingProgram<P, S, I, O>,
  settings: OptimizerSettings,
  sessions: SessionCache,
): Promise<TrainingStep<P, S, I, O>> {
  const { graph, model } = compileTrainingGraph(program);
  const lengths = extraLengths(graph, program);
  const optimizer = createFusedOptimizer(
    settings,
    initialValues(program.parameters),
    lengths,
    (name) => program.parameters[name].weightDecay ?? 0,
  );
  const { parameters, gradients, extra } = optimizer;
  const buffer = (name: string): Float32Array => {
    const values = extra[name];
    if (values === undefined) throw new Error(`no buffer for ${name}`);
    return values;
  };
  const stateNames = Object.keys(program.state) as S[];
  const state = named(stateNames, (name) => buffer(graphNames.state(name)));
  for (const name of stateNames) state[name].set(program.state[name].initial);

  const parameterNames = Object.keys(program.parameters) as P[];
  const owned = new Map<string, Float32Array>([
    ...parameterNames.map((name) => [graphNames.parameter(name), parameters[name]] as const),
    ...parameterNames.map((name) => [graphNames.gradient(name), gradients[name]] as const),
  ]);
  const { feeds, fetches } = await bindTensors(graph, (name) => owned.get(name) ?? buffer(name));
  const { session, release } = await sessions.acquire(model);
  const loss = buffer(graphNames.loss);
  return {
    parameters,
    state,
    optimizerState: optimizer.state,
    inputs: named(Object.keys(program.inputs) as I[], (name) => buffer(graphNames.input(name))),
    outputs: named(program.outputs, (name) => buffer(graphNames.output(name))),
    async run(learningRate) {
      await runSession(session, feeds, fetches);
      for (const name of stateNames) state[name].set(buffer(graphNames.nextState(name)));
      optimizer.update(learningRate);
      return loss[0] ?? Number.NaN;
    },
    dispose: release,
  };
}

async function createInferenceStep<P extends string, I extends string, O extends string>(
  program: InferenceProgram<P, I, O>,
  sessions: SessionCache,
  givenBuffers: InferenceBuffers<P, I, O> | undefined,
): Promise<InferenceStep<P, I, O>> {
  const { graph, model } = compileInferenceGraph(program);
  const { parameters, inputs, outputs } = givenBuffers ?? {
    parameters: named(Object.keys(program.parameters) as P[], (name) =>
      program.parameters[name].initial.slice(),
    ),
    inputs: named(Object.keys(program.inputs) as I[], (name) => zeros(program.inputs[name])),
    outputs: named(program.outputs, (name) =>
      zeros(graph.outputs[graphNames.output(name)] ?? { shape: [0] }),
    ),
  };
  const buffers = new Map<string, Float32Array>([
    ...entriesOf(parameters, graphNames.parameter),
    ...entriesOf(inputs, graphNames.input),
    ...entriesOf(outputs, graphNames.output),
  ]);
  const { feeds, fetches } = await bindTensors(graph, (name) => {
    const values = buffers.get(name);
    if (values === undefined) throw new Error(`no buffer for ${name}`);
    return values;
  });
  const { session, release } = await sessions.acquire(model);
  return {
    parameters,
    inputs,
    outputs,
    async run() {
      await runSession(session, feeds, fetches);
    },
    dispose: release,
  };
}

/** onnxruntime reads inputs from, and writes outputs into, these very buffers. */
async function bindTensors(
  graph: Graph,
  bufferOf: (name: string) => Float32Array,
): Promise<{ readonly feeds: Record<string, ort.Tensor>; readonly fetches: Record<string, ort.Tensor> }> {
  const { Tensor } = await loadOnnxruntime();
  const tensor = (name: string, { shape }: TensorSpec): [string, ort.Tensor] => [
    name,
    new Tensor('float32', bufferOf(name), shape),
  ];
  const feeds = graph.inputs.flatMap((value) =>
    value.operation.kind === 'input' ? [tensor(value.operation.name, value)] : [],
  );
  const fetches = Object.entries(graph.outputs).map(([name, value]) => tensor(name, value));
  return { feeds: Object.fromEntries(feeds), fetches: Object.fromEntries(fetches) };
}

/** Floats needed for everything that is neither a parameter nor a gradient. */
function extraLengths(
  graph: Graph,
  program: TrainingProgram<string, string, string, string>,
): Record<string, number> {
  const lengths: Record<string, number> = { [graphNames.loss]: 1 };
  for (const [name, { shape }] of Object.entries(program.state)) {
    lengths[graphNames.state(name)] = sizeOf(shape);
    lengths[graphNames.nextState(name)] = sizeOf(shape);
  }
  for (const [name, { shape }] of Object.entries(program.inputs))
    lengths[graphNames.input(name)] = sizeOf(shape);
  for (const name of program.outputs) {
    const fullName = graphNames.output(name);
    lengths[fullName] = sizeOf(graph.outputs[fullName]?.shape ?? [0]);
  }
  return lengths;
}

function initialValues<N extends string>(specs: Readonly<Record<N, InitializedTensorSpec>>): Buffers<N> {
  return named(Object.keys(specs) as N[], (name) => specs[name].initial);
}

function zeros({ shape }: TensorSpec): Float32Array {
  return new Float32Array(sizeOf(shape));
}

function entriesOf<N extends string>(
  buffers: Buffers<N>,
  fullName: (name: string) => string,
): [string, Float32Array][] {
  return (Object.entries(buffers) as [N, Float32Array][]).map(([name, values]) => [fullName(name), values]);
}

function named<N extends string>(
  names: readonly N[],
  valueOf: (name: N) => Float32Array,
): Record<N, Float32Array> {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<N, Float32Array>;
}
