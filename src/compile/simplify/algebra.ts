import type { GraphBuilder } from '../graph-builder.js';
import { is, sameShape, type ArithmeticFunction, type Value } from '../ir.js';
import { on, uniformValue, type Candidate, type Rule } from './matcher.js';

export const algebraRules: readonly Rule[] = [
  // Operations on uniform constants, in float32 as the graph would do them.
  on('arithmetic', ({ operation, operands: [a, b], shape, elementType }, builder) => {
    const [left, right] = [uniformValue(a), uniformValue(b)];
    if (left === undefined || right === undefined || elementType !== 'float32') return undefined;
    return builder.constant(Math.fround(calculate[operation.function](left, right)), shape);
  }),
  on('unary', 'neg', ({ operands: [x], shape, elementType }, builder) => {
    const value = uniformValue(x);
    return value === undefined || elementType !== 'float32' ? undefined : builder.constant(-value, shape);
  }),
  on('cast', ({ operands: [x], shape, elementType }, builder) => {
    const value = uniformValue(x);
    return value === undefined || elementType !== 'float32' ? undefined : builder.constant(value, shape);
  }),

  // x + 0, x - 0, x * 1, x / 1, x ^ 1, x * -1; the number may still broadcast x.
  on('arithmetic', ['add', 'sub'], ({ operands: [x, zero], shape }, builder) =>
    uniformValue(zero) === 0 ? builder.broadcast(x, shape) : undefined,
  ),
  on('arithmetic', ['mul', 'div', 'pow'], ({ operands: [x, one], shape }, builder) =>
    uniformValue(one) === 1 ? builder.broadcast(x, shape) : undefined,
  ),
  on('arithmetic', 'add', ({ operands: [zero, x], shape }, builder) =>
    uniformValue(zero) === 0 ? builder.broadcast(x, shape) : undefined,
  ),
  on('arithmetic', 'mul', ({ operands: [one, x], shape }, builder) =>
    uniformValue(one) === 1 ? builder.broadcast(x, shape) : undefined,
  ),
  on('arithmetic', 'mul', ({ operands: [a, b], shape }, builder) => {
    if (uniformValue(b) === -1) return builder.unary('neg', builder.broadcast(a, shape));
    return uniformValue(a) === -1 ? builder.unary('neg', builder.broadcast(b, shape)) : undefined;
  }),

  // A uniform constant of many elements takes part in elementwise work as a single number.
  on(['arithmetic', 'comparison', 'select'], (candidate, builder) =>
    withOperands(candidate, builder, (operand) => {
      const value = uniformValue(operand);
      return value === undefined || operand.shape.length === 0
        ? operand
        : builder.constant(value, [], operand.elementType);
    }),
  ),

  // -(-a), a + (-b), (-a) + b, a - (-b), (-a) * (-b).
  on('unary', 'neg', ({ operands: [x] }) => negated(x)),
  on('arithmetic', 'add', ({ operands: [a, b] }, builder) => {
    const [left, right] = [negated(a), negated(b)];
    if (right !== undefined) return builder.arithmetic('sub', a, right);
    return left === undefined ? undefined : builder.arithmetic('sub', b, left);
  }),
  on('arithmetic', 'sub', ({ operands: [a, b] }, builder) => {
    const right = negated(b);
    return right === undefined ? undefined : builder.arithmetic('add', a, right);
  }),
  on('arithmetic', 'mul', ({ operands: [a, b] }, builder) => {
    const [left, right] = [negated(a), negated(b)];
    return left === undefined || right === undefined ? undefined : builder.arithmetic('mul', left, right);
  }),

  // (-x) * d and (x * c) * d as one multiplication.
  on('arithmetic', 'mul', ({ operands }, builder) => {
    const { x, factor } = scaling(operands);
    if (factor === undefined) return undefined;
    const opposite = negated(x);
    if (opposite !== undefined) return builder.arithmetic('mul', opposite, builder.scalar(-factor));
    if (!is(x, 'arithmetic', 'mul')) return undefined;
    const inner = scaling(x.operands);
    if (inner.factor === undefined) return undefined;
    return builder.arithmetic('mul', inner.x, builder.scalar(Math.fround(inner.factor * factor)));
  }),

  // An operand need not be broadcast by itself where the other operand broadcasts it anyway.
  on(['arithmetic', 'comparison', 'logical', 'select'], (candidate, builder) =>
    withOperands(candidate, builder, (operand) => (is(operand, 'broadcast') ? operand.operands[0] : operand)),
  ),
];

const calculate: Record<ArithmeticFunction, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => a ** b,
  maximum: Math.max,
  minimum: Math.min,
};

function negated(value: Value): Value | undefined {
  return is(value, 'unary', 'neg') ? value.operands[0] : undefined;
}

/** The two sides of a product, the factor being `undefined` if it is not a single number. */
function scaling([a, b]: readonly [Value, Value]): {
  readonly x: Value;
  readonly factor: number | undefined;
} {
  const [x, scale] = uniformValue(a) === undefined ? [a, b] : [b, a];
  return { x, factor: scale.shape.length === 0 ? uniformValue(scale) : undefined };
}

/** The elementwise operation on changed operands, if any changes and they still broadcast to its shape. */
function withOperands(
  { operation, operands, shape, elementType }: Candidate,
  builder: GraphBuilder,
  change: (operand: Value) => Value,
): Value | undefined {
  const changed = operands.map(change);
  const differs = changed.some((operand, index) => operand !== operands[index]);
  const keepsShape = changed.some((operand) => sameShape(operand.shape, shape));
  return differs && keepsShape ? builder.make(operation, changed, shape, elementType) : undefined;
}
