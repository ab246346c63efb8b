import { describe, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import type { SeededRandom } from '../../../src/data/random.js';
import { expectEnginesAgree, type ParityCase } from '../../support/engine-parity.js';

const agree =
  <N extends string>(parityCase: ParityCase<N>) =>
  () =>
    expectEnginesAgree({ tolerance: 2e-5, ...parityCase });

interface Geometry {
  readonly image: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly strides: [number, number];
  readonly padding: 'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]];
  readonly dilations?: [number, number];
}

const geometries: readonly Geometry[] = [
  { image: [7, 6], kernel: [3, 3], strides: [1, 1], padding: 'same' },
  { image: [7, 6], kernel: [3, 2], strides: [1, 1], padding: 'valid' },
  { image: [8, 7], kernel: [3, 3], strides: [2, 2], padding: 'same' },
  { image: [8, 9], kernel: [3, 2], strides: [2, 3], padding: 'valid' },
  { image: [6, 6], kernel: [2, 2], strides: [1, 1], padding: 'same' },
  {
    image: [6, 5],
    kernel: [3, 3],
    strides: [1, 1],
    padding: [
      [0, 0],
      [2, 1],
      [0, 2],
      [0, 0],
    ],
  },
  { image: [9, 8], kernel: [2, 3], strides: [1, 1], padding: 'valid', dilations: [2, 2] },
];

/** TensorFlow.js has no gradient of dilated convolutions. */
const forwardOnly = ({ dilations }: Geometry): boolean => dilations !== undefined;

const title = ({ image, kernel, strides, padding, dilations }: Geometry): string =>
  `image ${image.join('x')}, kernel ${kernel.join('x')}, strides ${strides.join()}, padding ${JSON.stringify(padding)}` +
  (dilations ? `, dilations ${dilations.join()}` : '');

describe('convolutions agree with the cpu backend, with their gradients', () => {
  for (const geometry of geometries) {
    const { image, kernel, strides, padding, dilations } = geometry;
    test(
      `conv2d: ${title(geometry)}`,
      agree({
        shapes: { x: [2, ...image, 3], filter: [...kernel, 3, 4], bias: [4] },
        forwardOnly: forwardOnly(geometry),
        compute: ({ x, filter, bias }) =>
          tf.add(
            tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, padding, 'NHWC', dilations),
            bias,
          ),
      }),
    );
    // The cpu backend computes the gradient of a depthwise convolution for equal strides only.
    if (strides[0] !== strides[1] || Array.isArray(padding)) continue;
    test(
      `depthwiseConv2d: ${title(geometry)}`,
      agree({
        shapes: { x: [2, ...image, 3], filter: [...kernel, 3, 2] },
        forwardOnly: forwardOnly(geometry),
        compute: ({ x, filter }) =>
          tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, padding, 'NHWC', dilations),
      }),
    );
  }
});

describe('pools agree with the cpu backend, with their gradients', () => {
  for (const geometry of geometries.filter(({ dilations }) => dilations === undefined)) {
    const { image, kernel, strides, padding } = geometry;
    test(
      `maxPool: ${title(geometry)}`,
      agree({
        shapes: { x: [2, ...image, 3] },
        compute: ({ x }) => tf.maxPool(x as tf.Tensor4D, [...kernel], strides, padding),
      }),
    );
    test(
      `maxPool after relu: ${title(geometry)}`,
      agree({
        shapes: { x: [2, ...image, 3] },
        compute: ({ x }) => tf.maxPool(tf.relu(x as tf.Tensor4D), [...kernel], strides, padding),
      }),
    );
    // At an image's edge the cpu backend divides the gradient by the whole window, though the average is over the part
    // inside; the true gradient is tested by finite differences in tests/compile/kernels/pooling.test.ts.
    if (padding !== 'valid') continue;
    test(
      `avgPool: ${title(geometry)}`,
      agree({
        shapes: { x: [2, ...image, 3] },
        compute: ({ x }) => tf.avgPool(x as tf.Tensor4D, [...kernel], strides, padding),
      }),
    );
  }
  test(
    'equal greatest elements: the first receives the gradient',
    agree({
      shapes: { x: [1, 4, 4, 2] },
      draw: () => 1,
      compute: ({ x }) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'),
    }),
  );
});

describe('large batches, which run with the batch as the innermost axis, agree with their gradients', () => {
  const integers = (random: SeededRandom): number => random.integer(3) - 1;
  const pooled: readonly Geometry[] = [
    { image: [8, 6], kernel: [3, 3], strides: [1, 1], padding: 'same' },
    { image: [7, 8], kernel: [4, 3], strides: [1, 1], padding: 'valid' },
    { image: [9, 6], kernel: [3, 3], strides: [2, 1], padding: 'same' },
    {
      image: [6, 5],
      kernel: [4, 4],
      strides: [1, 1],
      padding: [
        [0, 0],
        [2, 1],
        [0, 2],
        [0, 0],
      ],
    },
    // Padding beyond the filter, which the gradient of x cannot have batch last.
    {
      image: [6, 5],
      kernel: [3, 3],
      strides: [1, 1],
      padding: [
        [0, 0],
        [3, 1],
        [0, 3],
        [0, 0],
      ],
    },
  ];
  for (const geometry of pooled) {
    const { image, kernel, strides, padding } = geometry;
    for (const window of [
      [2, 2],
      [1, 3],
      [2, 3],
    ] as [number, number][]) {
      test(
        `conv2d, relu and maxPool ${window.join('x')} with equal elements: ${title(geometry)}`,
        agree({
          shapes: { x: [16, ...image, 4], filter: [...kernel, 4, 3], bias: [3] },
          draw: integers,
          compute: ({ x, filter, bias }) => {
            const convolved = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, padding);
            return tf.maxPool(tf.relu(tf.add<tf.Tensor4D>(convolved, bias)), window, window, 'valid');
          },
        }),
      );
    }
  }
  test(
    'without pools and with a dilation',
    agree({
      shapes: { x: [16, 9, 8, 4], filter: [3, 3, 4, 3] },
      forwardOnly: true,
      compute: ({ x, filter }) =>
        tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same', 'NHWC', [2, 2]),
    }),
  );
});
