import { describe, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { expectEnginesAgree, type ParityCase } from '../../support/engine-parity.js';

const unary: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  abs: tf.abs,
  cos: tf.cos,
  elu: tf.elu,
  erf: tf.erf,
  exp: tf.exp,
  expm1: tf.expm1,
  neg: tf.neg,
  relu: tf.relu,
  relu6: tf.relu6,
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  sin: tf.sin,
  softplus: tf.softplus,
  square: tf.square,
  tanh: tf.tanh,
  leakyRelu: (x) => tf.leakyRelu(x, 0.1),
  step: (x) => tf.mul(tf.step(x, 0.3), x),
  clipByValue: (x) => tf.clipByValue(x, -0.5, 0.8),
  'floor, ceil, round and sign': (x) =>
    tf.mul(x, tf.addN([tf.floor(x), tf.ceil(x), tf.round(x), tf.sign(x)])),
};

/** TensorFlow.js has no gradient of these where an operand is broadcast, or none at all. */
const withoutBroadcastGradient = new Set([
  'maximum',
  'minimum',
  'squaredDifference',
  'comparisons and logic',
]);

const positive: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  log: tf.log,
  log1p: tf.log1p,
  reciprocal: tf.reciprocal,
  rsqrt: tf.rsqrt,
  sqrt: tf.sqrt,
};

const binary: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
  prelu: (x, alpha) => tf.prelu(x, alpha),
  'comparisons and logic': (a, b) => {
    const mixed = tf.logicalOr(
      tf.logicalAnd(tf.less(a, b), tf.greaterEqual(a, 0)),
      tf.logicalNot(tf.lessEqual(b, 0.5)),
    );
    return tf.where(mixed, tf.mul(a, b), tf.mul(a, tf.cast(tf.notEqual(a, b), 'float32')));
  },
};

describe('elementwise operations agree with the cpu backend, with their gradients', () => {
  const agree =
    <N extends string>(parityCase: ParityCase<N>) =>
    () =>
      expectEnginesAgree(parityCase);

  for (const [name, compute] of Object.entries(unary)) {
    test(name, agree({ shapes: { x: [3, 5] }, compute: ({ x }) => compute(x) }));
  }
  for (const [name, compute] of Object.entries(positive)) {
    const draw: ParityCase['draw'] = (random) => 0.2 + 3 * random.next();
    test(name, agree({ shapes: { x: [7] }, draw, compute: ({ x }) => compute(x) }));
  }
  test(
    'log1p of tiny numbers keeps their digits',
    agree({
      shapes: { x: [9] },
      draw: (random) => 1e-6 * random.next(),
      compute: ({ x }) => tf.mul(tf.log1p(x), 1e6),
    }),
  );
  for (const [name, compute] of Object.entries(binary)) {
    for (const [a, b] of [
      [
        [4, 3],
        [4, 3],
      ],
      [[2, 4, 3], [3]],
      [
        [4, 1],
        [1, 3],
      ],
    ] as const) {
      if (name === 'prelu' && a[1] === 1) continue;
      test(
        `${name} of [${a.join()}] and [${b.join()}]`,
        agree({
          shapes: { a, b },
          compute: (parameters) => compute(parameters.a, parameters.b),
          tolerance: 1e-4,
          forwardOnly: withoutBroadcastGradient.has(name) && (a[0] !== b[0] || name.includes(' ')),
        }),
      );
    }
  }
  test(
    'pow',
    agree({
      shapes: { a: [6], b: [6] },
      draw: (random) => 0.5 + random.next(),
      compute: ({ a, b }) => tf.pow(a, b),
    }),
  );
});
