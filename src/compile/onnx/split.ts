import type { Value } from '../ir.js';
import type { Lowering } from './lower.js';

/** All parts of one value along an axis, in order. */
export interface Split {
  readonly axis: number;
  readonly parts: readonly Value[];
}

/** Slices along one axis that together make up their whole operand: one node computes them all. */
export function findSplits(values: readonly Value[]): Map<Value, Split> {
  const candidates = new Map<string, { axis: number; slices: Value[] }>();
  for (const value of values) {
    const [x] = value.operands;
    if (value.operation.kind !== 'slice' || x === undefined) continue;
    const axes = value.shape.flatMap((size, axis) => (size === x.shape[axis] ? [] : [axis]));
    const [axis] = axes;
    if (axis === undefined || axes.length > 1 || value.operation.strides[axis] !== 1) continue;
    const key = `${x.id}:${axis}`;
    const candidate = candidates.get(key) ?? { axis, slices: [] };
    candidate.slices.push(value);
    candidates.set(key, candidate);
  }
  const splits = new Map<Value, Split>();
  for (const { axis, slices } of candidates.values()) {
    const parts = slices.sort((a, b) => startOf(a, axis) - startOf(b, axis));
    const ends = parts.map((part) => startOf(part, axis) + (part.shape[axis] ?? 0));
    const areNeighbors = parts.every((part, index) => startOf(part, axis) === (ends[index - 1] ?? 0));
    if (!areNeighbors || ends.at(-1) !== parts[0]?.operands[0]?.shape[axis]) continue;
    for (const part of parts) splits.set(part, { axis, parts });
  }
  return splits;
}

function startOf({ operation }: Value, axis: number): number {
  return operation.kind === 'slice' ? (operation.begin[axis] ?? 0) : 0;
}

/** The result for a value that is a part of a split; the first part that is met makes the node. */
export function lowerSplit({ axis, parts }: Split, { model, value, names, shared }: Lowering): string {
  const keyOf = (part: Value): string => `split ${part.id}`;
  let result = shared.get(keyOf(value));
  if (result === undefined) {
    const results = parts.map((part) => {
      const name = model.freshName('Split');
      shared.set(keyOf(part), name);
      return name;
    });
    const sizes = model.int64(parts.map(({ shape }) => shape[axis] ?? 0));
    model.nodeWithOutputs('Split', [...names, sizes], results, { axis });
    result = results[parts.indexOf(value)] ?? '';
  }
  return result;
}
