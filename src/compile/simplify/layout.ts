import type { GraphBuilder } from '../graph-builder.js';
import { is, sizeOf, type Value } from '../ir.js';
import { on, type Rule } from './matcher.js';

/**
 * Transposes move towards the outputs: `f(transpose(x))` becomes `transpose(f(x))`. The ones around convolutions and
 * pools (TensorFlow.js keeps channels last, the graph channels first) meet in this way and cancel.
 */
export const layoutRules: readonly Rule[] = [
  on(
    ['unary', 'arithmetic', 'comparison', 'logical', 'select', 'cast'],
    ({ operation, operands, shape, elementType }, builder) => {
      const permutation = commonPermutation(operands, shape);
      if (permutation === undefined) return undefined;
      const moved = operands.map((operand) => beforeTranspose(builder, operand, permutation));
      const before = inverse(permutation).map((axis) => shape[axis] ?? 1);
      return builder.transpose(builder.make(operation, moved, before, elementType), permutation);
    },
  ),

  on('reduce', ({ operation, operands: [x] }, builder) => {
    if (!is(x, 'transpose')) return undefined;
    const { permutation } = x.operation;
    const axes = operation.axes.map((axis) => permutation[axis] ?? axis);
    return builder.transpose(builder.reduce(operation.function, x.operands[0], axes), permutation);
  }),

  on('concat', ({ operation, operands, shape }, builder) => {
    const [permutation, ...others] = operands.map(permutationOf);
    if (permutation?.length !== shape.length) return undefined;
    if (!others.every((other) => other?.every((axis, index) => axis === permutation[index])))
      return undefined;
    const moved = operands.map((operand) => beforeTranspose(builder, operand, permutation));
    return builder.transpose(builder.concat(moved, permutation[operation.axis] ?? 0), permutation);
  }),
];

/** The permutation of all transposed operands, if every other operand is small enough to be transposed instead. */
function commonPermutation(
  operands: readonly Value[],
  shape: readonly number[],
): readonly number[] | undefined {
  let common: readonly number[] | undefined;
  for (const operand of operands) {
    const permutation = permutationOf(operand);
    const isWhole = operand.shape.length === shape.length && sizeOf(operand.shape) === sizeOf(shape);
    if (permutation === undefined || !isWhole) {
      if (sizeOf(operand.shape) * 4 > sizeOf(shape)) return undefined;
      continue;
    }
    if (common !== undefined && permutation.some((axis, index) => axis !== common?.[index])) return undefined;
    common = permutation;
  }
  return common;
}

/** The value whose transpose by `permutation` is the operand, broadcasting alike. */
function beforeTranspose(builder: GraphBuilder, operand: Value, permutation: readonly number[]): Value {
  if (is(operand, 'transpose') && operand.shape.length === permutation.length) {
    return builder.transpose(operand, inverse(permutation));
  }
  if (operand.shape.length === 0) return operand;
  const missing = Array.from({ length: permutation.length - operand.shape.length }, () => 1);
  return builder.transpose(builder.reshape(operand, [...missing, ...operand.shape]), inverse(permutation));
}

function permutationOf(value: Value): readonly number[] | undefined {
  return is(value, 'transpose') ? value.operation.permutation : undefined;
}

function inverse(permutation: readonly number[]): number[] {
  const result = permutation.map(() => 0);
  permutation.forEach((axis, index) => (result[axis] = index));
  return result;
}
