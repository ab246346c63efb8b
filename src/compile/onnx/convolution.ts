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
 * The filter's gradient is a convolution of x with dy that sums over the batch: dy slides over x with the stride as its
 * dilation. The input channels are laid side by side in each row of x, and dy steps over whole pixels by its dilation, so
 * that one step of one element to the right is the next channel, and after the last channel the next filter column: one
 * matrix product with as many columns as a filter has elements, over long runs of memory.
 */
export function lowerConvolutionFilterGradient(
  { window, groups }: Of<'convolutionFilterGradient'>,
  { model, names, value, output }: Lowering,
): string {
  const [x, dy] = value.operands;
  const [xName = '', dyName = ''] = names;
  const [batch, inputs, height, width] = x?.shape as unknown as Shape4;
  const [, outputs, dyHeight, dyWidth] = dy?.shape as unknown as Shape4;
  const { size, strides, dilations, padding } = window;
  const channels = inputs / groups;
  const planes = model.node('Reshape', [xName, model.int64([batch * groups, channels, height * width])]);
  const pixels = model.node('Transpose', [planes], { perm: [0, 2, 1] });
  const grouped = model.node('Reshape', [pixels, model.int64([batch, groups, -1])]);
  const image = model.node('Reshape', [
    model.node('Transpose', [grouped], { perm: [1, 0, 2] }),
    model.int64([1, groups * batch, height, width * channels]),
  ]);
  const filter = model.node('Transpose', [dyName], { perm: [1, 0, 2, 3] });
  const [top, left, bottom, right] = padding;
  const convolved = model.node('Conv', [image, filter], {
    kernel_shape: [dyHeight, dyWidth],
    strides: [dilations[0], 1],
    dilations: [strides[0], strides[1] * channels],
    pads: [top, left * channels, bottom, right * channels],
    group: groups,
  });
  const columns = width + left + right - strides[1] * (dyWidth - 1);
  const separated = model.node('Reshape', [convolved, model.int64([outputs, -1, columns, channels])]);
  // Input rows that no window reaches give rows that belong to no filter element; a dilation skips columns.
  const reached = [size[0], dilations[1] * (size[1] - 1) + 1];
  const limits = [[0, 0], reached, [1, 2], [1, dilations[1]]].map((values) => model.int64(values));
  const trimmed = model.node('Slice', [separated, ...limits]);
  return model.node('Transpose', [trimmed], { perm: [0, 3, 1, 2] }, output);
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
