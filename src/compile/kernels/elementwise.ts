import * as tf from '@tensorflow/tfjs';
import type { GraphBuilder } from '../graph-builder.js';
import type { ArithmeticFunction, ComparisonFunction, UnaryFunction, Value } from '../ir.js';
import { registerRule, supportedElementType } from '../trace-backend.js';

const unaryKernels: Record<string, UnaryFunction> = {
  [tf.Abs]: 'abs',
  [tf.Ceil]: 'ceil',
  [tf.Cos]: 'cos',
  [tf.Erf]: 'erf',
  [tf.Exp]: 'exp',
  [tf.Floor]: 'floor',
  [tf.Log]: 'log',
  [tf.Log1p]: 'log1p',
  [tf.LogicalNot]: 'logicalNot',
  [tf.Neg]: 'neg',
  [tf.Reciprocal]: 'reciprocal',
  [tf.Relu]: 'relu',
  [tf.Round]: 'round',
  [tf.Sigmoid]: 'sigmoid',
  [tf.Sign]: 'sign',
  [tf.Sin]: 'sin',
  [tf.Softplus]: 'softplus',
  [tf.Sqrt]: 'sqrt',
  [tf.Square]: 'square',
  [tf.Tanh]: 'tanh',
};
for (const [kernel, name] of Object.entries(unaryKernels)) {
  registerRule(kernel, ({ builder, operand }) => builder.unary(name, operand('x')));
}

const arithmeticKernels: Record<string, ArithmeticFunction> = {
  [tf.Add]: 'add',
  [tf.Sub]: 'sub',
  [tf.Multiply]: 'mul',
  [tf.RealDiv]: 'div',
  [tf.Pow]: 'pow',
  [tf.Maximum]: 'maximum',
  [tf.Minimum]: 'minimum',
};
for (const [kernel, name] of Object.entries(arithmeticKernels)) {
  registerRule(kernel, ({ builder, operand }) => builder.arithmetic(name, operand('a'), operand('b')));
}

const comparisonKernels: Record<string, ComparisonFunction> = {
  [tf.Greater]: 'greater',
  [tf.GreaterEqual]: 'greaterEqual',
  [tf.Less]: 'less',
  [tf.LessEqual]: 'lessEqual',
  [tf.Equal]: 'equal',
};
for (const [kernel, name] of Object.entries(comparisonKernels)) {
  registerRule(kernel, ({ builder, operand }) => builder.comparison(name, operand('a'), operand('b')));
}

registerRule(tf.NotEqual, ({ builder, operand }) =>
  builder.unary('logicalNot', builder.comparison('equal', operand('a'), operand('b'))),
);
registerRule(tf.LogicalAnd, ({ builder, operand }) => builder.logical('and', operand('a'), operand('b')));
registerRule(tf.LogicalOr, ({ builder, operand }) => builder.logical('or', operand('a'), operand('b')));

registerRule(tf.Select, ({ builder, operand }) => {
  const [condition, then, otherwise] = [operand('condition'), operand('t'), operand('e')];
  // A condition of rank 1 chooses whole rows of operands of higher rank.
  const isRowwise = condition.shape.length === 1 && then.shape.length > 1;
  const aligned = isRowwise
    ? builder.reshape(condition, [...condition.shape, ...then.shape.slice(1).map(() => 1)])
    : condition;
  return builder.select(aligned, then, otherwise);
});

registerRule(tf.Cast, ({ builder, operand, attributes }) =>
  builder.cast(operand('x'), supportedElementType((attributes as unknown as tf.CastAttrs).dtype, tf.Cast)),
);

registerRule(tf.Rsqrt, ({ builder, operand }) =>
  builder.unary('reciprocal', builder.unary('sqrt', operand('x'))),
);
registerRule(tf.Expm1, ({ builder, operand }) =>
  builder.arithmetic('sub', builder.unary('exp', operand('x')), builder.scalar(1)),
);
registerRule(tf.SquaredDifference, ({ builder, operand }) =>
  builder.unary('square', builder.arithmetic('sub', operand('a'), operand('b'))),
);
registerRule(tf.AddN, ({ builder, operands }) =>
  operands.reduce((sum, value) => builder.arithmetic('add', sum, value)),
);

