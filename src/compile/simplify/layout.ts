import type { GraphBuilder } from '../graph-builder.js';
import { sizeOf, type Value } from '../ir.js';
import type { Rule } from './simplify.js';

/**
 * Transposes move towards the outputs: `f(transpose(x))` becomes `transpose(f(x))`. The ones around convolutions and
 * pools (TensorFlow.js keeps channels last, the graph channels first) meet in this way and cancel.
 */
const pastElementwise: Rule = ({ operation, operands, shape, elementType }, builder) => {
  if (!['unary', 'arithmetic', 'comparison', 'logical', 'select', 'cast'].includes(operation.kind))
    return undefined;
  const permutation = commonPermutation(operands, shape);
  if (permutation === undefined) return undefined;
  const moved = operands.map((operand) => beforeTranspose(builder, operand, permutation));
  const before = inverse(permutation).map((axis) => shape[axis] ?? 1);
  return builder.transpose(builder.make(operation, moved, before, elementType), permutation);
};

const pastReduce: Rule = ({ operation, operands: [x] }, builder) => {
  if (operation.kind !== 'reduce' || x?.operation.kind !== 'transpose') return undefined;
  const { permutation } = x.operation;
  const [inner] = x.operands;
  if (inner === undefined) return undefined;
  const axes = operation.axes.map((axis) => permutation[axis] ?? axis);
  return builder.transpose(builder.reduce(operation.function, inner, axes), permutation);
};

const pastConcat: Rule = ({ operation, operands, shape }, builder) => {
  if (operation.kind !== 'concat') return undefined;
  const permutations = operands.map((operand) => transposeOf(operand)?.permutation);
  const [permutation] = permutations;
  if (permutation?.length !== shape.length) return undefined;
  if (!permutations.every((other) => other?.every((axis, index) => axis === permutation[index])))
    return undefined;
  const moved = operands.map((operand) => beforeTranspose(builder, operand, permutation));
  return builder.transpose(builder.concat(moved, permutation[operation.axis] ?? 0), permutation);
};

/** The permutation of all transposed operands, if every other operand is small enough to be transposed instead. */
function commonPermutation(
  operands: readonly Value[],
  shape: readonly number[],
): readonly number[] | undefined {
  let common: readonly number[] | undefined;
  for (const operand of operands) {
    const permutation = transposeOf(operand)?.permutation;
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
  const transposed = transposeOf(operand);
  if (transposed !== undefined && operand.shape.length === permutation.length) {
    return builder.transpose(operand, inverse(permutation));
  }
  if (operand.shape.length === 0) return operand;
  const missing = Array.from({ length: permutation.length - operand.shape.length }, () => 1);
  return builder.transpose(builder.reshape(operand, [...missing, ...operand.shape]), inverse(permutation));
}

function transposeOf({ operation }: Value): { readonly permutation: readonly number[] } | undefined {
  return operation.kind === 'transpose' ? operation : undefined;
}

function inverse(permutation: readonly number[]): number[] {
  const result = permutation.map(() => 0);
  permutation.forEach((axis, index) => (result[axis] = index));
  return result;
}

export const layoutRules: readonly Rule[] = [pastElementwise, pastReduce, pastConcat];
