import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import onnxProto from 'onnx-proto';
import * as ort from 'onnxruntime-node';
import { InvalidInputError } from '../../src/errors.js';
import { tf, useBackend } from '../../src/engine/tensorflow.js';
import { createFusedOptimizer } from '../../src/optimizer/fused-optimizer.js';
import { defaultAdam, type OptimizerSettings } from '../../src/optimizer/settings.js';

await useBackend('cpu');

/** Numbers of all sizes and signs that are the same at each run. */
function numbers(count: number, seed: number, scale = 1): Float32Array {
  return Float32Array.from(
    { length: count },
    (_, index) => scale * Math.sin(12.9898 * (index + 1) + 78.233 * seed),
  );
}

function trainWithTensorflow(
  optimizer: tf.Optimizer,
  start: Float32Array,
  gradients: readonly Float32Array[],
): Float32Array {
  const variable = tf.variable(tf.tensor1d(start), true, 'p');
  for (const gradient of gradients) optimizer.applyGradients({ p: tf.tensor1d(gradient) });
  const trained = variable.dataSync() as Float32Array;
  variable.dispose();
  return trained;
}

function train(
  settings: OptimizerSettings,
  start: Float32Array,
  gradients: readonly Float32Array[],
  learningRate: number,
): Float32Array {
  const optimizer = createFusedOptimizer(settings, { p: start });
  for (const gradient of gradients) {
    optimizer.gradients.p.set(gradient);
    optimizer.update(learningRate);
  }
  return optimizer.parameters.p;
}

function greatestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce(
    (greatest, value, index) => Math.max(greatest, Math.abs(value - (b[index] ?? Number.NaN))),
    0,
  );
}

const rules: readonly [OptimizerSettings, (learningRate: number) => tf.Optimizer][] = [
  [{ kind: 'sgd' }, (rate) => tf.train.sgd(rate)],
  [{ kind: 'momentum', momentum: 0.9 }, (rate) => tf.train.momentum(rate, 0.9)],
  [defaultAdam, (rate) => tf.train.adam(rate, 0.9, 0.999, 1e-7)],
  [{ kind: 'adam', beta1: 0.5, beta2: 0.9, epsilon: 1e-3 }, (rate) => tf.train.adam(rate, 0.5, 0.9, 1e-3)],
];

