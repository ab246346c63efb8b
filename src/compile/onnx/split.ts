import { is, type Value, type ValueOf } from '../ir.js';
import type { OnnxModelBuilder } from './model-builder.js';

/** All parts of x along an axis, in order. */
export interface Split {
  readonly x: Value;
  readonly axis: number;
  readonly parts: readonly ValueOf<'slice'>[];
}

/** Slices along one axis that together make up their whole operand: one node computes them all. */
export function findSplits(values: readonly Value[]): Map<Value, Split> {
  const candidates = new Map<string, { x: Value; axis: number; slices: ValueOf<'slice'>[] }>();
  for (const value of values) {
    if (!is(value, 'slice')) continue;
    const [x] = value.operands;
    const axes = value.shape.flatMap((size, axis) => (size === x.shape[axis] ? [] : [axis]));
    const [axis] = axes;
    if (axis === undefined || axes.length > 1 || value.operation.strides[axis] !== 1) continue;
    const key = `${x.id}:${axis}`;
    const candidate = candidates.get(key) ?? { x, axis, slices: [] };
    candidate.slices.push(value);
    candidates.set(key, candidate);
  }
  const splits = new Map<Value, Split>();
  for (const { x, axis, slices } of candidates.values()) {
    const parts = slices.sort((a, b) => startOf(a, axis) - startOf(b, axis));
    const ends = parts.map((part) => startOf(part, axis) + (part.shape[axis] ?? 0));
    const areNeighbors = parts.every((part, index) => startOf(part, axis) === (ends[index - 1] ?? 0));
    if (!areNeighbors || ends.at(-1) !== x.shape[axis]) continue;
    for (const part of parts) splits.set(part, { x, axis, parts });
  }
  return splits;
}

function startOf({ operation }: ValueOf<'slice'>, axis: number): number {
  return operation.begin[axis] ?? 0;
}

/** Writes a split of x, by name; gives each part with its name. */
export function writeSplit(
  model: OnnxModelBuilder,
  x: string,
  { axis, parts }: Split,
): (readonly [part: Value, name: string])[] {
  const named = parts.map((part) => [part, model.freshName('Split')] as const);
  const sizes = model.int64(parts.map(({ shape }) => shape[axis] ?? 0));
  model.nodeWithOutputs(
    'Split',
    [x, sizes],
    named.map(([, name]) => name),
    { axis },
  );
  return named;
}