registerRule(tf.Step, ({ builder, operand, attributes }) => {
  const x = operand('x');
  const { alpha } = attributes as unknown as tf.StepAttrs;
  const isPositive = builder.comparison('greater', x, builder.scalar(0));
  return alpha === 0
    ? builder.cast(isPositive, 'float32')
    : builder.select(isPositive, builder.scalar(1), builder.scalar(alpha));
});

registerRule(tf.ClipByValue, ({ builder, operand, attributes }) => {
  const { clipValueMin, clipValueMax } = attributes as unknown as tf.ClipByValueAttrs;
  return clip(builder, operand('x'), clipValueMin, clipValueMax);
});

registerRule(tf.Relu6, ({ builder, operand }) => clip(builder, operand('x'), 0, 6));
registerRule(tf.Elu, ({ builder, operand }) => elu(builder, operand('x'), 1));
registerRule(tf.Selu, ({ builder, operand }) =>
  builder.arithmetic(
    'mul',
    builder.scalar(tf.backend_util.SELU_SCALE),
    elu(builder, operand('x'), tf.backend_util.SELU_SCALEALPHA / tf.backend_util.SELU_SCALE),
  ),
);
registerRule(tf.EluGrad, ({ builder, operand }) => {
  const [dy, y] = [operand('dy'), operand('y')];
  const slope = builder.arithmetic(
    'add',
    builder.arithmetic('minimum', y, builder.scalar(0)),
    builder.scalar(1),
  );
  return builder.arithmetic('mul', dy, slope);
});
registerRule(tf.LeakyRelu, ({ builder, operand, attributes }) =>
  leakyRelu(builder, operand('x'), builder.scalar((attributes as unknown as tf.LeakyReluAttrs).alpha)),
);
registerRule(tf.Prelu, ({ builder, operand }) => leakyRelu(builder, operand('x'), operand('alpha')));

function clip(builder: GraphBuilder, x: Value, low: number, high: number): Value {
  const atLeastLow = builder.arithmetic('maximum', x, builder.scalar(low));
  return builder.arithmetic('minimum', atLeastLow, builder.scalar(high));
}

function elu(builder: GraphBuilder, x: Value, alpha: number): Value {
  const zero = builder.scalar(0);
  const exponential = builder.unary('exp', builder.arithmetic('minimum', x, zero));
  const negative = builder.arithmetic('sub', exponential, builder.scalar(1));
  const scaled = builder.arithmetic('mul', builder.scalar(alpha), negative);
  return builder.select(builder.comparison('greaterEqual', x, zero), x, scaled);
}

function leakyRelu(builder: GraphBuilder, x: Value, alpha: Value): Value {
  const isNegative = builder.comparison('less', x, builder.scalar(0));
  return builder.select(isNegative, builder.arithmetic('mul', alpha, x), x);
}

/** The activation that a fused kernel applies to its result. */
export function applyActivation(
  builder: GraphBuilder,
  x: Value,
  activation: string | undefined,
  preluAlpha: Value | undefined,
  leakyReluAlpha: number | undefined,
): Value | undefined {
  switch (activation) {
    case undefined:
    case 'linear':
      return x;
    case 'relu':
    case 'sigmoid':
      return builder.unary(activation, x);
    case 'relu6':
      return clip(builder, x, 0, 6);
    case 'elu':
      return elu(builder, x, 1);
    case 'prelu':
      return preluAlpha === undefined ? undefined : leakyRelu(builder, x, preluAlpha);
    case 'leakyrelu':
      return leakyRelu(builder, x, builder.scalar(leakyReluAlpha ?? 0.2));
    default:
      return undefined;
  }
}
