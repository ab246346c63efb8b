import { createFusedOptimizer } from '../optimizer/fused-optimizer.js';
import type { OptimizerSettings } from '../optimizer/settings.js';
import type {
  InferenceProgram,
  InitializedTensorSpec,
  ProgramTensors,
  TensorSpec,
  TrainingProgram,
} from '../compile/program.js';
import { InvalidInputError } from '../errors.js';
import type { Engine, InferenceBuffers, InferenceStep, TrainingStep } from './engine.js';
import { tf, useBackend } from './tensorflow.js';
import { loadTensorflowNode, nodeBackend } from './tensorflow-node.js';

/** Which backend of TensorFlow.js computes. */
export interface TensorflowEngineOptions {
  /**
   * `node` (default): native TensorFlow through the optional package `@tensorflow/tfjs-node`; `node-gpu`: its CUDA
   * edition; `cpu`: plain JavaScript, right but slow, for tests and very small models.
   */
  readonly backend?: 'node' | 'node-gpu' | 'cpu';
}

type Tensors<N extends string> = Readonly<Record<N, tf.Tensor>>;
type Buffers<N extends string> = Readonly<Record<N, Float32Array>>;

/**
 * Runs programs eagerly on TensorFlow.js: forward, tfjs's own gradients, then the same optimizer kernels as the
 * `onnxruntime` engine, so that both engines have one update rule.
 *
 * @throws {EngineUnavailableError} when the native binding is asked for and does not load.
 */
export async function createTensorflowEngine(options: TensorflowEngineOptions = {}): Promise<Engine> {
  const { backend = 'node' } = options;
  let description = `tensorflow: @tensorflow/tfjs ${tf.version_core}, plain JavaScript`;
  if (backend !== 'cpu') {
    const library = await loadTensorflowNode(
      backend === 'node' ? '@tensorflow/tfjs-node' : '@tensorflow/tfjs-node-gpu',
    );
    description = `tensorflow: ${library}, @tensorflow/tfjs ${tf.version_core}`;
  }
  const tfjsBackend = backend === 'cpu' ? 'cpu' : nodeBackend;
  return {
    name: 'tensorflow',
    description,
    compileTraining: (program, optimizer) => trainingStep(program, optimizer, tfjsBackend),
    sharesMemory: false,
    compileInference: (program, buffers) => inferenceStep(program, tfjsBackend, buffers),
    dispose: () => Promise.resolve(),
  };
}

async function trainingStep<P extends string, S extends string, I extends string, O extends string>(
  program: TrainingProgram<P, S, I, O>,
  settings: OptimizerSettings,
  backend: string,
): Promise<TrainingStep<P, S, I, O>> {
  const optimizer = createFusedOptimizer(
    settings,
    initialValues(program.parameters),
    {},
    (name) => program.parameters[name].weightDecay ?? 0,
  );
  const { parameters, gradients } = optimizer;
  const state = initialValues(program.state);
  const inputs = zeros(program.inputs);
  const parameterNames = namesOf(program.parameters);
  const currentTensors = (): ProgramTensors<P, S, I> => ({
    parameters: tensorsOf(parameters, program.parameters),
    state: tensorsOf(state, program.state),
    inputs: tensorsOf(inputs, program.inputs),
  });

  function lossAndGradients(): number {
    const current = currentTensors();
    let nextState: Buffers<S> | undefined;
    let nextOutputs: Buffers<O> | undefined;
    const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
      const result = program.lossFunction({
        ...current,
        parameters: mapNames(parameterNames, (_, index) => at(tensors, index)),
      });
      nextState = readTensors(result.state, namesOf(program.state));
      nextOutputs = readTensors(result.outputs, program.outputs);
      return result.loss;
    })(parameterNames.map((name) => current.parameters[name]));
    for (const [index, name] of parameterNames.entries()) gradients[name].set(at(grads, index).dataSync());
    // Only now: on the cpu backend the tensors are views of these buffers, and the gradients needed the old values.
    if (nextState !== undefined) copyInto(state, nextState, program.name);
    if (nextOutputs !== undefined) copyInto(outputs, nextOutputs, program.name);
    return at([...value.dataSync()], 0);
  }

  await useBackend(backend);
  const outputs = tf.tidy(() =>
    program.outputs.length === 0
      ? mapNames(program.outputs, () => new Float32Array(0))
      : sameSizes(program.lossFunction(currentTensors()).outputs, program.outputs),
  );

  return {
    parameters,
    state,
    optimizerState: optimizer.state,
    inputs,
    outputs,
    async run(learningRate) {
      await useBackend(backend);
      const loss = tf.tidy(lossAndGradients);
      optimizer.update(learningRate);
      return loss;
    },
    dispose: () => Promise.resolve(),
  };
}

