import * as tf from '@tensorflow/tfjs';
import { InvalidInputError, UnsupportedOpError } from '../errors.js';
import { graphNames } from './graph-names.js';
import { printGraph, sameShape, topologicalOrder, type Graph, type Value } from './ir.js';
import './kernels/convolution.js';
import './kernels/elementwise.js';
import './kernels/linear-algebra.js';
import './kernels/normalization.js';
import './kernels/pooling.js';
import './kernels/reduction.js';
import './kernels/shape.js';
import type { InferenceProgram, TensorMap, TensorSpec, TrainingProgram } from './program.js';
import { traceBackend, traceBackendName } from './trace-backend.js';

/**
 * Records loss, gradients, next state and outputs of a training step as one graph.
 * A parameter that the loss does not depend on has no gradient output.
 *
 * @throws {UnsupportedOpError} when the program uses a kernel without a rule.
 * @throws {DataDependentTraceError} when the program reads a tensor's value.
 * @throws {InvalidInputError} when two traces differ: a number or a random sample would be frozen into the graph.
 */
export function traceTraining<P extends string, S extends string, I extends string, O extends string>(
  program: TrainingProgram<P, S, I, O>,
): Graph {
  return traceTwice(program.name, () => {
    const parameters = placeholders(program.parameters, graphNames.parameter);
    const state = placeholders(program.state, graphNames.state);
    const inputs = placeholders(program.inputs, graphNames.input);
    const names = Object.keys(program.parameters) as P[];
    const outputs: Record<string, tf.Tensor> = {};
    const { value: loss, grads } = tf.engine().gradients(
      () => {
        const result = program.lossFunction({ parameters, state, inputs });
        for (const name of Object.keys(program.state) as S[]) {
          outputs[graphNames.nextState(name)] = checkedShape(result.state[name], program.state[name], name);
        }
        for (const name of program.outputs) outputs[graphNames.output(name)] = result.outputs[name];
        return result.loss;
      },
      names.map((name) => parameters[name]),
      undefined,
      true,
    );
    outputs[graphNames.loss] = loss;
    names.forEach((name, index) => {
      const gradient = grads[index];
      if (gradient !== undefined) outputs[graphNames.gradient(name)] = gradient;
    });
    return outputs;
  });
}

/** Records a forward pass as a graph. Throws as `traceTraining` does. */
export function traceInference<P extends string, I extends string, O extends string>(
  program: InferenceProgram<P, I, O>,
): Graph {
  return traceTwice(program.name, () => {
    const parameters = placeholders(program.parameters, graphNames.parameter);
    const inputs = placeholders(program.inputs, graphNames.input);
    const result = program.forwardFunction({ parameters, inputs });
    return Object.fromEntries(program.outputs.map((name) => [graphNames.output(name), result[name]]));
  });
}

/**
 * What JavaScript computes while tracing becomes a constant. A second trace shows which "constants" change from
 * call to call (random samples, counters, schedules): freezing one would train wrongly without a word.
 */
function traceTwice(name: string, run: () => Record<string, tf.Tensor>): Graph {
  const [first, second] = [traceOnce(name, run), traceOnce(name, run)];
  if (printGraph(first) !== printGraph(second) || !sameConstants(first, second)) {
    throw new InvalidInputError(
      `The program "${name}" computes something else at each call (a random sample such as dropout, or a JavaScript ` +
        'number that changes between steps), which compiling would freeze. Pass it in as one of the inputs.',
    );
  }
  return first;
}

function traceOnce(name: string, run: () => Record<string, tf.Tensor>): Graph {
  const engine = tf.engine();
  tf.backend(); // Chooses a backend if there is none yet, so that there is one to go back to.
  const previous = tf.getBackend();
  const backend = traceBackend();
  backend.reset();
  void tf.setBackend(traceBackendName);
  engine.startScope(name);
  try {
    const tensors = run();
    const outputs = Object.fromEntries(
      Object.entries(tensors).map(([key, tensor]) => [key, backend.tracedValue(tensor)]),
    );
    const inputs = topologicalOrder(Object.values(outputs)).filter(
      ({ operation }) => operation.kind === 'input',
    );
    return { name, inputs, outputs };
  } catch (error) {
    throw withKernelName(error, backend.currentLayer);
  } finally {
    engine.endScope();
    void tf.setBackend(previous);
  }
}

function placeholders<Names extends string>(
  specs: Readonly<Record<Names, TensorSpec>>,
  fullName: (name: string) => string,
): TensorMap<Names> {
  const backend = traceBackend();
  const entries = (Object.entries(specs) as [Names, TensorSpec][]).map(([name, { shape }]) => {
    const info = backend.infoOf(backend.builder.input(fullName(name), shape));
    return [name, tf.engine().makeTensorFromTensorInfo(info)] as const;
  });
  return Object.fromEntries(entries) as Record<Names, tf.Tensor>;
}

function checkedShape(tensor: tf.Tensor, { shape }: TensorSpec, name: string): tf.Tensor {
  if (!sameShape(tensor.shape, shape)) {
    throw new InvalidInputError(
      `state "${name}" must keep its shape [${shape.join(', ')}], found [${tensor.shape.join(', ')}]`,
    );
  }
  return tensor;
}

/** TensorFlow.js reports a kernel that a backend lacks as a plain error. */
function withKernelName(error: unknown, layer: string | undefined): unknown {
  if (!(error instanceof Error)) return error;
  const kernel = /Kernel '(\w+)' not registered for backend/.exec(error.message)?.[1];
  return kernel === undefined ? error : new UnsupportedOpError(kernel, layer);
}

function sameConstants(a: Graph, b: Graph): boolean {
  const [left, right] = [denseConstants(a), denseConstants(b)];
  return left.every((values, index) => {
    const other = right[index];
    return other !== undefined && values.every((value, position) => Object.is(value, other[position]));
  });
}

function denseConstants(graph: Graph): (readonly number[])[] {
  return topologicalOrder(Object.values(graph.outputs)).flatMap(({ operation }: Value) =>
    operation.kind === 'constant' && typeof operation.values !== 'number'
      ? [Array.from(operation.values)]
      : [],
  );
}
