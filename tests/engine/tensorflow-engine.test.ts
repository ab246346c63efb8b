import { afterEach, describe, expect, jest, test } from '@jest/globals';

import type { TrainingProgram } from '../../src/compile/program.js';
import { EngineUnavailableError, InvalidInputError } from '../../src/errors.js';
import { createTensorflowEngine } from '../../src/engine/tensorflow-engine.js';
import { loadTensorflowNode } from '../../src/engine/tensorflow-node.js';
import { tf } from '../../src/engine/tensorflow.js';

/** Mean squared error of `x w`, with a running sum of the losses as state: small enough to differentiate by hand. */
const line: TrainingProgram<'w', 'lossSum', 'x' | 'y', 'prediction'> = {
  name: 'line',
  parameters: { w: { shape: [2, 1], initial: Float32Array.of(1, -2) } },
  state: { lossSum: { shape: [], initial: Float32Array.of(10) } },
  inputs: { x: { shape: [3, 2] }, y: { shape: [3, 1] } },
  outputs: ['prediction'],
  lossFunction: ({ parameters, state, inputs }) => {
    const prediction = tf.matMul(inputs.x, parameters.w);
    const loss = tf.mean<tf.Scalar>(tf.square(tf.sub(prediction, inputs.y)));
    return { loss, state: { lossSum: tf.add(state.lossSum, loss) }, outputs: { prediction } };
  },
};

describe('the tensorflow engine on the cpu backend', () => {
  test('a step of gradient descent agrees with the hand-computed one', async () => {
    const engine = await createTensorflowEngine({ backend: 'cpu' });
    const step = await engine.compileTraining(line, { kind: 'sgd' });
    step.inputs.x.set([1, 0, 0, 1, 1, 1]);
    step.inputs.y.set([0, 0, 0]);
    const loss = await step.run(0.3);
    // Predictions 1, -2, -1: loss (1 + 4 + 1) / 3; gradient 2/3 [1 * 1 + -1 * 1, -2 * 1 + -1 * 1] = [0, -2].
    expect(loss).toBeCloseTo(2, 6);
    expect([...step.outputs.prediction]).toEqual([1, -2, -1]);
    expect(step.state.lossSum[0]).toBeCloseTo(12, 5);
    expect(step.parameters.w[0]).toBeCloseTo(1, 6);
    expect(step.parameters.w[1]).toBeCloseTo(-1.4, 6);
    await step.run(0.3);
    expect(step.state.lossSum[0]).toBeCloseTo(12 + (1 + 1.96 + 0.16) / 3, 5);
    await engine.dispose();
  });

  test('buffers stay the same objects, and no tensor is left behind', async () => {
    const engine = await createTensorflowEngine({ backend: 'cpu' });
    const step = await engine.compileTraining(line, { kind: 'momentum', momentum: 0.9 });
    const before = { ...step.parameters, ...step.state, ...step.outputs };
    const tensors = tf.memory().numTensors;
    await step.run(0.1);
    await step.run(0.1);
    expect(tf.memory().numTensors).toBe(tensors);
    const after = { ...step.parameters, ...step.state, ...step.outputs };
    for (const name of Object.keys(before) as (keyof typeof before)[]) expect(after[name]).toBe(before[name]);
    expect(line.parameters.w.initial).toEqual(Float32Array.of(1, -2));
  });

  test('restoring parameters and optimizer state repeats the step exactly', async () => {
    const engine = await createTensorflowEngine({ backend: 'cpu' });
    const adam = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
    const step = await engine.compileTraining(line, adam);
    step.inputs.x.set([1, 2, 3, 4, 5, 6]);
    await step.run(0.1);
    const saved = { w: step.parameters.w.slice() };
    const savedState = Object.entries(step.optimizerState).map(
      ([name, values]) => [name, values.slice()] as const,
    );
    await step.run(0.1);
    const second = step.parameters.w.slice();
    expect(second).not.toEqual(saved.w);
    step.parameters.w.set(saved.w);
    for (const [name, values] of savedState) step.optimizerState[name]?.set(values);
    await step.run(0.1);
    expect(step.parameters.w).toEqual(second);
  });

  test('inference reads the parameters that are there when it runs', async () => {
    const engine = await createTensorflowEngine({ backend: 'cpu' });
    const inference = await engine.compileInference({
      name: 'double',
      parameters: { w: { shape: [2], initial: Float32Array.of(1, 2) } },
      inputs: { x: { shape: [2] } },
      outputs: ['product'],
      forwardFunction: ({ parameters, inputs }) => ({ product: tf.mul(parameters.w, inputs.x) }),
    });
    inference.inputs.x.set([3, 4]);
    inference.parameters.w.set([5, 6]);
    await inference.run();
    expect([...inference.outputs.product]).toEqual([15, 24]);
  });

  test('start values of the wrong size are refused', async () => {
    const engine = await createTensorflowEngine({ backend: 'cpu' });
    const wrong = { ...line, parameters: { w: { shape: [3, 1], initial: new Float32Array(2) } } };
    await expect(engine.compileTraining(wrong, { kind: 'sgd' })).rejects.toThrow(
      new InvalidInputError('"w" of shape [3, 1] must start with 3 numbers, found 2'),
    );
  });

  test('state that changes its size is refused', async () => {
    const engine = await createTensorflowEngine({ backend: 'cpu' });
    const growing: typeof line = {
      ...line,
      lossFunction: (tensors) => ({ ...line.lossFunction(tensors), state: { lossSum: tf.ones([2]) } }),
    };
    const step = await engine.compileTraining(growing, { kind: 'sgd' });
    await expect(step.run(0.1)).rejects.toThrow(
      'program "line" must give back 1 numbers for "lossSum", found 2',
    );
  });
});

