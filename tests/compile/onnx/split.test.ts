import { describe, expect, test } from '@jest/globals';
import { GraphBuilder } from '../../../src/compile/graph-builder.js';
import type { Value } from '../../../src/compile/ir.js';
import { findSplits } from '../../../src/compile/onnx/split.js';

const builder = new GraphBuilder();
const x = builder.input('x', [6, 4]);

/** Rows `from` to `to` of x. */
const rows = (from: number, to: number): Value => builder.slice(x, [from, 0], [to - from, 4]);

describe('findSplits', () => {
  test('slices that make up the whole operand are one split, in order', () => {
    const [first, second, third] = [rows(0, 1), rows(1, 3), rows(3, 6)];
    const splits = findSplits([third, first, second]);
    expect(splits.size).toBe(3);
    expect(splits.get(second)).toEqual({ x, axis: 0, parts: [first, second, third] });
  });

  test('a gap, an overlap or a missing end is no split', () => {
    expect(findSplits([rows(0, 1), rows(2, 6)]).size).toBe(0);
    expect(findSplits([rows(0, 3), rows(2, 6)]).size).toBe(0);
    expect(findSplits([rows(0, 3), rows(3, 5)]).size).toBe(0);
  });

  test('slices along two axes, in steps, or of other values are left alone', () => {
    const corner = builder.slice(x, [0, 0], [3, 2]);
    const stepped = builder.slice(x, [0, 0], [3, 4], [2, 1]);
    const other = builder.slice(builder.input('y', [6, 4]), [3, 0], [3, 4]);
    expect(findSplits([corner, rows(3, 6)]).size).toBe(0);
    expect(findSplits([stepped, rows(3, 6)]).size).toBe(0);
    expect(findSplits([rows(0, 3), other]).size).toBe(0);
  });
});
