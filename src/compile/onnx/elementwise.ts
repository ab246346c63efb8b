import type { Lower } from './lowering.js';

const unaryTypes = {
  abs: 'Abs',
  ceil: 'Ceil',
  cos: 'Cos',
  erf: 'Erf',
  exp: 'Exp',
  floor: 'Floor',
  log: 'Log',
  logicalNot: 'Not',
  neg: 'Neg',
  reciprocal: 'Reciprocal',
  relu: 'Relu',
  round: 'Round',
  sigmoid: 'Sigmoid',
  sign: 'Sign',
  sin: 'Sin',
  softplus: 'Softplus',
  sqrt: 'Sqrt',
  tanh: 'Tanh',
} as const;

const arithmeticTypes = {
  add: 'Add',
  sub: 'Sub',
  mul: 'Mul',
  div: 'Div',
  pow: 'Pow',
  maximum: 'Max',
  minimum: 'Min',
} as const;

const comparisonTypes = {
  greater: 'Greater',
  greaterEqual: 'GreaterOrEqual',
  less: 'Less',
  lessEqual: 'LessOrEqual',
  equal: 'Equal',
} as const;

const logicalTypes = { and: 'And', or: 'Or' } as const;

export const lowerUnary: Lower<'unary'> = ({ function: name }, { model, names: [x], output }) => {
  if (name === 'square') return model.node('Mul', [x, x], {}, output);
  if (name !== 'log1p') return model.node(unaryTypes[name], [x], {}, output);
  // With u = 1 + x rounded, log(u) * x / (u - 1) corrects the rounding; where u is 1, log1p(x) is x (Higham 2002, 1.14).
  const one = model.constant(1, [], 'float32');
  const sum = model.node('Add', [x, one]);
  const difference = model.node('Sub', [sum, one]);
  const isTiny = model.node('Equal', [difference, model.constant(0, [], 'float32')]);
  const safeDifference = model.node('Where', [isTiny, one, difference]);
  const corrected = model.node('Div', [model.node('Mul', [model.node('Log', [sum]), x]), safeDifference]);
  return model.node('Where', [isTiny, x, corrected], {}, output);
};

export const lowerArithmetic: Lower<'arithmetic'> = ({ function: name }, { model, names, output }) =>
  model.node(arithmeticTypes[name], names, {}, output);

export const lowerComparison: Lower<'comparison'> = ({ function: name }, { model, names, output }) =>
  model.node(comparisonTypes[name], names, {}, output);

export const lowerLogical: Lower<'logical'> = ({ function: name }, { model, names, output }) =>
  model.node(logicalTypes[name], names, {}, output);
