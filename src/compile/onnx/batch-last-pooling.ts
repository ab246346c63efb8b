import type { Value, Window } from '../ir.js';
import { fromBatchLast, toBatchLast, type Shape4 } from './batch-last.js';
import type { Lowering } from './lower.js';

interface Pooled {
  /** The greatest element of each window, `[channels, height, width, batch]`. */
  readonly pooled: string;
  /** The elements at each place of the windows, row by row, each of the same shape. */
  readonly places: readonly string[];
}

/** A max pool whose windows tile x, shared by the forward pass and the gradient. */
export function maxPoolBatchLast(
  { model, shared }: Lowering,
  x: string,
  { shape }: Value,
  { size, strides }: Window,
): Pooled {
  const placeNames = (pooled: string): string[] =>
    Array.from({ length: size[0] * size[1] }, (_, place) => `${pooled}:place${place}`);
  const key = `MaxPool batch last ${x} ${size.join()}`;
  const known = shared.get(key);
  if (known !== undefined) return { pooled: known, places: placeNames(known) };
  const [, , height, width] = shape as unknown as Shape4;
  const images = toBatchLast(model, x);
  const pooled = model.freshName('Max');
  const places = placeNames(pooled);
  places.forEach((name, place) => {
    const begin = [Math.floor(place / size[1]), place % size[1]];
    const limits = [begin, [height, width], [1, 2], strides].map((values) => model.int64(values));
    model.node('Slice', [images, ...limits], {}, name);
  });
  model.node('Max', places, {}, pooled);
  shared.set(key, pooled);
  return { pooled, places };
}

/** Gives dy to the first of a window's greatest elements: each place in turn takes what is left. */
export function maxPoolGradientBatchLast(
  lowering: Lowering,
  dy: string,
  x: string,
  source: Value,
  window: Window,
): string {
  const { model, output } = lowering;
  const [batch, channels, height, width] = source.shape as unknown as Shape4;
  const [rows, columns] = window.size;
  const { pooled, places } = maxPoolBatchLast(lowering, x, source, window);
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
