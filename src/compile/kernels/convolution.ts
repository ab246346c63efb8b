import * as tf from '@tensorflow/tfjs';
import { UnsupportedOpError } from '../../errors.js';
import { dimension, type GraphBuilder } from '../graph-builder.js';
import type { Value, Window } from '../ir.js';
import { registerRule, traceBackend, type KernelCall } from '../trace-backend.js';
import { applyActivation } from './elementwise.js';

/*
 * TensorFlow.js keeps images as [batch, height, width, channels] and filters as [height, width, inputs, outputs];
 * the graph uses the layout that the native kernels use. The transposes that this adds are cancelled by `simplify`.
 */
const channelsFirst = [0, 3, 1, 2];
const channelsLast = [0, 2, 3, 1];
const filterToNative = [3, 2, 0, 1];
const filterFromNative = [2, 3, 1, 0];

type Size4 = [number, number, number, number];
type Padding = tf.Conv2DAttrs['pad'];

interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly pad: Padding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: [number, number] | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

interface Geometry {
  readonly window: Window;
  readonly groups: number;
  /** `[batch, height, width, channels]`. */
  readonly outputShape: readonly number[];
}

function geometryOf(
  kernel: string,
  attributes: ConvolutionAttributes,
  inputShape: readonly number[],
  filterShape: readonly number[],
  isDepthwise: boolean,
): Geometry {
  if (attributes.dataFormat !== undefined && attributes.dataFormat !== 'NHWC') {
    throw new UnsupportedOpError(
      kernel,
      traceBackend().currentLayer,
      `data format ${attributes.dataFormat}; use channelsLast`,
    );
  }
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as Size4,
    filterShape as Size4,
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
    isDepthwise,
  );
  return {
    window: {
      size: [info.filterHeight, info.filterWidth],
      strides: [info.strideHeight, info.strideWidth],
      dilations: [info.dilationHeight, info.dilationWidth],
      padding: [info.padInfo.top, info.padInfo.left, info.padInfo.bottom, info.padInfo.right],
    },
    groups: isDepthwise ? info.inChannels : 1,
    outputShape: info.outShape,
  };
}

const permuted = (shape: readonly number[], permutation: readonly number[]): number[] =>
  permutation.map((axis) => dimension(shape, axis));

function nativeFilter(builder: GraphBuilder, filter: Value, isDepthwise: boolean): Value {
  if (!isDepthwise) return builder.transpose(filter, filterToNative);
  const [height, width, inputs, multiplier] = filter.shape as unknown as Size4;
  return builder.reshape(builder.transpose(filter, [2, 3, 0, 1]), [inputs * multiplier, 1, height, width]);
}

function convolve({ builder, operand, attributes }: KernelCall, kernel: string, isDepthwise: boolean): Value {
  const [x, filter] = [operand('x'), operand('filter')];
  const geometry = geometryOf(
    kernel,
    attributes as unknown as ConvolutionAttributes,
    x.shape,
    filter.shape,
    isDepthwise,
  );
  const result = builder.convolution(
    builder.transpose(x, channelsFirst),
    nativeFilter(builder, filter, isDepthwise),
    geometry.window,
    geometry.groups,
    permuted(geometry.outputShape, channelsFirst),
  );
  return builder.transpose(result, channelsLast);
}

function inputGradient(
  { builder, operand, attributes }: KernelCall,
  kernel: string,
  isDepthwise: boolean,
): Value {
  const [dy, filter] = [operand('dy'), operand('filter')];
  const { inputShape } = attributes as unknown as tf.Conv2DBackpropInputAttrs;
  const geometry = geometryOf(
    kernel,
    attributes as unknown as ConvolutionAttributes,
    inputShape,
    filter.shape,
    isDepthwise,
  );
  const result = builder.convolutionInputGradient(
    builder.transpose(dy, channelsFirst),
    nativeFilter(builder, filter, isDepthwise),
    geometry.window,
    geometry.groups,
    permuted(inputShape, channelsFirst),
  );
  return builder.transpose(result, channelsLast);
}

function filterGradient(
  { builder, operand, attributes }: KernelCall,
  kernel: string,
  isDepthwise: boolean,
): Value {
  const [x, dy] = [operand('x'), operand('dy')];
  const { filterShape } = attributes as unknown as tf.Conv2DBackpropFilterAttrs;
  const geometry = geometryOf(
    kernel,
    attributes as unknown as ConvolutionAttributes,
    x.shape,
    filterShape,
    isDepthwise,
  );
  const [height, width, inputs, last] = filterShape;
  const nativeShape = isDepthwise ? [inputs * last, 1, height, width] : permuted(filterShape, filterToNative);
  const result = builder.convolutionFilterGradient(
    builder.transpose(x, channelsFirst),
    builder.transpose(dy, channelsFirst),
    geometry.window,
    geometry.groups,
    nativeShape,
  );
  return isDepthwise
    ? builder.transpose(builder.reshape(result, [inputs, last, height, width]), [2, 3, 0, 1])
    : builder.transpose(result, filterFromNative);
}

function fused(call: KernelCall, kernel: string, isDepthwise: boolean): Value {
  const { builder, optionalOperand, attributes } = call;
  const { activation, leakyreluAlpha } = attributes as unknown as tf.FusedConv2DAttrs;
  const convolved = convolve(call, kernel, isDepthwise);
  const bias = optionalOperand('bias');
  const sum = bias === undefined ? convolved : builder.arithmetic('add', convolved, bias);
  const preluAlpha = optionalOperand('preluActivationWeights');
  const result = applyActivation(builder, sum, activation, preluAlpha, leakyreluAlpha);
  if (result === undefined)
    throw new UnsupportedOpError(kernel, traceBackend().currentLayer, `activation ${activation}`);
  return result;
}

const rules: readonly [string, (call: KernelCall, kernel: string, isDepthwise: boolean) => Value, boolean][] =
  [
    [tf.Conv2D, convolve, false],
    [tf.Conv2DBackpropInput, inputGradient, false],
    [tf.Conv2DBackpropFilter, filterGradient, false],
    [tf.FusedConv2D, fused, false],
    [tf.DepthwiseConv2dNative, convolve, true],
    [tf.DepthwiseConv2dNativeBackpropInput, inputGradient, true],
    [tf.DepthwiseConv2dNativeBackpropFilter, filterGradient, true],
    [tf.FusedDepthwiseConv2D, fused, true],
  ];
for (const [kernel, rule, isDepthwise] of rules) {
  registerRule(kernel, (call) => rule(call, kernel, isDepthwise));
}
