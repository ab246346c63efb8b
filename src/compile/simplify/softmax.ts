import { is, type ReduceFunction, type Value } from '../ir.js';
import { on, type Rule } from './matcher.js';

export const softmaxRules: readonly Rule[] = [
  // `s - log(sum(exp(s)))` with `s = x - max(x)`, which is how TensorFlow.js writes the logarithm of softmax over the last
  // axis, as the one operation that it is.
  on('arithmetic', 'sub', ({ operands: [shifted, logSum] }, builder) => {
    if (!is(shifted, 'arithmetic', 'sub') || !is(logSum, 'unary', 'log')) return undefined;
    const exponentials = reducedBy('sum', logSum.operands[0]);
    if (exponentials === undefined || !is(exponentials, 'unary', 'exp')) return undefined;
    const [x, greatest] = shifted.operands;
    const isSoftmax = exponentials.operands[0] === shifted && reducedBy('max', greatest) === x;
    return isSoftmax ? builder.logSoftmax(x) : undefined;
  }),
];

/** What is reduced, over its last axis alone. */
function reducedBy(name: ReduceFunction, value: Value): Value | undefined {
  if (!is(value, 'reduce', name)) return undefined;
  const { axes } = value.operation;
  return axes.length === 1 && axes[0] === value.shape.length - 1 ? value.operands[0] : undefined;
}
