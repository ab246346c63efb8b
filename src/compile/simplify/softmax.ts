import type { ReduceFunction, UnaryFunction, Value } from '../ir.js';
import type { Rule } from './simplify.js';

/**
 * `s - log(sum(exp(s)))` with `s = x - max(x)`, which is how TensorFlow.js writes the logarithm of softmax over the last
 * axis, as the one operation that it is.
 */
const logSoftmax: Rule = ({ operation, operands: [shifted, logSum] }, builder) => {
  if (operation.kind !== 'arithmetic' || operation.function !== 'sub') return undefined;
  const exponentials = reducedBy('sum', argumentOf('log', logSum));
  if (shifted === undefined || argumentOf('exp', exponentials) !== shifted) return undefined;
  const [x, greatest] = shifted.operands;
  const isDifference = shifted.operation.kind === 'arithmetic' && shifted.operation.function === 'sub';
  if (!isDifference || x === undefined || reducedBy('max', greatest) !== x) return undefined;
  return builder.logSoftmax(x);
};

/** The argument of a unary function. */
function argumentOf(name: UnaryFunction, value: Value | undefined): Value | undefined {
  return value?.operation.kind === 'unary' && value.operation.function === name
    ? value.operands[0]
    : undefined;
}

/** What is reduced, over its last axis alone. */
function reducedBy(name: ReduceFunction, value: Value | undefined): Value | undefined {
  if (value?.operation.kind !== 'reduce' || value.operation.function !== name) return undefined;
  const { axes } = value.operation;
  return axes.length === 1 && axes[0] === value.shape.length - 1 ? value.operands[0] : undefined;
}

export const softmaxRules: readonly Rule[] = [logSoftmax];
