import { sameShape, sizeOf, type Value, type Window } from '../ir.js';
import type { Lowering } from './lower.js';
import type { OnnxModelBuilder } from './model-builder.js';

/**
 * Images as `[channels, height, width, batch]`. onnxruntime copies each pixel once for each filter element before it
 * multiplies; with the batch innermost these copies, and those that take a pool's windows apart, are long runs. Each
 * operation transposes its operands and its result, and onnxruntime removes the pairs of transpositions that meet.
 */
export type Shape4 = readonly [number, number, number, number];

/** Shorter runs gain nothing. */
const smallestBatch = 16;

export function toBatchLast(model: OnnxModelBuilder, name: string): string {
  return model.node('Transpose', [name], { perm: [1, 2, 3, 0] });
}

export function fromBatchLast(model: OnnxModelBuilder, name: string, output?: string): string {
  return model.node('Transpose', [name], { perm: [3, 0, 1, 2] }, output);
}

/** Whether an ungrouped convolution of such images with this window can run batch last, and is worth two transpositions. */
export function suitsBatchLast(
  window: Window,
  [batch, inputs]: Shape4,
  [, outputs = 1]: readonly number[],
): boolean {
  const isDense = inputs * sizeOf(window.size) >= 4 * (inputs + outputs);
  return isDense && window.strides[1] === 1 && batch >= smallestBatch;
}

/** Remembers, before anything is lowered, that the gradient of this pool of x will be asked for. */
export function announceMaxPoolGradient(x: Value, window: Window, shared: Map<string, string>): void {
  shared.set(gradientKey(x, window), '');
  if (canPoolBatchLast(x, window)) shared.set(batchLastKey(x), '');
}

export function hasMaxPoolGradient(x: Value, window: Window, shared: Map<string, string>): boolean {
  return shared.has(gradientKey(x, window));
}

/** Whether a pool of x and its gradient run batch last: x is such a convolution, and the windows tile it. */
export function poolsBatchLast(x: Value, window: Window, shared: Map<string, string>): boolean {
  return hasMaxPoolGradient(x, window, shared) && canPoolBatchLast(x, window);
}

/** Whether the value is a convolution that runs batch last: for its own sake, or because its pool does. */
export function isBatchLastConvolution(value: Value, shared: Map<string, string>): boolean {
  const { operation, operands, shape } = value;
  if (operation.kind !== 'convolution' || operation.groups > 1) return false;
  return (
    shared.has(batchLastKey(value)) || suitsBatchLast(operation.window, operands[0]?.shape as Shape4, shape)
  );
}

/** A convolution of one group; `filterAndBias` are names, `shape` is that of x. */
export function convolveBatchLast(
  { model, value, output }: Lowering,
  x: string,
  filterAndBias: readonly string[],
  { size, strides, dilations, padding: [top, left, bottom, right] }: Window,
  [batch, inputs, height, width]: Shape4,
): string {
  const [, outputs = 0, outHeight = 0, outWidth = 0] = value.shape;
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

function canPoolBatchLast(
  { operation, shape }: Value,
  { size, strides, dilations, padding }: Window,
): boolean {
  const [batch = 0, , height = 0, width = 0] = shape;
  if (operation.kind !== 'convolution' || operation.groups > 1 || operation.window.strides[1] > 1)
    return false;
  const tiles = sameShape(size, strides) && height % size[0] === 0 && width % size[1] === 0;
  return tiles && sameShape(dilations, [1, 1]) && sameShape(padding, [0, 0, 0, 0]) && batch >= smallestBatch;
}

function gradientKey({ id }: Value, window: Window): string {
  return `gradient of MaxPool %${id} ${JSON.stringify(window)}`;
}

function batchLastKey({ id }: Value): string {
  return `batch last %${id}`;
}
