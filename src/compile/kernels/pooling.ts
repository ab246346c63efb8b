import * as tf from '@tensorflow/tfjs';
import { dimension, type GraphBuilder } from '../graph-builder.js';
import type { Value, Window } from '../ir.js';
import { registerRule, type KernelCall } from '../trace-backend.js';

const channelsFirst = [0, 3, 1, 2];
const channelsLast = [0, 2, 3, 1];

interface PoolGeometry {
  readonly window: Window;
  /** `[batch, channels, height, width]`. */
  readonly outputShape: readonly number[];
}

/** `shape` is `[batch, height, width, channels]`. */
function geometryOf(shape: readonly number[], attributes: KernelCall['attributes']): PoolGeometry {
  const { filterSize, strides, pad, dimRoundingMode } = attributes as unknown as tf.MaxPoolAttrs;
  const info = tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return {
    window: {
      size: [info.effectiveFilterHeight, info.effectiveFilterWidth],
      strides: [info.strideHeight, info.strideWidth],
      dilations: [1, 1],
      padding: [info.padInfo.top, info.padInfo.left, info.padInfo.bottom, info.padInfo.right],
    },
    outputShape: channelsFirst.map((axis) => dimension(info.outShape, axis)),
  };
}

registerRule(tf.MaxPool, ({ builder, operand, attributes }) => {
  const x = operand('x');
  const { window, outputShape } = geometryOf(x.shape, attributes);
  const pooled = builder.maxPool(builder.transpose(x, channelsFirst), window, outputShape);
  return builder.transpose(pooled, channelsLast);
});

registerRule(tf.MaxPoolGrad, ({ builder, operand, attributes }) => {
  const [dy, x] = [operand('dy'), operand('input')];
  const { window } = geometryOf(x.shape, attributes);
  const gradient = builder.maxPoolGradient(
    builder.transpose(dy, channelsFirst),
    builder.transpose(x, channelsFirst),
    window,
  );
  return builder.transpose(gradient, channelsLast);
});

registerRule(tf.AvgPool, ({ builder, operand, attributes }) => {
  const x = operand('x');
  const { window, outputShape } = geometryOf(x.shape, attributes);
  const pooled = builder.averagePool(builder.transpose(x, channelsFirst), window, outputShape);
  return builder.transpose(pooled, channelsLast);
});

registerRule(tf.AvgPoolGrad, ({ builder, operand, attributes }) => {
  const [dy, x] = [operand('dy'), operand('input')];
  const { window, outputShape } = geometryOf(x.shape, attributes);
  const gradient = averagePoolGradient(builder, builder.transpose(dy, channelsFirst), x, window, outputShape);
  return builder.transpose(gradient, channelsLast);
});

/** Each output's gradient, divided by the number of elements it averages, goes back to those elements. */
function averagePoolGradient(
  builder: GraphBuilder,
  dy: Value,
  x: Value,
  window: Window,
  outputShape: readonly number[],
): Value {
  const [batch, height, width, channels] = x.shape as unknown as [number, number, number, number];
  const [, , outputHeight, outputWidth] = outputShape as unknown as [number, number, number, number];
  const rows = coverage(height, outputHeight, window.size[0], window.strides[0], window.padding[0]);
  const columns = coverage(width, outputWidth, window.size[1], window.strides[1], window.padding[1]);
  const weights = Float32Array.from(rows.flatMap((row) => columns.map((column) => 1 / (row * column))));
  const share = builder.arithmetic('mul', dy, builder.constant(weights, [1, 1, outputHeight, outputWidth]));
  const gradient = builder.convolutionInputGradient(
    builder.reshape(share, [batch * channels, 1, outputHeight, outputWidth]),
    builder.constant(1, [1, 1, ...window.size]),
    window,
    1,
    [batch * channels, 1, height, width],
  );
  return builder.reshape(gradient, [batch, channels, height, width]);
}

/** For each output position, how many of its window's elements lie inside the input. */
function coverage(
  inputSize: number,
  outputSize: number,
  size: number,
  stride: number,
  padding: number,
): number[] {
  return Array.from({ length: outputSize }, (_, position) => {
    const start = position * stride - padding;
    return Math.min(start + size, inputSize) - Math.max(start, 0);
  });
}
