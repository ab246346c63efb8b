import * as tf from '@tensorflow/tfjs';
import { UnsupportedOpError } from '../../errors.js';
import type { GraphBuilder } from '../graph-builder.js';
import type { ReduceFunction, Value } from '../ir.js';
import { registerRule, type KernelCall } from '../trace-backend.js';

const reduceKernels: Record<string, ReduceFunction> = {
  [tf.Sum]: 'sum',
  [tf.Mean]: 'mean',
  [tf.Max]: 'max',
  [tf.Min]: 'min',
  [tf.Prod]: 'prod',
};
for (const [kernel, name] of Object.entries(reduceKernels)) {
  registerRule(kernel, ({ builder, operand, attributes }) => {
    const { axis, reductionIndices, keepDims } = attributes as unknown as tf.SumAttrs & Partial<tf.MaxAttrs>;
    const x = operand('x');
    // TensorFlow.js names the axes of Max differently.
    const axes = tf.util.parseAxisParam(reductionIndices ?? axis, [...x.shape]);
    const reduced = builder.reduce(name, x, axes);
    return keepDims ? reduced : withoutAxes(builder, reduced, axes);
  });
}

// Reductions of booleans, as minimum and maximum of 0 and 1.
registerRule(tf.All, (call) => reduceBooleans(call, 'min'));
registerRule(tf.Any, (call) => reduceBooleans(call, 'max'));

registerRule(tf.Softmax, ({ builder, operand, attributes }) => {
  const logits = operand('logits');
  assertLastAxis(tf.Softmax, (attributes as unknown as tf.SoftmaxAttrs).dim, logits);
  return builder.softmax(logits);
});

registerRule(tf.LogSoftmax, ({ builder, operand, attributes }) => {
  const logits = operand('logits');
  assertLastAxis(tf.LogSoftmax, (attributes as unknown as tf.LogSoftmaxAttrs).axis, logits);
  return builder.logSoftmax(logits);
});

function reduceBooleans({ builder, operand, attributes }: KernelCall, name: ReduceFunction): Value {
  const { axis, keepDims } = attributes as unknown as tf.AllAttrs;
  const x = operand('x');
  const axes = tf.util.parseAxisParam(axis, [...x.shape]);
  const reduced = builder.reduce(name, builder.cast(x, 'float32'), axes);
  return builder.cast(keepDims ? reduced : withoutAxes(builder, reduced, axes), 'bool');
}

function withoutAxes(builder: GraphBuilder, x: Value, axes: readonly number[]): Value {
  return builder.reshape(
    x,
    x.shape.filter((_, axis) => !axes.includes(axis)),
  );
}

function assertLastAxis(kernel: string, axis: number, { shape }: Value): void {
  if (axis !== -1 && axis !== shape.length - 1) {
    throw new UnsupportedOpError(kernel, undefined, `axis ${axis} is not the last axis`);
  }
}
