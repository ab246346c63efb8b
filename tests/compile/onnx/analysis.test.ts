import { describe, expect, test } from '@jest/globals';
import { GraphBuilder } from '../../../src/compile/graph-builder.js';
import type { Value, Window } from '../../../src/compile/ir.js';
import { analyze, type GraphAnalysis } from '../../../src/compile/onnx/analysis.js';

const analysisOf = (outputs: Record<string, Value>): GraphAnalysis =>
  analyze({ name: 'test', inputs: [], outputs });

const windowOf = (size: number, stride: number): Window => ({
  size: [size, size],
  strides: [stride, stride],
  dilations: [1, 1],
  padding: [0, 0, 0, 0],
});
const halves = windowOf(2, 2);

/** A pool of `source` and its gradient, for a source of `[batch, 2, 4, 4]`. */
function poolOf(builder: GraphBuilder, source: Value, window: Window): { pool: Value; gradient: Value } {
  const [batch = 0] = source.shape;
  const side = (4 - window.size[0]) / window.strides[0] + 1;
  const pool = builder.maxPool(source, window, [batch, 2, side, side]);
  return { pool, gradient: builder.maxPoolGradient(builder.unary('exp', pool), source, window) };
}

/** A convolution to `[batch, 2, 4, 4]`, too thin to run batch last for its own sake. */
function convolutionOf(builder: GraphBuilder, batch: number, stride = 1): Value {
  const x = builder.input('x', [batch, 1, 4, 4 * stride]);
  const window: Window = { ...windowOf(1, 1), strides: [1, stride] };
  return builder.convolution(x, builder.input('filter', [2, 1, 1, 1]), window, 1, [batch, 2, 4, 4]);
}

describe('output names', () => {
  test('go to computed values, and of two outputs with one value to the first', () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', [2]);
    const y = builder.unary('exp', x);
    const { outputNames } = analysisOf({ first: y, second: y, input: x, one: builder.scalar(1) });
    expect([...outputNames]).toEqual([[y, 'first']]);
  });
});

describe('splits', () => {
  test('compute the slices that are no outputs', () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', [4]);
    const [left, right] = [builder.slice(x, [0], [1]), builder.slice(x, [1], [3])];
    const { splits } = analysisOf({ left, sum: builder.reduce('sum', right, [0]) });
    expect([...splits]).toEqual([[right, { x, axis: 0, parts: [left, right] }]]);
  });
});

describe('pools', () => {
  test('without a gradient share nothing', () => {
    const builder = new GraphBuilder();
    const { pool } = poolOf(builder, builder.input('x', [16, 2, 4, 4]), halves);
    expect(analysisOf({ y: builder.unary('exp', pool) }).pools.size).toBe(0);
  });

  test('share with the gradients of the same window of the same value', () => {
    const builder = new GraphBuilder();
    const x = builder.input('x', [16, 2, 4, 4]);
    const [wide, narrow] = [poolOf(builder, x, windowOf(3, 1)), poolOf(builder, x, halves)];
    const again = builder.maxPoolGradient(builder.unary('neg', wide.pool), x, windowOf(3, 1));
    const { pools } = analysisOf({ wide: wide.gradient, narrow: narrow.gradient, again });
    expect(pools.get(wide.pool)).toEqual({ x, window: windowOf(3, 1), isBatchLast: false });
    expect(pools.get(wide.gradient)).toBe(pools.get(wide.pool));
    expect(pools.get(again)).toBe(pools.get(wide.pool));
    expect(pools.get(narrow.gradient)).toBe(pools.get(narrow.pool));
    expect(pools.get(narrow.pool)).not.toBe(pools.get(wide.pool));
  });

  test('that are outputs are written by themselves, unless batch last', () => {
    const builder = new GraphBuilder();
    const { pool, gradient } = poolOf(builder, builder.input('x', [16, 2, 4, 4]), halves);
    expect([...analysisOf({ pool, gradient }).pools.keys()]).toEqual([gradient]);
    const batchLast = poolOf(builder, convolutionOf(builder, 16), halves);
    const { pools } = analysisOf({ pool: batchLast.pool, gradient: batchLast.gradient });
    expect(new Set(pools.keys())).toEqual(new Set([batchLast.pool, batchLast.gradient]));
  });

  test.each([
    { title: 'of a convolution whose windows tile it', batch: 16, stride: 1, window: halves, expected: true },
    { title: 'of few images', batch: 15, stride: 1, window: halves, expected: false },
    { title: 'of a convolution with steps', batch: 16, stride: 2, window: halves, expected: false },
    { title: 'of overlapping windows', batch: 16, stride: 1, window: windowOf(2, 1), expected: false },
    { title: 'of windows that leave a rest', batch: 16, stride: 1, window: windowOf(3, 3), expected: false },
  ])('$title: batch last $expected', ({ batch, stride, window, expected }) => {
    const builder = new GraphBuilder();
    const source = convolutionOf(builder, batch, stride);
    const side = Math.floor((4 - window.size[0]) / window.strides[0]) + 1;
    const gradient = builder.maxPoolGradient(builder.input('dy', [batch, 2, side, side]), source, window);
    const { pools, batchLastConvolutions } = analysisOf({ gradient });
    expect(pools.get(gradient)?.isBatchLast).toBe(expected);
    expect(batchLastConvolutions.has(source)).toBe(expected);
  });
});

describe('convolutions', () => {
  /** 8 channels to 2 under 3 x 3: 72 numbers read for each pixel, at least 4 x (8 + 2). */
  const dense = (batch: number, groups: number): Value => {
    const builder = new GraphBuilder();
    const [x, filter] = [builder.input('x', [batch, 8, 4, 4]), builder.input('w', [2, 8 / groups, 3, 3])];
    const window: Window = { ...windowOf(3, 1), padding: [1, 1, 1, 1] };
    return builder.convolution(x, filter, window, groups, [batch, 2, 4, 4]);
  };

  test.each([
    { batch: 16, groups: 1, expected: true },
    { batch: 15, groups: 1, expected: false },
    { batch: 16, groups: 2, expected: false },
  ])('batch $batch, groups $groups: batch last $expected', ({ batch, groups, expected }) => {
    const y = dense(batch, groups);
    expect(analysisOf({ y }).batchLastConvolutions.has(y)).toBe(expected);
  });
});
