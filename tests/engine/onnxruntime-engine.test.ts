import { describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import type { InferenceProgram, TrainingProgram } from '../../src/compile/program.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { createTensorflowEngine } from '../../src/engine/tensorflow-engine.js';
import { SessionCache } from '../../src/engine/onnxruntime-session.js';
import { compileTrainingGraph } from '../../src/compile/compile.js';
import { EngineUnavailableError } from '../../src/errors.js';
import { defaultAdam } from '../../src/optimizer/settings.js';

/** Fits y = w x to y = 3 x and counts its steps. */
function line(batchSize: number): TrainingProgram<'w', 'count', 'x', 'predicted'> {
  return {
    name: 'line',
    parameters: { w: { shape: [1, 1], initial: new Float32Array([0]) } },
    state: { count: { shape: [], initial: new Float32Array([5]) } },
    inputs: { x: { shape: [batchSize, 1] } },
    outputs: ['predicted'],
    lossFunction: ({ parameters, state, inputs }) => {
      const predicted = tf.matMul(inputs.x, parameters.w);
      const loss = tf.mean(tf.squaredDifference(predicted, tf.mul(inputs.x, 3))).asScalar();
      return { loss, state: { count: tf.add(state.count, 1) }, outputs: { predicted } };
    },
  };
}

/** y = w x */
const scaling: InferenceProgram<'w', 'x', 'y'> = {
  name: 'scaling',
  parameters: { w: { shape: [2, 2], initial: Float32Array.of(1, 0, 0, 1) } },
  inputs: { x: { shape: [2, 1] } },
  outputs: ['y'],
  forwardFunction: ({ parameters: { w }, inputs: { x } }) => ({ y: tf.matMul(w, x) }),
};

test.each([() => createOnnxruntimeEngine({ threads: 1 }), () => createTensorflowEngine({ backend: 'cpu' })])(
  'an inference step works on the arrays that it is given',
  async (createEngine) => {
    const engine = await createEngine();
    const memory = new Float32Array(16);
    const buffers = {
      parameters: { w: memory.subarray(0, 4) },
      inputs: { x: memory.subarray(4, 6) },
      outputs: { y: memory.subarray(6, 8) },
    };
    const step = await engine.compileInference(scaling, buffers);
    buffers.parameters.w.set([1, 2, 3, 4]);
    buffers.inputs.x.set([10, 1]);
    await step.run();
    expect([...memory]).toEqual([1, 2, 3, 4, 10, 1, 12, 34, 0, 0, 0, 0, 0, 0, 0, 0]);
    await engine.dispose();
  },
);

describe('onnxruntime engine', () => {
  test('trains, carries state, and gives outputs from before the update', async () => {
    const engine = await createOnnxruntimeEngine({ threads: 1 });
    const step = await engine.compileTraining(line(2), { kind: 'sgd' });
    step.inputs.x.set([1, 2]);
    expect(await step.run(0.1)).toBeCloseTo(22.5, 4);
    expect([...step.outputs.predicted]).toEqual([0, 0]);
    // dL/dw = mean(2 (w - 3) x^2) = -15
    expect(step.parameters.w[0]).toBeCloseTo(1.5, 5);
    await step.run(0.1);
    expect(step.state.count[0]).toBe(7);
    await engine.dispose();
  });

  test('parameters can be written between steps', async () => {
    const engine = await createOnnxruntimeEngine({ threads: 1 });
    const step = await engine.compileTraining(line(2), defaultAdam);
    step.inputs.x.set([1, 2]);
    step.parameters.w[0] = 3;
    expect(await step.run(0.1)).toBe(0);
    await engine.dispose();
  });

  test('a program compiled twice shares one session, until both are disposed of', async () => {
    const cache = new SessionCache({ threads: 1 });
    const first = await cache.acquire(compileTrainingGraph(line(2)).model);
    const second = await cache.acquire(compileTrainingGraph(line(2)).model);
    const other = await cache.acquire(compileTrainingGraph(line(3)).model);
    expect(second.session).toBe(first.session);
    expect(other.session).not.toBe(first.session);
    expect(cache.size).toBe(2);
    await first.release();
    await first.release();
    expect(cache.size).toBe(2);
    await second.release();
    await other.release();
    expect(cache.size).toBe(0);
  });

  test('two trainings with the same start give the same bytes', async () => {
    const engine = await createOnnxruntimeEngine();
    const results = [];
    for (let repeat = 0; repeat < 2; repeat++) {
      const step = await engine.compileTraining(line(8), defaultAdam);
      step.inputs.x.forEach((_, index, values) => (values[index] = Math.sin(index)));
      for (let index = 0; index < 20; index++) await step.run(0.05);
      results.push([...step.parameters.w]);
      await step.dispose();
    }
    expect(results[1]).toEqual(results[0]);
    await engine.dispose();
  });

  test('a device that onnxruntime cannot use is named', async () => {
    const engine = await createOnnxruntimeEngine({ device: 'coreml' });
    await expect(engine.compileTraining(line(2), defaultAdam)).rejects.toThrow(EngineUnavailableError);
    await expect(engine.compileTraining(line(2), defaultAdam)).rejects.toThrow('"coreml"');
  });
});
