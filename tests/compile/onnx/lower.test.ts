import { describe, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { expectEnginesAgree, type ParityCase } from '../../support/engine-parity.js';

const agree =
  <N extends string>(parityCase: ParityCase<N>) =>
  () =>
    expectEnginesAgree(parityCase);

describe('matrix products agree with the cpu backend, with their gradients', () => {
  for (const transposeA of [false, true]) {
    for (const transposeB of [false, true]) {
      const shapes = { a: transposeA ? [4, 3] : [3, 4], b: transposeB ? [5, 4] : [4, 5] };
      test(
        `matrices, transposeA ${transposeA}, transposeB ${transposeB}`,
        agree({
          shapes,
          compute: ({ a, b }) => tf.matMul(a, b, transposeA, transposeB),
        }),
      );
      const batched = { a: [2, ...shapes.a], b: [2, ...shapes.b] };
      test(
        `batches of matrices, transposeA ${transposeA}, transposeB ${transposeB}`,
        agree({
          shapes: batched,
          compute: ({ a, b }) => tf.matMul(a, b, transposeA, transposeB),
        }),
      );
    }
  }
  test(
    'a product of transposed matrices',
    agree({
      shapes: { a: [4, 3], b: [4, 5] },
      compute: ({ a, b }) => tf.matMul(tf.transpose(a), b),
    }),
  );
  test(
    'fused with bias and activation',
    agree({
      shapes: { a: [3, 4], b: [4, 5], bias: [5] },
      compute: ({ a, b, bias }) =>
        tf.fused.matMul({
          a: a,
          b: b,
          bias: bias,
          activation: 'relu',
        }),
    }),
  );
});

describe('reductions agree with the cpu backend, with their gradients', () => {
  const reductions: Record<
    string,
    (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor
  > = {
    sum: tf.sum,
    mean: tf.mean,
    max: tf.max,
    min: tf.min,
    prod: tf.prod,
    logSumExp: tf.logSumExp,
  };
  for (const [name, reduce] of Object.entries(reductions)) {
    for (const axis of [undefined, 0, -1, [0, 2]]) {
      test(
        `${name} over ${axis === undefined ? 'all' : String(axis)}`,
        agree({
          shapes: { x: [3, 4, 2] },
          compute: ({ x }) => reduce(x, axis, axis === 0),
          forwardOnly: name === 'prod',
        }),
      );
    }
  }
  test('softmax', agree({ shapes: { x: [3, 6] }, compute: ({ x }) => tf.softmax(x) }));
  test(
    'logSoftmax of far apart rows',
    agree({
      shapes: { x: [3, 6] },
      compute: ({ x }) => tf.logSoftmax(tf.mul(x, tf.tensor2d([[1], [20], [40]]))),
    }),
  );
  test(
    'all and any',
    agree({
      shapes: { x: [4, 3] },
      forwardOnly: true,
      compute: ({ x }) => {
        const isPositive = tf.greater(x, 0);
        const counts = tf.add(
          tf.cast(tf.all(isPositive, 1, true), 'float32'),
          tf.cast(tf.any(isPositive, 1, true), 'float32'),
        );
        return tf.mul(x, counts);
      },
    }),
  );
});

describe('shape operations agree with the cpu backend, with their gradients', () => {
  const x = 'x';
  const shapes = { [x]: [4, 3, 2] };
  const cases: Record<string, (input: tf.Tensor) => tf.Tensor> = {
    reshape: (input) => tf.reshape(input, [2, -1]),
    transpose: (input) => tf.transpose(input, [2, 0, 1]),
    expandDims: (input) => tf.expandDims(input, 1),
    squeeze: (input) => tf.squeeze(tf.sum(input, 1, true)),
    slice: (input) => tf.slice(input, [1, 0, 1], [2, -1, 1]),
    'neighboring slices': (input) =>
      tf.concat(
        [tf.mul(tf.slice(input, [0, 0, 0], [1, 3, 2]), 2), tf.square(tf.slice(input, [1, 0, 0], [3, 3, 2]))],
        0,
      ),
    concat: (input) => tf.concat([input, tf.square(input)], -1),
    split: (input) => tf.addN(tf.split(input, 2, 0).map((part, index) => tf.mul(part, index + 1))),
    'split into unequal parts': (input) => tf.mul(tf.concat(tf.split(input, [1, 3], 0).slice(1)), 3),
    stack: (input) => tf.stack([input, tf.exp(input)], 1),
    unstack: (input) => tf.mul(tf.stack(tf.unstack(input, 1).slice(1)), 2),
    tile: (input) => tf.tile(input, [1, 2, 3]),
    broadcastTo: (input) => tf.broadcastTo(tf.sum(input, 0, true), [5, 3, 2]),
    pad: (input) =>
      tf.pad(
        input,
        [
          [1, 0],
          [0, 2],
          [1, 1],
        ],
        0.5,
      ),
    'zerosLike, onesLike and fill': (input) =>
      tf.add(tf.mul(tf.onesLike(input), input), tf.add(tf.zerosLike(input), tf.fill([4, 3, 2], 2))),
    'batch normalization': (input) =>
      tf.batchNorm(
        input,
        tf.mean<tf.Tensor1D>(input, [0, 1]),
        tf.add<tf.Tensor1D>(tf.mean(tf.square(input), [0, 1]), 1),
        tf.tensor1d([1, 2]),
        tf.tensor1d([0.5, 1.5]),
      ),
  };
  for (const [name, compute] of Object.entries(cases)) {
    test(name, agree({ shapes, compute: (parameters) => compute(parameters[x]) }));
  }
});
