import { sizeOf } from '../ir.js';
import type { SharedPool } from './analysis.js';
import { lowerBatchLastPoolGradient, writeBatchLastPool } from './batch-last-pooling.js';
import { fromBatchLast } from './batch-last.js';
import { windowAttributes } from './convolution.js';
import type { Lower, WrittenPool } from './lowering.js';
import type { OnnxModelBuilder } from './model-builder.js';

/** Writes what a max pool and its gradients share; `name` is that of x. */
export function writePool(model: OnnxModelBuilder, name: string, pool: SharedPool): WrittenPool {
  if (pool.isBatchLast) return writeBatchLastPool(model, name, pool);
  const pooled = model.freshName('MaxPool');
  const indices = `${pooled}:indices`;
  model.nodeWithOutputs('MaxPool', [name], [pooled, indices], windowAttributes(pool.window));
  return { isBatchLast: false, pooled, indices };
}

export const lowerMaxPool: Lower<'maxPool'> = ({ window }, { model, names, output, pool }) => {
  if (pool === undefined) return model.node('MaxPool', names, windowAttributes(window), output);
  return pool.isBatchLast ? fromBatchLast(model, pool.pooled, output) : pool.pooled;
};

export const lowerMaxPoolGradient: Lower<'maxPoolGradient'> = ({ window }, lowering) => {
  const { model, value, names, output, pool } = lowering;
  if (pool === undefined) throw new Error('the gradient of a max pool shares the pool');
  if (pool.isBatchLast) return lowerBatchLastPoolGradient(lowering, pool);
  const [dy] = names;
  const isDisjoint = window.strides.every((stride, axis) => stride >= (window.size[axis] ?? 1));
  if (isDisjoint) {
    const attributes = { kernel_shape: window.size, strides: window.strides };
    return model.node('MaxUnpool', [dy, pool.indices, model.int64(value.shape)], attributes, output);
  }
  const flat = (name: string): string => model.node('Reshape', [name, model.int64([-1])]);
  const zeros = model.constant(0, [sizeOf(value.shape)], 'float32');
  const scattered = model.node('ScatterElements', [zeros, flat(pool.indices), flat(dy)], {
    axis: 0,
    reduction: 'add',
  });
  return model.node('Reshape', [scattered, model.int64(value.shape)], {}, output);
};

export const lowerAveragePool: Lower<'averagePool'> = ({ window }, { model, names, output }) =>
  model.node('AveragePool', names, { ...windowAttributes(window), count_include_pad: 0 }, output);
