import { sizeOf, type Operation, type Window } from '../ir.js';
import { fromBatchLast, hasMaxPoolGradient, poolsBatchLast } from './batch-last.js';
import { maxPoolBatchLast, maxPoolGradientBatchLast } from './batch-last-pooling.js';
import { windowAttributes } from './convolution.js';
import type { Lowering } from './lower.js';

type Of<K extends Operation['kind']> = Extract<Operation, { kind: K }>;

export function lowerMaxPool({ window }: Of<'maxPool'>, lowering: Lowering): string {
  const { model, names, value, output, shared } = lowering;
  const [x = ''] = names;
  const [source] = value.operands;
  if (source !== undefined && hasMaxPoolGradient(source, window, shared)) {
    if (poolsBatchLast(source, window, shared)) {
      return fromBatchLast(model, maxPoolBatchLast(lowering, x, source, window).pooled, output);
    }
    if (output === undefined) return maxPoolWithIndices(lowering, x, window).pooled;
  }
  return model.node('MaxPool', names, windowAttributes(window), output);
}

export function lowerMaxPoolGradient({ window }: Of<'maxPoolGradient'>, lowering: Lowering): string {
  const { model, names, value, output, shared } = lowering;
  const [dy = '', x = ''] = names;
  const [, source] = value.operands;
  if (source !== undefined && poolsBatchLast(source, window, shared)) {
    return maxPoolGradientBatchLast(lowering, dy, x, source, window);
  }
  const { indices } = maxPoolWithIndices(lowering, x, window);
  const isDisjoint = window.strides.every((stride, axis) => stride >= (window.size[axis] ?? 1));
  if (isDisjoint) {
    const attributes = { kernel_shape: window.size, strides: window.strides };
    return model.node('MaxUnpool', [dy, indices, model.int64(value.shape)], attributes, output);
  }
  const flat = (name: string): string => model.node('Reshape', [name, model.int64([-1])]);
  const zeros = model.constant(0, [sizeOf(value.shape)], 'float32');
  const scattered = model.node('ScatterElements', [zeros, flat(indices), flat(dy)], {
    axis: 0,
    reduction: 'add',
  });
  return model.node('Reshape', [scattered, model.int64(value.shape)], {}, output);
}

function maxPoolWithIndices(
  { model, shared }: Lowering,
  x: string,
  window: Window,
): { readonly pooled: string; readonly indices: string } {
  const key = `MaxPool ${x} ${JSON.stringify(window)}`;
  const pooled = shared.get(key);
  if (pooled !== undefined) return { pooled, indices: `${pooled}:indices` };
  const name = model.freshName('MaxPool');
  model.nodeWithOutputs('MaxPool', [x], [name, `${name}:indices`], windowAttributes(window));
  shared.set(key, name);
  return { pooled: name, indices: `${name}:indices` };
}

export function lowerAveragePool({ window }: Of<'averagePool'>, { model, names, output }: Lowering): string {
  return model.node('AveragePool', names, { ...windowAttributes(window), count_include_pad: 0 }, output);
}
