import { sameShape, sizeOf, type Operation, type Window } from '../ir.js';
import type { Lowering } from './lower.js';

type Of<K extends Operation['kind']> = Extract<Operation, { kind: K }>;
type Shape4 = readonly [number, number, number, number];

export function lowerConvolution(
  { window, groups }: Of<'convolution'>,
  { model, names, output }: Lowering,
): string {
  return model.node('Conv', names, { ...windowAttributes(window), group: groups }, output);
}

export function lowerConvolutionInputGradient(
  { window, groups }: Of<'convolutionInputGradient'>,
  { model, names, value, output }: Lowering,
): string {
  const [dy] = value.operands;
  // A stride can leave input rows that no window reaches; the transposed convolution must be told to add them.
  const outputPadding = ([0, 1] as const).map((axis) => {
    const steps = (dy?.shape[axis + 2] ?? 1) - 1;
    const covered =
      steps * window.strides[axis] +
      window.dilations[axis] * (window.size[axis] - 1) +
      1 -
      window.padding[axis] -
      window.padding[axis === 0 ? 2 : 3];
    return (value.shape[axis + 2] ?? 0) - covered;
  });
  const attributes = { ...windowAttributes(window), group: groups, output_padding: outputPadding };
  return model.node('ConvTranspose', names, attributes, output);
}

/**
 * The filter's gradient is a convolution of x with dy in which batch and channels change places: dy slides over x
 * with the stride as its dilation and the dilation as its stride.
 */
export function lowerConvolutionFilterGradient(
  { window, groups }: Of<'convolutionFilterGradient'>,
  { model, names, value, output }: Lowering,
): string {
  const [x, dy] = value.operands;
  const [batch, inputs, height, width] = x?.shape as unknown as Shape4;
  const [, outputs, dyHeight, dyWidth] = dy?.shape as unknown as Shape4;
  const [xName, dyName] = names.map((name) => model.node('Transpose', [name], { perm: [1, 0, 2, 3] }));
  const isGrouped = groups > 1;
  const image = isGrouped
    ? model.node('Reshape', [xName ?? '', model.int64([1, inputs * batch, height, width])])
    : (xName ?? '');
  const filter = dyName ?? '';
  const convolved = model.node('Conv', [image, filter], {
    kernel_shape: [dyHeight, dyWidth],
    strides: window.dilations,
    dilations: window.strides,
    pads: window.padding,
    group: groups,
  });
  // Input rows that no window reaches give rows that belong to no filter element.
  const trimmed = model.node('Slice', [
    convolved,
    model.int64([0, 0]),
    model.int64(window.size),
    model.int64([2, 3]),
  ]);
  return isGrouped
    ? model.node('Reshape', [trimmed, model.int64([outputs, 1, ...window.size])], {}, output)
    : model.node('Transpose', [trimmed], { perm: [1, 0, 2, 3] }, output);
}

export function lowerMaxPool({ window }: Of<'maxPool'>, lowering: Lowering): string {
  const { model, names, output, shared } = lowering;
  const [x] = names;
  if (output === undefined && shared.has(gradientKey(x, window)))
    return maxPoolWithIndices(lowering, x, window).pooled;
  return model.node('MaxPool', names, windowAttributes(window), output);
}

export function lowerMaxPoolGradient({ window }: Of<'maxPoolGradient'>, lowering: Lowering): string {
  const { model, names, value, output } = lowering;
  const [dy, x] = names;
  const { indices } = maxPoolWithIndices(lowering, x, window);
  const isDisjoint = window.strides.every((stride, axis) => stride >= (window.size[axis] ?? 1));
  if (isDisjoint) {
    const attributes = { kernel_shape: window.size, strides: window.strides };
    return model.node('MaxUnpool', [dy ?? '', indices, model.int64(value.shape)], attributes, output);
  }
  const flat = (name: string): string => model.node('Reshape', [name, model.int64([-1])]);
  const zeros = model.constant(0, [sizeOf(value.shape)], 'float32');
  const scattered = model.node('ScatterElements', [zeros, flat(indices), flat(dy ?? '')], {
    axis: 0,
    reduction: 'add',
  });
  return model.node('Reshape', [scattered, model.int64(value.shape)], {}, output);
}

/** Tells the forward pool, which is lowered first, that its gradient will ask where the greatest elements were. */
export function announceMaxPoolGradient(x: string, window: Window, shared: Map<string, string>): void {
  shared.set(gradientKey(x, window), x);
}

function maxPoolWithIndices(
  { model, shared }: Lowering,
  x: string | undefined,
  window: Window,
): { readonly pooled: string; readonly indices: string } {
  const key = `pooled ${gradientKey(x, window)}`;
  const pooled = shared.get(key);
  if (pooled !== undefined) return { pooled, indices: `${pooled}:indices` };
  const name = model.freshName('MaxPool');
  model.nodeWithOutputs('MaxPool', [x ?? ''], [name, `${name}:indices`], windowAttributes(window));
  shared.set(key, name);
  return { pooled: name, indices: `${name}:indices` };
}

function gradientKey(x: string | undefined, window: Window): string {
  return `gradient of MaxPool ${x ?? ''} ${JSON.stringify(window)}`;
}

export function lowerAveragePool({ window }: Of<'averagePool'>, { model, names, output }: Lowering): string {
  return model.node('AveragePool', names, { ...windowAttributes(window), count_include_pad: 0 }, output);
}

function windowAttributes({ size, strides, dilations, padding }: Window): Record<string, readonly number[]> {
  const attributes = { kernel_shape: size, strides, pads: padding };
  return sameShape(dilations, [1, 1]) ? attributes : { ...attributes, dilations };
}
