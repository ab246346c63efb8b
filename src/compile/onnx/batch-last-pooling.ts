import type { SharedPool } from './analysis.js';
import { fromBatchLast, imageShape, toBatchLast } from './batch-last.js';
import type { BatchLastPool, LoweringOf } from './lowering.js';
import type { OnnxModelBuilder } from './model-builder.js';

/** A max pool whose windows tile x; `name` is that of x. */
export function writeBatchLastPool(
  model: OnnxModelBuilder,
  name: string,
  { x, window: { size, strides } }: SharedPool,
): BatchLastPool {
  const [, , height, width] = imageShape(x);
  const images = toBatchLast(model, name);
  const pooled = model.freshName('Max');
  const places = Array.from({ length: size[0] * size[1] }, (_, place) => {
    const begin = [Math.floor(place / size[1]), place % size[1]];
    const limits = [begin, [height, width], [1, 2], strides].map((values) => model.int64(values));
    return model.node('Slice', [images, ...limits], {}, `${pooled}:place${place}`);
  });
  model.node('Max', places, {}, pooled);
  return { isBatchLast: true, pooled, places };
}

/** Gives dy to the first of a window's greatest elements: each place in turn takes what is left. */
export function lowerBatchLastPoolGradient(
  { model, value, names: [dy], output }: LoweringOf<'maxPoolGradient'>,
  { pooled, places }: BatchLastPool,
): string {
  const [batch, channels, height, width] = imageShape(value);
  const [rows, columns] = value.operation.window.size;
  let left = toBatchLast(model, dy);
  const shares = places.slice(0, -1).map((place) => {
    const isGreatest = model.node('Cast', [model.node('Equal', [place, pooled])], { to: 1 });
    const share = model.node('Mul', [left, isGreatest]);
    left = model.node('Sub', [left, share]);
    return share;
  });
  shares.push(left);
  const rowShape = model.int64([channels, height / rows, width * batch]);
  const spread = Array.from({ length: rows }, (_, row) => {
    const parts = shares.slice(row * columns, (row + 1) * columns);
    return model.node('Reshape', [model.node('Concat', parts, { axis: 3 }), rowShape]);
  });
  const images = model.node('Reshape', [
    model.node('Concat', spread, { axis: 2 }),
    model.int64([channels, height, width, batch]),
  ]);
  return fromBatchLast(model, images, output);
}
