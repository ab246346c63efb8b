import * as tf from '@tensorflow/tfjs';
import { registerRule } from '../trace-backend.js';

// (x - mean) / sqrt(variance + epsilon) * scale + offset, each statistic over the last axis.
registerRule(tf.FusedBatchNorm, ({ builder, operand, optionalOperand, attributes }) => {
  const { varianceEpsilon } = attributes as unknown as tf.FusedBatchNormAttrs;
  const variance = builder.arithmetic('add', operand('variance'), builder.scalar(varianceEpsilon));
  const inverseDeviation = builder.unary('reciprocal', builder.unary('sqrt', variance));
  const [scale, offset] = [optionalOperand('scale'), optionalOperand('offset')];
  const factor = scale === undefined ? inverseDeviation : builder.arithmetic('mul', inverseDeviation, scale);
  const centered = builder.arithmetic('sub', operand('x'), operand('mean'));
  const scaled = builder.arithmetic('mul', centered, factor);
  return offset === undefined ? scaled : builder.arithmetic('add', scaled, offset);
});
