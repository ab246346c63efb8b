import { expect } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import type { TrainingProgram } from '../../src/compile/program.js';
import type { Engine } from '../../src/engine/engine.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { createTensorflowEngine } from '../../src/engine/tensorflow-engine.js';
import { SeededRandom } from '../../src/data/random.js';

/** A function of named parameters, to be differentiated by all of them. */
export interface ParityCase<N extends string = string> {
  readonly shapes: Readonly<Record<N, readonly number[]>>;
  readonly compute: (parameters: Readonly<Record<N, tf.Tensor>>) => tf.Tensor;
  /** Start values; default standard normal. */
  readonly draw?: (random: SeededRandom) => number;
  /** Leaves the gradient out, where TensorFlow.js has none. */
  readonly forwardOnly?: boolean;
  /** Relative to the greatest expected value; default 1e-5. */
  readonly tolerance?: number;
}

/**
 * Computes the function, and the gradient of a random weighting of its results, on the onnxruntime engine and on the
 * TensorFlow.js cpu backend, and expects both to agree.
 */
export async function expectEnginesAgree<N extends string>(parityCase: ParityCase<N>): Promise<void> {
  const engines = [
    await createTensorflowEngine({ backend: 'cpu' }),
    await createOnnxruntimeEngine({ threads: 1 }),
  ];
  const evaluate = parityCase.forwardOnly === true ? evaluateForward : evaluateWithGradients;
  const [expected, actual] = await Promise.all(engines.map((engine) => evaluate(engine, parityCase)));
  await Promise.all(engines.map((engine) => engine.dispose()));
  for (const [name, values] of Object.entries(expected ?? {})) {
    expectClose(actual?.[name] ?? new Float32Array(), values, parityCase.tolerance ?? 1e-5, name);
  }
}

export function expectClose(
  actual: Float32Array,
  expected: Float32Array,
  tolerance: number,
  name: string,
): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  const worst = expected.reduce(
    (max, value, index) => Math.max(max, Math.abs(value - (actual[index] ?? NaN))),
    0,
  );
  expect({ name, worst: worst / scale <= tolerance ? 'close' : worst / scale }).toEqual({
    name,
    worst: 'close',
  });
}

type Results = Record<string, Float32Array>;

function drawInitial({
  shapes,
  draw,
}: ParityCase): Record<string, { shape: readonly number[]; initial: Float32Array }> {
  const random = new SeededRandom(7);
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const length = shape.reduce((product, size) => product * size, 1);
      return [
        name,
        { shape, initial: Float32Array.from({ length }, () => (draw ? draw(random) : random.normal())) },
      ];
    }),
  );
}

async function evaluateForward<N extends string>(
  engine: Engine,
  parityCase: ParityCase<N>,
): Promise<Results> {
  const step = await engine.compileInference({
    name: 'parity',
    parameters: drawInitial(parityCase),
    inputs: {},
    outputs: ['result'],
    forwardFunction: ({ parameters }) => ({ result: parityCase.compute(parameters) }),
  });
  await step.run();
  const results = { result: step.outputs.result.slice() };
  await step.dispose();
  return results;
}

/** Results under `result`, and the gradient of each parameter under its name. */
async function evaluateWithGradients<N extends string>(
  engine: Engine,
  parityCase: ParityCase<N>,
): Promise<Results> {
  const initial = drawInitial(parityCase);
  const program: TrainingProgram<string, never, never, 'result'> = {
    name: 'parity',
    parameters: initial,
    state: {},
    inputs: {},
    outputs: ['result'],
    lossFunction: ({ parameters }) => {
      const result = parityCase.compute(parameters);
      const values = Float32Array.from({ length: result.size }, (_, index) => Math.sin(1.3 * index + 0.5));
      const loss = tf.sum(tf.mul(result, tf.tensor(values, result.shape))).asScalar();
      return { loss, state: {}, outputs: { result } };
    },
  };
  const step = await engine.compileTraining(program, { kind: 'sgd' });
  await step.run(1);
  const results: Results = { result: step.outputs.result.slice() };
  for (const [name, { initial: before }] of Object.entries(initial)) {
    const after = step.parameters[name] ?? new Float32Array();
    results[`gradient of ${name}`] = before.map((value, index) => value - (after[index] ?? NaN));
  }
  await step.dispose();
  return results;
}
