import { sameShape, type Window } from '../ir.js';
import { fromBatchLast, imageShape, suitsBatchLast, toBatchLast } from './batch-last.js';
import type { Lower, LoweringOf } from './lowering.js';

export const lowerConvolution: Lower<'convolution'> = ({ window, groups }, lowering) => {
  const { model, analysis, value, names, output } = lowering;
  if (analysis.batchLastConvolutions.has(value)) {
    const [x, ...filterAndBias] = names;
    return convolveBatchLast(lowering, x, filterAndBias, window);
  }
  return model.node('Conv', names, { ...windowAttributes(window), group: groups }, output);
};

/** The value as a convolution of one group of its first operand; `x` and `filterAndBias` are names. */
function convolveBatchLast(
  { model, value, output }: LoweringOf<'convolution'> | LoweringOf<'convolutionInputGradient'>,
  x: string,
  filterAndBias: readonly string[],
  { size, strides, dilations, padding: [top, left, bottom, right] }: Window,
): string {
  const [batch, inputs, height, width] = imageShape(value.operands[0]);
  const [, outputs, outHeight, outWidth] = imageShape(value);
  const image = model.node('Reshape', [
    toBatchLast(model, x),
    model.int64([1, inputs, height, width * batch]),
  ]);
  const convolved = model.node('Conv', [image, ...filterAndBias], {
    kernel_shape: size,
    strides,
    dilations: [dilations[0], dilations[1] * batch],
    pads: [top, left * batch, bottom, right * batch],
  });
  const separated = model.node('Reshape', [convolved, model.int64([outputs, outHeight, outWidth, batch])]);
  return fromBatchLast(model, separated, output);
}

export const lowerConvolutionInputGradient: Lower<'convolutionInputGradient'> = (
  { window, groups },
  lowering,
) => {
  const { model, value, names, output } = lowering;
  const [dy] = value.operands;
  const [dyName, filter] = names;
  const turned = turnedWindow(window);
  if (groups === 1 && turned !== undefined && suitsBatchLast(turned, dy, value)) {
    const [last, beyond, axes] = [[-1, -1], window.size.map((size) => -size - 1), [2, 3]];
    const limits = [last, beyond, axes, [-1, -1]].map((values) => model.int64(values));
    const flipped = model.node('Transpose', [model.node('Slice', [filter, ...limits])], {
      perm: [1, 0, 2, 3],
    });
    return convolveBatchLast(lowering, dyName, [flipped], turned);
  }
  // A stride can leave input rows that no window reaches; the transposed convolution must be told to add them.
  const outputPadding = ([0, 1] as const).map((axis) => {
    const steps = (dy.shape[axis + 2] ?? 1) - 1;
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
};

/** The window that takes dy to the gradient of x with the filter turned by 180 degrees, if a convolution can do that. */
function turnedWindow({
  size,
  strides,
  dilations,
  padding: [top, left, bottom, right],
}: Window): Window | undefined {
  if (!sameShape(strides, [1, 1])) return undefined;
  const [height, width] = [dilations[0] * (size[0] - 1), dilations[1] * (size[1] - 1)];
  const padding = [height - top, width - left, height - bottom, width - right] as const;
  return padding.every((amount) => amount >= 0) ? { size, strides, dilations, padding } : undefined;
}

/**
 * The filter's gradient is a convolution of x with dy that sums over the batch: dy slides over x with the stride as its
 * dilation. The input channels are laid side by side in each row of x, and dy steps over whole pixels by its dilation, so
 * that one step of one element to the right is the next channel, and after the last channel the next filter column: one
 * matrix product with as many columns as a filter has elements, over long runs of memory.
 */
export const lowerConvolutionFilterGradient: Lower<'convolutionFilterGradient'> = (
  { window, groups },
  { model, value, names, output },
) => {
  const [x, dy] = value.operands;
  const [xName, dyName] = names;
  const [batch, inputs, height, width] = imageShape(x);
  const [, outputs, dyHeight, dyWidth] = imageShape(dy);
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
};

export function windowAttributes({
  size,
  strides,
  dilations,
  padding,
}: Window): Record<string, readonly number[]> {
  const attributes = { kernel_shape: size, strides, pads: padding };
  return sameShape(dilations, [1, 1]) ? attributes : { ...attributes, dilations };
}
