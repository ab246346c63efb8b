import * as tf from '@tensorflow/tfjs';
import { UnsupportedOpError } from '../../errors.js';
import { registerRule } from '../trace-backend.js';
import { applyActivation } from './elementwise.js';

registerRule(tf.BatchMatMul, ({ builder, operand, attributes }) => {
  const { transposeA, transposeB } = attributes as unknown as tf.BatchMatMulAttrs;
  return builder.matMul(operand('a'), operand('b'), transposeA, transposeB);
});

registerRule(tf._FusedMatMul, ({ builder, operand, optionalOperand, attributes }) => {
  const { transposeA, transposeB, activation, leakyreluAlpha } =
    attributes as unknown as tf._FusedMatMulAttrs;
  const product = builder.matMul(operand('a'), operand('b'), transposeA, transposeB);
  const bias = optionalOperand('bias');
  const sum = bias === undefined ? product : builder.arithmetic('add', product, bias);
  const preluAlpha = optionalOperand('preluActivationWeights');
  const result = applyActivation(builder, sum, activation, preluAlpha, leakyreluAlpha);
  if (result === undefined)
    throw new UnsupportedOpError(tf._FusedMatMul, undefined, `activation ${activation}`);
  return result;
});
