import { describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { topologicalOrder } from '../../src/compile/ir.js';
import type { InferenceProgram } from '../../src/compile/program.js';
import { graphNames } from '../../src/compile/graph-names.js';
import { traceInference, traceTraining } from '../../src/compile/trace.js';
import { DataDependentTraceError, InvalidInputError, UnsupportedOpError } from '../../src/errors.js';

function program(compute: (x: tf.Tensor) => tf.Tensor): InferenceProgram<never, 'x', 'y'> {
  return {
    name: 'test',
    parameters: {},
    inputs: { x: { shape: [2, 3] } },
    outputs: ['y'],
    forwardFunction: ({ inputs }) => ({ y: compute(inputs.x) }),
  };
}

describe('tracing', () => {
  test('records inputs and outputs by name, with shapes', () => {
    const graph = traceInference(program((x) => tf.matMul(x, tf.ones([3, 4]))));
    expect(graph.inputs.map(({ operation }) => operation)).toEqual([{ kind: 'input', name: 'inputs/x' }]);
    expect(graph.outputs[graphNames.output('y')]?.shape).toEqual([2, 4]);
  });

  test('gives the backend back', () => {
    const before = tf.getBackend();
    traceInference(program(tf.exp));
    expect(tf.getBackend()).toBe(before);
    expect(() => traceInference(program(() => tf.tensor([1]).asScalar().reshape([7])))).toThrow();
    expect(tf.getBackend()).toBe(before);
    expect(tf.add(1, 2).dataSync()[0]).toBe(3);
  });

  test('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    traceInference(program((x) => tf.softmax(tf.matMul(x, tf.ones([3, 4])))));
    expect(tf.memory().numTensors).toBe(before);
  });

  test('reading a value is refused', () => {
    const reads = program((x) => ((x.dataSync()[0] ?? 0) > 0 ? x : tf.neg(x)));
    expect(() => traceInference(reads)).toThrow(DataDependentTraceError);
    expect(() => traceInference(reads)).toThrow(/tf\.where/);
  });

  test('a kernel without a rule is named', () => {
    expect(() => traceInference(program((x) => tf.cumsum(x, 1)))).toThrow(UnsupportedOpError);
    expect(() => traceInference(program((x) => tf.cumsum(x, 1)))).toThrow('"Cumsum"');
  });

  test('a random sample would be frozen, and is refused', () => {
    expect(() => traceInference(program((x) => tf.add(x, tf.randomNormal([2, 3]))))).toThrow(
      InvalidInputError,
    );
    expect(() => traceInference(program((x) => tf.dropout(x, 0.5)))).toThrow(/at each call/);
  });

  test('a number that changes between steps would be frozen, and is refused', () => {
    let step = 0;
    expect(() => traceInference(program((x) => tf.mul(x, step++)))).toThrow(/one of the inputs/);
  });

  test('tensors made before the trace become constants and keep their values', () => {
    const constant = tf.tensor1d([1, 2, 3]);
    const graph = traceInference(program((x) => tf.mul(x, constant)));
    const constants = topologicalOrder(Object.values(graph.outputs)).filter(
      ({ operation }) => operation.kind === 'constant',
    );
    expect(constants).toHaveLength(1);
    expect([...constant.dataSync()]).toEqual([1, 2, 3]);
    constant.dispose();
  });

  test('gradients are outputs; a parameter that the loss does not depend on has none', () => {
    const one = { shape: [1], initial: new Float32Array([1]) };
    const graph = traceTraining({
      name: 'test',
      parameters: { used: one, unused: one },
      state: {},
      inputs: {},
      outputs: [],
      lossFunction: ({ parameters }) => ({
        loss: tf.sum(tf.square(parameters.used)).asScalar(),
        state: {},
        outputs: {},
      }),
    });
    expect(Object.keys(graph.outputs).sort()).toEqual(['gradients/used', 'loss']);
  });

  test('state must keep its shape', () => {
    expect(() =>
      traceTraining({
        name: 'test',
        parameters: { w: { shape: [2], initial: new Float32Array(2) } },
        state: { mean: { shape: [2], initial: new Float32Array(2) } },
        inputs: {},
        outputs: [],
        lossFunction: ({ parameters, state }) => ({
          loss: tf.sum(parameters.w).asScalar(),
          state: { mean: tf.sum(state.mean) },
          outputs: {},
        }),
      }),
    ).toThrow('state "mean" must keep its shape [2], found []');
  });
});
