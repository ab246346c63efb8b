import type { GraphBuilder } from '../graph-builder.js';
import { sameShape, type ArithmeticFunction, type Value } from '../ir.js';
import type { Candidate, Rule } from './simplify.js';

/** The number that all elements of a constant equal. */
export function uniformValue({ operation }: Value): number | undefined {
  return operation.kind === 'constant' && typeof operation.values === 'number' ? operation.values : undefined;
}

/** x + 0, x - 0, x * 1, x / 1, x ^ 1; a neutral operand may still broadcast x. */
const neutralOperand: Rule = ({ operation, operands: [a, b], shape }, builder) => {
  if (operation.kind !== 'arithmetic' || a === undefined || b === undefined) return undefined;
  const [left, right] = [uniformValue(a), uniformValue(b)];
  const isCommutative = operation.function === 'add' || operation.function === 'mul';
  const neutral = neutralElement(operation.function);
  if (neutral !== undefined && right === neutral) return broadcastTo(builder, a, shape);
  if (neutral !== undefined && isCommutative && left === neutral) return broadcastTo(builder, b, shape);
  if (operation.function === 'mul' && right === -1)
    return builder.unary('neg', broadcastTo(builder, a, shape));
  if (operation.function === 'mul' && left === -1)
    return builder.unary('neg', broadcastTo(builder, b, shape));
  return undefined;
};

function neutralElement(name: ArithmeticFunction): number | undefined {
  switch (name) {
    case 'add':
    case 'sub':
      return 0;
    case 'mul':
    case 'div':
    case 'pow':
      return 1;
    default:
      return undefined;
  }
}

function broadcastTo(builder: GraphBuilder, x: Value, shape: readonly number[]): Value {
  return sameShape(x.shape, shape) ? x : builder.broadcast(x, shape);
}

/** Arithmetic on uniform constants, in float32 as the graph would do it. */
const foldConstants: Rule = ({ operation, operands, shape, elementType }, builder) => {
  const [a, b] = operands.map(uniformValue);
  if (a === undefined || elementType !== 'float32') return undefined;
  if (operation.kind === 'arithmetic' && b !== undefined) {
    return builder.constant(Math.fround(calculate(operation.function, a, b)), shape);
  }
  if (operation.kind === 'unary' && operation.function === 'neg') return builder.constant(-a, shape);
  if (operation.kind === 'cast') return builder.constant(a, shape);
  return undefined;
};

function calculate(name: ArithmeticFunction, a: number, b: number): number {
  switch (name) {
    case 'add':
      return a + b;
    case 'sub':
      return a - b;
    case 'mul':
      return a * b;
    case 'div':
      return a / b;
    case 'pow':
      return a ** b;
    case 'maximum':
      return Math.max(a, b);
    case 'minimum':
      return Math.min(a, b);
  }
}

/** A uniform constant of many elements takes part in elementwise work as a single number. */
const shrinkConstants: Rule = ({ operation, operands, shape, elementType }, builder) => {
  const isElementwise =
    operation.kind === 'arithmetic' || operation.kind === 'comparison' || operation.kind === 'select';
  if (!isElementwise) return undefined;
  const shrunk = operands.map((operand) => {
    const value = uniformValue(operand);
    return value === undefined || operand.shape.length === 0
      ? operand
      : builder.constant(value, [], operand.elementType);
  });
  const changed = shrunk.some((operand, index) => operand !== operands[index]);
  const keepsShape = shrunk.some((operand) => sameShape(operand.shape, shape));
  return changed && keepsShape ? builder.make(operation, shrunk, shape, elementType) : undefined;
};

/** a + (-b), a - (-b), -(-a), (-a) * (-b). */
const doubleNegation: Rule = ({ operation, operands: [a, b] }, builder) => {
  if (a === undefined) return undefined;
  if (operation.kind === 'unary' && operation.function === 'neg') return negated(a);
  if (operation.kind !== 'arithmetic' || b === undefined) return undefined;
  const [leftOfNegation, rightOfNegation] = [negated(a), negated(b)];
  switch (operation.function) {
    case 'add':
      if (rightOfNegation !== undefined) return builder.arithmetic('sub', a, rightOfNegation);
      return leftOfNegation === undefined ? undefined : builder.arithmetic('sub', b, leftOfNegation);
    case 'sub':
      return rightOfNegation === undefined ? undefined : builder.arithmetic('add', a, rightOfNegation);
    case 'mul':
      return leftOfNegation === undefined || rightOfNegation === undefined
        ? undefined
        : builder.arithmetic('mul', leftOfNegation, rightOfNegation);
    default:
      return undefined;
  }
};

function negated({ operation, operands }: Value): Value | undefined {
  return operation.kind === 'unary' && operation.function === 'neg' ? operands[0] : undefined;
}

/** (x * c) * d and (-x) * d as one multiplication. */
const joinScales: Rule = ({ operation, operands: [a, b] }, builder) => {
  if (operation.kind !== 'arithmetic' || operation.function !== 'mul' || a === undefined || b === undefined) {
    return undefined;
  }
  const [x, outer] = uniformValue(a) === undefined ? [a, b] : [b, a];
  const factor = outer.shape.length === 0 ? uniformValue(outer) : undefined;
  if (factor === undefined) return undefined;
  const inner = negated(x);
  if (inner !== undefined) return builder.arithmetic('mul', inner, builder.scalar(-factor));
  if (x.operation.kind !== 'arithmetic' || x.operation.function !== 'mul') return undefined;
  const [left, right] = x.operands;
  if (left === undefined || right === undefined) return undefined;
  const [innerX, scale] = uniformValue(left) === undefined ? [left, right] : [right, left];
  const innerFactor = scale.shape.length === 0 ? uniformValue(scale) : undefined;
  if (innerFactor === undefined) return undefined;
  return builder.arithmetic('mul', innerX, builder.scalar(Math.fround(innerFactor * factor)));
};

/** An operand need not be broadcast by itself where the other operand broadcasts it anyway. */
const implicitBroadcast: Rule = (candidate: Candidate, builder) => {
  const { operation, operands, shape, elementType } = candidate;
  if (!['arithmetic', 'comparison', 'logical', 'select'].includes(operation.kind)) return undefined;
  const bare = operands.map((operand) =>
    operand.operation.kind === 'broadcast' ? (operand.operands[0] ?? operand) : operand,
  );
  const changed = bare.some((operand, index) => operand !== operands[index]);
  const keepsShape = bare.some((operand) => sameShape(operand.shape, shape));
  return changed && keepsShape ? builder.make(operation, bare, shape, elementType) : undefined;
};

export const algebraRules: readonly Rule[] = [
  foldConstants,
  neutralOperand,
  shrinkConstants,
  doubleNegation,
  joinScales,
  implicitBroadcast,
];