async function inferenceStep<P extends string, I extends string, O extends string>(
  program: InferenceProgram<P, I, O>,
  backend: string,
  buffers: InferenceBuffers<P, I, O> | undefined,
): Promise<InferenceStep<P, I, O>> {
  const parameters = buffers?.parameters ?? initialValues(program.parameters);
  const inputs = buffers?.inputs ?? zeros(program.inputs);
  const forward = (): Tensors<O> =>
    program.forwardFunction({
      parameters: tensorsOf(parameters, program.parameters),
      inputs: tensorsOf(inputs, program.inputs),
    });

  await useBackend(backend);
  const outputs = buffers?.outputs ?? tf.tidy(() => sameSizes(forward(), program.outputs));
  return {
    parameters,
    inputs,
    outputs,
    async run() {
      await useBackend(backend);
      tf.tidy(() => copyInto(outputs, readTensors(forward(), program.outputs), program.name));
    },
    dispose: () => Promise.resolve(),
  };
}

function namesOf<N extends string>(record: Readonly<Record<N, unknown>>): N[] {
  // Object.keys forgets the key type; these records are built with exactly the keys N.
  return Object.keys(record) as N[];
}

function mapNames<N extends string, T>(
  names: readonly N[],
  value: (name: N, index: number) => T,
): Record<N, T> {
  return Object.fromEntries(names.map((name, index) => [name, value(name, index)])) as Record<N, T>;
}

function sizeOf({ shape }: TensorSpec): number {
  return shape.reduce((product, size) => product * size, 1);
}

function initialValues<N extends string>(
  specs: Readonly<Record<N, InitializedTensorSpec>>,
): Record<N, Float32Array> {
  return mapNames(namesOf(specs), (name) => {
    const { initial, shape } = specs[name];
    if (initial.length !== sizeOf(specs[name])) {
      throw new InvalidInputError(
        `"${name}" of shape [${shape.join(', ')}] must start with ${sizeOf(specs[name])} numbers, found ${initial.length}`,
      );
    }
    return initial.slice();
  });
}

function zeros<N extends string>(specs: Readonly<Record<N, TensorSpec>>): Record<N, Float32Array> {
  return mapNames(namesOf(specs), (name) => new Float32Array(sizeOf(specs[name])));
}

function tensorsOf<N extends string>(values: Buffers<N>, specs: Readonly<Record<N, TensorSpec>>): Tensors<N> {
  return mapNames(namesOf(specs), (name) => tf.tensor(values[name], [...specs[name].shape], 'float32'));
}

function readTensors<N extends string>(tensors: Tensors<N>, names: readonly N[]): Buffers<N> {
  return mapNames(names, (name) => Float32Array.from(tensors[name].dataSync()));
}

function sameSizes<N extends string>(tensors: Tensors<N>, names: readonly N[]): Record<N, Float32Array> {
  return mapNames(names, (name) => new Float32Array(tensors[name].size));
}

function copyInto<N extends string>(target: Buffers<N>, values: Buffers<N>, programName: string): void {
  for (const name of namesOf(target)) {
    if (target[name].length !== values[name].length) {
      throw new InvalidInputError(
        `program "${programName}" must give back ${target[name].length} numbers for "${name}", found ${values[name].length}`,
      );
    }
    target[name].set(values[name]);
  }
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index} in a list of ${items.length}`);
  return item;
}