describe.each(rules)('%j', (settings, tensorflowOptimizer) => {
  it.each([1, 3, 4, 15, 16, 17, 101])('agrees with TensorFlow.js on %d parameters', (count) => {
    const start = numbers(count, 0);
    // More steps than lie between two cleanings of Adam's moments, with gradients of very different sizes.
    const gradients = Array.from({ length: 70 }, (_, step) =>
      numbers(count, step + 1, 10 ** ((step % 7) - 4)),
    );
    const ours = train(settings, start, gradients, 0.01);
    const theirs = trainWithTensorflow(tensorflowOptimizer(0.01), start, gradients);
    expect(greatestDifference(ours, start)).toBeGreaterThan(1e-3);
    expect(greatestDifference(ours, theirs)).toBeLessThan(2e-5);
  });

  it('leaves parameters alone when gradients are zero', () => {
    const start = numbers(37, 3);
    expect(train(settings, start, [new Float32Array(37), new Float32Array(37)], 0.5)).toEqual(start);
  });

  it('trains each of several parameters as if it were alone', () => {
    const starts = { a: numbers(5, 1), b: numbers(33, 2), c: numbers(16, 3) };
    const optimizer = createFusedOptimizer(settings, starts);
    for (let step = 0; step < 3; step++) {
      for (const name of ['a', 'b', 'c'] as const) {
        optimizer.gradients[name].set(numbers(starts[name].length, step + 10));
      }
      optimizer.update(0.1);
    }
    for (const name of ['a', 'b', 'c'] as const) {
      const gradients = [10, 11, 12].map((seed) => numbers(starts[name].length, seed));
      expect(optimizer.parameters[name]).toEqual(train(settings, starts[name], gradients, 0.1));
    }
  });

  it('goes on exactly from saved parameters and state', () => {
    const gradients = Array.from({ length: 80 }, (_, step) => numbers(21, step));
    const whole = train(settings, numbers(21, 99), gradients, 0.02);

    const first = createFusedOptimizer(settings, { p: numbers(21, 99) });
    for (const gradient of gradients.slice(0, 40)) {
      first.gradients.p.set(gradient);
      first.update(0.02);
    }
    const second = createFusedOptimizer(settings, { p: first.parameters.p });
    for (const [name, values] of Object.entries(first.state)) second.state[name]?.set(values);
    for (const gradient of gradients.slice(40)) {
      second.gradients.p.set(gradient);
      second.update(0.02);
    }
    expect(second.parameters.p).toEqual(whole);
  });

  it('first shrinks the parameters that decay, each by its own rate, and no other', () => {
    const starts = { a: numbers(5, 1), b: numbers(33, 2), c: numbers(16, 3), d: numbers(7, 4) };
    const decays = { a: 0, b: 0.5, c: 0.5, d: 2 };
    const optimizer = createFusedOptimizer(settings, starts, {}, (name) => decays[name]);
    for (const name of ['a', 'b', 'c', 'd'] as const) {
      const gradient = numbers(starts[name].length, 9);
      optimizer.gradients[name].set(gradient);
      // A step from where the decay leaves the parameter: the gradient is given, so nothing else changes.
      const shrunk = starts[name].map((value) => value * (1 - 0.1 * decays[name]));
      const expected = train(settings, shrunk, [gradient], 0.1);
      starts[name] = expected;
    }
    optimizer.update(0.1);
    for (const name of ['a', 'b', 'c', 'd'] as const) {
      expect(greatestDifference(optimizer.parameters[name], starts[name])).toBeLessThan(1e-6);
    }
  });

  it('refuses weight decay below 0', () => {
    expect(() => createFusedOptimizer(settings, { p: numbers(3, 1) }, {}, () => -1)).toThrow(
      'weight decay must be a finite number of at least 0, found -1',
    );
  });

  it('refuses learning rates that would ruin the parameters, and changes nothing', () => {
    const optimizer = createFusedOptimizer(settings, { p: Float32Array.of(1, 2) });
    optimizer.gradients.p.fill(1);
    for (const rate of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => optimizer.update(rate)).toThrow(InvalidInputError);
    }
    expect(optimizer.parameters.p).toEqual(Float32Array.of(1, 2));
  });
});

describe('Adam', () => {
  it('takes the two first steps of a calculation by hand', () => {
    const optimizer = createFusedOptimizer(
      { kind: 'adam', beta1: 0.5, beta2: 0.75, epsilon: 1 },
      { p: Float32Array.of(10) },
    );
    // m = 1, mHat = 2; v = 1, vHat = 4, so that p = 10 - 0.3 * 2 / (2 + 1)
    optimizer.gradients.p[0] = 2;
    optimizer.update(0.3);
    expect(optimizer.parameters.p[0]).toBeCloseTo(9.8, 6);
    // m = 0.5, mHat = 0.5 / 0.75; v = 0.75, vHat = 0.75 / 0.4375
    optimizer.gradients.p[0] = 0;
    optimizer.update(0.3);
    expect(optimizer.parameters.p[0]).toBeCloseTo(
      9.8 - (0.3 * (0.5 / 0.75)) / (Math.sqrt(0.75 / 0.4375) + 1),
      6,
    );
    expect(optimizer.state.step).toEqual(Float32Array.of(2));
  });

  it('moves each parameter by the learning rate at the first step, whatever the size of its gradient', () => {
    fc.assert(
      fc.property(
        fc.float({ min: Math.fround(1e-3), max: 1e6, noNaN: true }),
        fc.boolean(),
        (size, isNegative) => {
          const gradient = isNegative ? -size : size;
          const [moved] = train(defaultAdam, Float32Array.of(0), [Float32Array.of(gradient)], 0.01);
          expect(moved).toBeCloseTo(isNegative ? 0.01 : -0.01, 5);
        },
      ),
    );
  });

  it('keeps no denormal moment, which would slow every later step down', () => {
    const optimizer = createFusedOptimizer(defaultAdam, { p: new Float32Array(64) });
    optimizer.gradients.p.set(Float32Array.from({ length: 64 }, (_, index) => 10 ** (2 - index)));
    const smallestNormal = 2 ** -126;
    for (let step = 0; step < 2000; step++) {
      optimizer.update(0.001);
      if (step === 50) optimizer.gradients.p.fill(0);
      for (const name of ['m', 'v']) {
        const tiny = optimizer.state[name]?.find((value) => value !== 0 && Math.abs(value) < smallestNormal);
        expect(tiny).toBeUndefined();
      }
    }
    expect(optimizer.state.m?.every((value) => value === 0)).toBe(true);
    expect(optimizer.parameters.p.every(Number.isFinite)).toBe(true);
  });
});

