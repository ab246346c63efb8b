import { describe, expect, test } from '@jest/globals';
import { GraphBuilder } from '../../../src/compile/graph-builder.js';
import type { Value } from '../../../src/compile/ir.js';
import { kindFirst, on, uniformValue, type Rule } from '../../../src/compile/simplify/matcher.js';

const builder = new GraphBuilder();
const x = builder.input('x', [2, 2]);
const y = builder.input('y', [2, 2]);
const sum = builder.arithmetic('add', x, y);
const difference = builder.arithmetic('sub', x, y);
const negation = builder.unary('neg', x);
const product = builder.matMul(x, y, false, false);

const matched = ({ rewrite }: Rule, values: readonly Value[]): Value[] =>
  values.filter((value) => rewrite(value, builder) !== undefined);
const all = [x, sum, difference, negation, product];

describe('on', () => {
  test('a kind matches all its functions', () => {
    const rule = on('arithmetic', ({ operands: [a] }) => a);
    expect(rule.kinds).toEqual(['arithmetic']);
    expect(matched(rule, all)).toEqual([sum, difference]);
  });

  test('a function, or some, of a kind match these alone', () => {
    expect(
      matched(
        on('arithmetic', 'sub', ({ operands: [a] }) => a),
        all,
      ),
    ).toEqual([difference]);
    expect(
      matched(
        on('arithmetic', ['sub', 'mul'], ({ operands: [a] }) => a),
        all,
      ),
    ).toEqual([difference]);
  });

  test('several kinds share a rule', () => {
    const rule = on(['unary', 'matMul'], ({ operands: [a] }) => a);
    expect(rule.kinds).toEqual(['unary', 'matMul']);
    expect(matched(rule, all)).toEqual([negation, product]);
  });

  test('a rule may know nothing simpler', () => {
    expect(
      matched(
        on('arithmetic', 'add', ({ operands: [a, b] }) => (a === b ? a : undefined)),
        all,
      ),
    ).toEqual([]);
  });
});

test('kindFirst puts the operand of the kind first, and the left one of two', () => {
  expect(kindFirst('matMul', [x, product])).toEqual([product, x]);
  expect(kindFirst('matMul', [product, x])).toEqual([product, x]);
  expect(kindFirst('arithmetic', [sum, difference])).toEqual([sum, difference]);
  expect(kindFirst('reduce', [x, y])).toBeUndefined();
});

test('uniformValue is the number of a constant of equal elements', () => {
  expect(uniformValue(builder.constant(3, [2, 2]))).toBe(3);
  expect(uniformValue(builder.constant(Float32Array.of(4, 4), [2]))).toBe(4);
  expect(uniformValue(builder.constant(Float32Array.of(4, 5), [2]))).toBeUndefined();
  expect(uniformValue(x)).toBeUndefined();
});