describe('silence', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('the banner of TensorFlow.js does not reach the console', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const engine = await createTensorflowEngine({ backend: 'cpu' });
    const step = await engine.compileTraining(line, { kind: 'sgd' });
    await step.run(0.1);
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('the native binding', () => {
  const missing = (name: string): Promise<unknown> =>
    Promise.reject(
      Object.assign(new Error(`Cannot find package '${name}'`), { code: 'ERR_MODULE_NOT_FOUND' }),
    );

  test('when it is not installed, one line says so', async () => {
    const error: unknown = await loadTensorflowNode('@tensorflow/tfjs-node', missing).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(EngineUnavailableError);
    expect(error).toHaveProperty(
      'message',
      'engine "tensorflow" does not load: the optional package @tensorflow/tfjs-node is not installed; node scripts/install-tensorflow.mjs installs it',
    );
  });

  test('when its native library is missing, the first line of the reason is told', async () => {
    const broken = (): Promise<unknown> =>
      Promise.reject(
        new Error('The Node.js native addon module (tfjs_binding.node) can not be found\nat path ...'),
      );
    await expect(loadTensorflowNode('@tensorflow/tfjs-node', broken)).rejects.toThrow(
      /^engine "tensorflow" does not load: @tensorflow\/tfjs-node: The Node.js native addon module \(tfjs_binding.node\) can not be found; node scripts\/install-tensorflow.mjs installs it$/,
    );
  });

  test('a binding for another copy of TensorFlow.js is refused', async () => {
    await expect(loadTensorflowNode('@tensorflow/tfjs-node-gpu', () => Promise.resolve({}))).rejects.toThrow(
      /registered its backend with another copy/,
    );
  });

  test('the function that Node 23 removed is there when the package loads', async () => {
    const { default: util } = await import('node:util');
    const moduleObject: { isNullOrUndefined?: (value: unknown) => boolean } = util;
    const original = moduleObject.isNullOrUndefined;
    delete moduleObject.isNullOrUndefined;
    const found: (boolean | undefined)[] = [];
    await loadTensorflowNode('@tensorflow/tfjs-node', () => {
      found.push(moduleObject.isNullOrUndefined?.(null));
      return Promise.reject(new Error('stop here'));
    }).catch(() => undefined);
    expect(found).toEqual([true]);
    expect(Reflect.get(util, 'isNullOrUndefined')).toBeInstanceOf(Function);
    if (original !== undefined) moduleObject.isNullOrUndefined = original;
  });
});