describe('memory', () => {
  const optimizer = createFusedOptimizer(
    defaultAdam,
    { filters: numbers(35, 1), biases: numbers(3, 2) },
    { features: 21, loss: 1 },
  );

  it('holds all arrays in one buffer, each aligned to 64 bytes, none over another', () => {
    const views = [
      ...Object.values(optimizer.parameters),
      ...Object.values(optimizer.gradients),
      ...Object.values(optimizer.extra),
      ...['m', 'v'].map((name) => optimizer.state[name] ?? new Float32Array()),
    ];
    const sorted = views.toSorted((a, b) => a.byteOffset - b.byteOffset);
    sorted.forEach((view, index) => {
      expect(view.buffer).toBe(optimizer.parameters.filters.buffer);
      expect(view.byteOffset % 64).toBe(0);
      const next = sorted[index + 1];
      if (next !== undefined) expect(view.byteOffset + view.byteLength).toBeLessThanOrEqual(next.byteOffset);
    });
    expect(views.map((view) => view.length)).toEqual([35, 3, 35, 3, 21, 1, 64, 64]);
  });

  it('copies the initial values', () => {
    const initial = Float32Array.of(1, 2, 3);
    const { parameters } = createFusedOptimizer({ kind: 'sgd' }, { p: initial });
    parameters.p[0] = 7;
    expect(initial).toEqual(Float32Array.of(1, 2, 3));
  });

  it('says how much memory would be needed where 4 GiB are not enough', () => {
    expect(() => createFusedOptimizer(defaultAdam, { p: Float32Array.of(1) }, { batch: 2 ** 30 })).toThrow(
      /needs 4\.0 GiB .* at most 4 GiB/,
    );
  });

  it('is read and written by onnxruntime without a copy', async () => {
    const session = await ort.InferenceSession.create(matrixProductModel());
    const { extra, parameters, gradients } = optimizer;
    const { features } = extra;
    expect(
      parameters.filters.byteOffset + features.byteOffset + gradients.filters.byteOffset,
    ).toBeGreaterThan(0);
    const feeds = {
      x: new ort.Tensor('float32', features, [3, 7]),
      w: new ort.Tensor('float32', parameters.filters, [7, 5]),
    };
    const fetches = { y: new ort.Tensor('float32', gradients.filters.subarray(0, 15), [3, 5]) };
    const surroundings = [gradients.filters.subarray(15), gradients.biases];
    for (const seed of [1, 2]) {
      features.set(numbers(21, seed));
      for (const values of surroundings) values.fill(42);
      await session.run(feeds, fetches);
      for (let row = 0; row < 3; row++) {
        for (let column = 0; column < 5; column++) {
          let expected = 0;
          for (let k = 0; k < 7; k++) {
            expected +=
              (features[row * 7 + k] ?? Number.NaN) * (parameters.filters[k * 5 + column] ?? Number.NaN);
          }
          expect(gradients.filters[row * 5 + column]).toBeCloseTo(expected, 5);
        }
      }
      for (const values of surroundings) expect(values.every((value) => value === 42)).toBe(true);
    }
    await session.release();
  });
});

/** The ONNX model `y[3,5] = x[3,7] w[7,5]`. */
function matrixProductModel(): Uint8Array {
  const { onnx } = onnxProto;
  const value = (name: string, rows: number, columns: number) => ({
    name,
    type: {
      tensorType: {
        elemType: onnx.TensorProto.DataType.FLOAT,
        shape: { dim: [{ dimValue: rows }, { dimValue: columns }] },
      },
    },
  });
  const model = onnx.ModelProto.create({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 18 }],
    graph: {
      name: 'product',
      node: [{ opType: 'MatMul', input: ['x', 'w'], output: ['y'] }],
      input: [value('x', 3, 7), value('w', 7, 5)],
      output: [value('y', 3, 5)],
    },
  });
  return onnx.ModelProto.encode(model).finish();
}
