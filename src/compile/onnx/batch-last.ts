import { is, sameShape, sizeOf, type Value, type Window } from '../ir.js';
import type { OnnxModelBuilder } from './model-builder.js';

/** The axes of images `[batch, channels, height, width]` with the batch last. */
export const batchLastOrder = [1, 2, 3, 0] as const;

/**
 * Images as `[channels, height, width, batch]`. onnxruntime copies each pixel once for each filter element before it
 * multiplies; with the batch innermost these copies, and those that take a pool's windows apart, are long runs. Each
 * operation transposes its operands and its result, and onnxruntime removes the pairs of transpositions that meet.
 */
export function toBatchLast(model: OnnxModelBuilder, name: string): string {
  return model.node('Transpose', [name], { perm: batchLastOrder });
}

export function fromBatchLast(model: OnnxModelBuilder, name: string, output?: string): string {
  return model.node('Transpose', [name], { perm: [3, 0, 1, 2] }, output);
}

/** Shorter runs gain nothing. */
const smallestBatch = 16;

/** Whether an ungrouped convolution of x with this window can run batch last, and is worth two transpositions. */
export function suitsBatchLast(window: Window, x: Value, result: Value): boolean {
  const [batch, inputs] = imageShape(x);
  const [, outputs] = imageShape(result);
  const isDense = inputs * sizeOf(window.size) >= 4 * (inputs + outputs);
  return isDense && window.strides[1] === 1 && batch >= smallestBatch;
}

/** Whether a max pool of x and its gradient run batch last: x is a convolution that can, and the windows tile it. */
export function poolsBatchLast(x: Value, { size, strides, dilations, padding }: Window): boolean {
  if (!is(x, 'convolution') || x.operation.groups > 1 || x.operation.window.strides[1] > 1) return false;
  const [batch, , height, width] = imageShape(x);
  const tiles = sameShape(size, strides) && height % size[0] === 0 && width % size[1] === 0;
  return tiles && sameShape(dilations, [1, 1]) && sameShape(padding, [0, 0, 0, 0]) && batch >= smallestBatch;
}

/** The sizes of images, which have four axes. */
export function imageShape({
  shape,
}: Value): readonly [batch: number, channels: number, height: number, width: number] {
  const [batch = 1, channels = 1, height = 1, width = 1] = shape;
  return [batch, channels, height, width];
}
