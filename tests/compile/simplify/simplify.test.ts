import { describe, expect, test } from '@jest/globals';
import { GraphBuilder } from '../../../src/compile/graph-builder.js';
import {
  printGraph,
  topologicalOrder,
  type ArithmeticFunction,
  type Graph,
  type Value,
} from '../../../src/compile/ir.js';
import { simplify } from '../../../src/compile/simplify/simplify.js';

/** Simplified operations of a graph in order, without inputs and constants. */
function operationsAfter(build: (builder: GraphBuilder) => Value): string[] {
  const builder = new GraphBuilder();
  const graph: Graph = { name: 'test', inputs: [], outputs: { y: build(builder) } };
  return topologicalOrder(Object.values(simplify(graph).outputs))
    .map(({ operation }) => ('function' in operation ? operation.function : operation.kind))
    .filter((name) => name !== 'input' && name !== 'constant');
}

const image = (builder: GraphBuilder): Value => builder.input('x', [2, 4, 4, 3]);
const channelsFirst = [0, 3, 1, 2];
const channelsLast = [0, 2, 3, 1];
const halves = { size: [2, 2], strides: [2, 2], dilations: [1, 1], padding: [0, 0, 0, 0] } as const;

describe('simplify', () => {
  test('neutral operations go', () => {
    expect(
      operationsAfter((b) => {
        const x = b.input('x', [3]);
        const one = b.arithmetic('div', b.arithmetic('mul', x, b.constant(1, [3])), b.scalar(1));
        return b.arithmetic('sub', b.arithmetic('add', b.scalar(0), one), b.scalar(0));
      }),
    ).toEqual([]);
  });

  test('a neutral operand that broadcasts leaves the broadcast', () => {
    expect(operationsAfter((b) => b.arithmetic('mul', b.input('x', [1, 3]), b.constant(1, [4, 3])))).toEqual([
      'broadcast',
    ]);
  });

  test('a broadcast that the next operation makes anyway goes', () => {
    expect(
      operationsAfter((b) =>
        b.arithmetic('mul', b.broadcast(b.input('x', [1, 3]), [4, 3]), b.input('y', [4, 3])),
      ),
    ).toEqual(['mul']);
  });

  test('double negation, double transpose and no-op reshape go', () => {
    expect(operationsAfter((b) => b.unary('neg', b.unary('neg', b.input('x', [3]))))).toEqual([]);
    expect(operationsAfter((b) => b.transpose(b.transpose(image(b), channelsFirst), channelsLast))).toEqual(
      [],
    );
    expect(operationsAfter((b) => b.reshape(b.reshape(b.input('x', [2, 3]), [6]), [2, 3]))).toEqual([]);
  });

  test('signs move out of sums and products', () => {
    const negation = (b: GraphBuilder, name: string): Value => b.unary('neg', b.input(name, [3]));
    const ofNegations =
      (name: ArithmeticFunction) =>
      (b: GraphBuilder): Value =>
        b.arithmetic(name, negation(b, 'x'), negation(b, 'y'));
    expect(operationsAfter(ofNegations('add'))).toEqual(['neg', 'sub']);
    // -x - -y = -x + y = y - x.
    expect(operationsAfter(ofNegations('sub'))).toEqual(['sub']);
    expect(operationsAfter(ofNegations('mul'))).toEqual(['mul']);
    expect(operationsAfter((b) => b.arithmetic('mul', b.scalar(-1), b.input('x', [3])))).toEqual(['neg']);
    expect(operationsAfter((b) => b.arithmetic('mul', negation(b, 'x'), b.scalar(2)))).toEqual(['mul']);
  });

  test('a bias is added by the product or the convolution, whichever operand it is', () => {
    const product = (b: GraphBuilder): Value =>
      b.matMul(b.input('a', [2, 3]), b.input('b', [3, 4]), false, false);
    const bias = (b: GraphBuilder): Value => b.input('bias', [4]);
    expect(operationsAfter((b) => b.arithmetic('add', product(b), bias(b)))).toEqual(['matMul']);
    expect(operationsAfter((b) => b.arithmetic('add', bias(b), product(b)))).toEqual(['matMul']);
    // A second bias, or a whole matrix, stays a sum.
    expect(
      operationsAfter((b) => b.arithmetic('add', b.arithmetic('add', product(b), bias(b)), bias(b))),
    ).toEqual(['matMul', 'add']);
    expect(operationsAfter((b) => b.arithmetic('add', product(b), b.input('c', [2, 4])))).toEqual([
      'matMul',
      'add',
    ]);
    expect(
      operationsAfter((b) => {
        const x = b.input('x', [1, 1, 4, 4]);
        const convolved = b.convolution(x, b.input('filter', [3, 1, 2, 2]), halves, 1, [1, 3, 2, 2]);
        return b.arithmetic('add', b.input('bias', [1, 3, 1, 1]), convolved);
      }),
    ).toEqual(['reshape', 'convolution']);
  });

  test('the written out logarithm of softmax becomes one operation', () => {
    const written = (b: GraphBuilder, axis: number): Value => {
      const x = b.input('x', [3, 4]);
      const shifted = b.arithmetic('sub', x, b.reduce('max', x, [axis]));
      const sum = b.reduce('sum', b.unary('exp', shifted), [axis]);
      return b.arithmetic('sub', shifted, b.unary('log', sum));
    };
    expect(operationsAfter((b) => written(b, 1))).toEqual(['logSoftmax']);
    expect(operationsAfter((b) => written(b, 0))).toEqual(['max', 'sub', 'exp', 'sum', 'log', 'sub']);
  });

  test('scalar constants are folded and scales joined', () => {
    expect(
      operationsAfter((b) =>
        b.arithmetic(
          'mul',
          b.arithmetic('mul', b.input('x', [3]), b.scalar(2)),
          b.arithmetic('add', b.scalar(1), b.scalar(2)),
        ),
      ),
    ).toEqual(['mul']);
  });

  test('transposes around elementwise work cancel', () => {
    expect(
      operationsAfter((b) => {
        const x = b.transpose(
          b.maxPool(b.transpose(image(b), channelsFirst), halves, [2, 3, 2, 2]),
          channelsLast,
        );
        const biased = b.unary('tanh', b.arithmetic('add', x, b.input('bias', [3])));
        return b.maxPool(b.transpose(biased, channelsFirst), { ...halves, size: [1, 1] }, [2, 3, 1, 1]);
      }),
    ).toEqual(['transpose', 'maxPool', 'reshape', 'add', 'tanh', 'maxPool']);
  });

  test('dead and repeated computations go', () => {
    expect(
      operationsAfter((b) => {
        const x = b.input('x', [3]);
        b.unary('exp', x);
        return b.arithmetic('add', b.unary('tanh', x), b.unary('tanh', x));
      }),
    ).toEqual(['tanh', 'add']);
  });

  test('the gradients of neighboring slices become one concatenation', () => {
    expect(
      operationsAfter((b) => {
        const parts = [0, 1, 2].map((index) =>
          b.pad(b.input(`x${index}`, [2]), [2 * index], [4 - 2 * index], 0),
        );
        return parts.reduceRight((sum, part) => b.arithmetic('add', sum, part));
      }),
    ).toEqual(['concat']);
  });

  test('rectifying moves behind max pooling', () => {
    expect(
      operationsAfter((b) => b.maxPool(b.unary('relu', b.input('x', [1, 1, 4, 4])), halves, [1, 1, 2, 2])),
    ).toEqual(['maxPool', 'relu']);
  });

  test('constants that only JSON would confuse stay apart', () => {
    const builder = new GraphBuilder();
    const [a, b, c] = [Infinity, -Infinity, NaN].map((value) => builder.scalar(value));
    expect(new Set([a, b, c, builder.scalar(0), builder.scalar(-0)]).size).toBe(5);
  });

  test('prints a readable graph', () => {
    const builder = new GraphBuilder();
    const product = builder.matMul(builder.input('a', [2, 3]), builder.input('b', [4, 3]), false, true);
    expect(printGraph({ name: 'product', inputs: [], outputs: { y: product } })).toBe(
      [
        'product {',
        '  %0 = input() {name: "a"} : float32[2, 3]',
        '  %1 = input() {name: "b"} : float32[4, 3]',
        '  %2 = matMul(%0, %1) {transposeB} : float32[2, 4]',
        '  return y = %2',
        '}',
      ].join('\n'),
    );
  });
});
