import { sameShape, type Value } from '../ir.js';
import { uniformValue } from './algebra.js';
import type { Rule } from './simplify.js';

/** A bias per output channel is added by the convolution itself. */
const convolutionBias: Rule = ({ operation, operands: [a, b], shape }, builder) => {
  if (operation.kind !== 'arithmetic' || operation.function !== 'add' || a === undefined || b === undefined) {
    return undefined;
  }
  const [convolved, bias] = a.operation.kind === 'convolution' ? [a, b] : [b, a];
  const { operation: inner, operands } = convolved;
  const [x, filter, present] = operands;
  if (inner.kind !== 'convolution' || x === undefined || filter === undefined || present !== undefined) {
    return undefined;
  }
  const channels = shape[1] ?? 0;
  if (!sameShape(bias.shape, [1, channels, 1, 1]) || !sameShape(convolved.shape, shape)) return undefined;
  return builder.convolution(x, filter, inner.window, inner.groups, shape, builder.reshape(bias, [channels]));
};

/** The greatest of rectified values is the rectified greatest value: rectify after the pool, on fewer numbers. */
const poolBeforeRelu: Rule = ({ operation, operands: [x], shape }, builder) => {
  const inner = operation.kind === 'maxPool' && x !== undefined ? rectified(x) : undefined;
  if (operation.kind !== 'maxPool' || inner === undefined) return undefined;
  return builder.unary('relu', builder.maxPool(inner, operation.window, shape));
};

/**
 * The gradient of the same: `maxPoolGradient(dy, relu(a)) * (a > 0)` masks dy before it is spread out. Equal exactly,
 * because a window whose greatest value is positive has it at the same place before and after rectifying, and any
 * other window passes nothing back.
 */
const poolGradientBeforeRelu: Rule = ({ operation, operands: [left, right] }, builder) => {
  if (operation.kind !== 'arithmetic' || operation.function !== 'mul') return undefined;
  if (left === undefined || right === undefined) return undefined;
  const [spread, mask] = left.operation.kind === 'maxPoolGradient' ? [left, right] : [right, left];
  const [dy, pooled] = spread.operands;
  if (spread.operation.kind !== 'maxPoolGradient' || dy === undefined || pooled === undefined)
    return undefined;
  const inner = rectified(pooled);
  if (inner === undefined || inner !== maskedByPositive(mask)) return undefined;
  const { window } = spread.operation;
  const isPositive = builder.comparison(
    'greater',
    builder.maxPool(inner, window, dy.shape),
    builder.scalar(0),
  );
  const masked = builder.arithmetic('mul', dy, builder.cast(isPositive, 'float32'));
  return builder.maxPoolGradient(masked, inner, window);
};

function rectified({ operation, operands: [x] }: Value): Value | undefined {
  return operation.kind === 'unary' && operation.function === 'relu' ? x : undefined;
}

/** `a`, if the mask is 1 where `a > 0` and 0 elsewhere. */
function maskedByPositive({ operation, operands: [condition] }: Value): Value | undefined {
  if (operation.kind !== 'cast' || condition === undefined) return undefined;
  const [a, b] = condition.operands;
  const isGreater = condition.operation.kind === 'comparison' && condition.operation.function === 'greater';
  return isGreater && b !== undefined && uniformValue(b) === 0 ? a : undefined;
}

export const imageRules: readonly Rule[] = [convolutionBias, poolBeforeRelu, poolGradientBeforeRelu];
