import { is, sameShape, type Value } from '../ir.js';
import { kindFirst, on, uniformValue, type Rule } from './matcher.js';

export const imageRules: readonly Rule[] = [
  // A bias per output channel is added by the convolution itself.
  on('arithmetic', 'add', ({ operands, shape }, builder) => {
    const [convolved, bias] = kindFirst('convolution', operands) ?? [];
    if (convolved === undefined || bias === undefined) return undefined;
    const [x, filter, present] = convolved.operands;
    const [, channels = 0] = shape;
    const isPerChannel = sameShape(bias.shape, [1, channels, 1, 1]) && sameShape(convolved.shape, shape);
    if (present !== undefined || !isPerChannel) return undefined;
    const { window, groups } = convolved.operation;
    return builder.convolution(x, filter, window, groups, shape, builder.reshape(bias, [channels]));
  }),

  // The greatest of rectified values is the rectified greatest value: rectify after the pool, on fewer numbers.
  on('maxPool', ({ operation: { window }, operands: [x], shape }, builder) =>
    is(x, 'unary', 'relu') ? builder.unary('relu', builder.maxPool(x.operands[0], window, shape)) : undefined,
  ),

  // The gradient of the same: `maxPoolGradient(dy, relu(a)) * (a > 0)` masks dy before it is spread out. Equal exactly,
  // because a window whose greatest value is positive has it at the same place before and after rectifying, and any
  // other window passes nothing back.
  on('arithmetic', 'mul', ({ operands }, builder) => {
    const [spread, mask] = kindFirst('maxPoolGradient', operands) ?? [];
    if (spread === undefined || mask === undefined) return undefined;
    const { window } = spread.operation;
    const [dy, pooled] = spread.operands;
    if (!is(pooled, 'unary', 'relu')) return undefined;
    const [a] = pooled.operands;
    if (a !== maskedByPositive(mask)) return undefined;
    const greatest = builder.maxPool(a, window, dy.shape);
    const isPositive = builder.cast(builder.comparison('greater', greatest, builder.scalar(0)), 'float32');
    return builder.maxPoolGradient(builder.arithmetic('mul', dy, isPositive), a, window);
  }),
];

/** `a`, if the mask is 1 where `a > 0` and 0 elsewhere. */
function maskedByPositive(mask: Value): Value | undefined {
  if (!is(mask, 'cast')) return undefined;
  const [condition] = mask.operands;
  if (!is(condition, 'comparison', 'greater')) return undefined;
  const [a, zero] = condition.operands;
  return uniformValue(zero) === 0 ? a : undefined;
}
