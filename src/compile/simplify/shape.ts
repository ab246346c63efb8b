import { sameShape, sizeOf, type Value } from '../ir.js';
import { uniformValue } from './algebra.js';
import type { Rule } from './simplify.js';

/** Reshape to the same shape, of a reshape, of a uniform constant. */
const reshape: Rule = ({ operation, operands: [x], shape, elementType }, builder) => {
  if (operation.kind !== 'reshape' || x === undefined) return undefined;
  if (sameShape(x.shape, shape)) return x;
  const [inner] = x.operands;
  if (x.operation.kind === 'reshape' && inner !== undefined) return builder.reshape(inner, shape);
  const value = uniformValue(x);
  if (value !== undefined) return builder.constant(value, shape, elementType);
  return x.operation.kind === 'constant'
    ? builder.constant(x.operation.values, shape, elementType)
    : undefined;
};

/** Transpose that moves nothing, of a transpose, of a uniform constant; one that moves only axes of size 1 is a reshape. */
const transpose: Rule = ({ operation, operands: [x], shape, elementType }, builder) => {
  if (operation.kind !== 'transpose' || x === undefined) return undefined;
  const { permutation } = operation;
  const inner = x.operands[0];
  if (x.operation.kind === 'transpose' && inner !== undefined) {
    const first = x.operation.permutation;
    return builder.transpose(
      inner,
      permutation.map((axis) => first[axis] ?? axis),
    );
  }
  const movedAxes = permutation.filter((axis) => x.shape[axis] !== 1);
  if (movedAxes.every((axis, index) => index === 0 || axis > (movedAxes[index - 1] ?? -1))) {
    return builder.reshape(x, shape);
  }
  const value = uniformValue(x);
  return value === undefined ? undefined : builder.constant(value, shape, elementType);
};

const broadcast: Rule = ({ operation, operands: [x], shape, elementType }, builder) => {
  if (operation.kind !== 'broadcast' || x === undefined) return undefined;
  if (sameShape(x.shape, shape)) return x;
  const [inner] = x.operands;
  if (x.operation.kind === 'broadcast' && inner !== undefined) return builder.broadcast(inner, shape);
  const value = uniformValue(x);
  return value === undefined ? undefined : builder.constant(value, shape, elementType);
};

/** Slices, pads, tiles and concatenations that change nothing; concatenations of concatenations. */
const wholeTensor: Rule = ({ operation, operands, shape }, builder) => {
  const [x] = operands;
  if (x === undefined) return undefined;
  switch (operation.kind) {
    case 'slice':
    case 'pad':
    case 'tile':
    case 'cast':
      return sameShape(x.shape, shape) && operation.kind !== 'cast' ? x : undefined;
    case 'concat': {
      if (operands.length === 1) return x;
      const flat = operands.flatMap((operand) =>
        operand.operation.kind === 'concat' && operand.operation.axis === operation.axis
          ? operand.operands
          : [operand],
      );
      return flat.length === operands.length ? undefined : builder.concat(flat, operation.axis);
    }
    default:
      return undefined;
  }
};

/** A sum over axes of size 1 only moves no number. */
const trivialReduce: Rule = ({ operation, operands: [x], shape }, builder) => {
  if (operation.kind !== 'reduce' || x === undefined) return undefined;
  return operation.axes.every((axis) => x.shape[axis] === 1) ? builder.reshape(x, shape) : undefined;
};

/** A matrix that is transposed before a product is transposed by the product. */
const transposedMatrix: Rule = ({ operation, operands: [a, b, bias] }, builder) => {
  if (operation.kind !== 'matMul' || a === undefined || b === undefined) return undefined;
  const [innerA, innerB] = [transposedFrom(a), transposedFrom(b)];
  if (innerA === undefined && innerB === undefined) return undefined;
  return builder.matMul(
    innerA ?? a,
    innerB ?? b,
    operation.transposeA !== (innerA !== undefined),
    operation.transposeB !== (innerB !== undefined),
    bias,
  );
};

function transposedFrom({ operation, operands, shape }: Value): Value | undefined {
  return operation.kind === 'transpose' && shape.length === 2 ? operands[0] : undefined;
}

/** A bias that is added to a product of matrices is added by the product itself. */
const productBias: Rule = ({ operation, operands: [a, b], shape }, builder) => {
  if (operation.kind !== 'arithmetic' || operation.function !== 'add' || a === undefined || b === undefined) {
    return undefined;
  }
  const [product, bias] = a.operation.kind === 'matMul' ? [a, b] : [b, a];
  const [left, right, present] = product.operands;
  const { operation: inner } = product;
  if (inner.kind !== 'matMul' || left === undefined || right === undefined || present !== undefined)
    return undefined;
  const isMatrix = left.shape.length === 2 && right.shape.length === 2 && sameShape(product.shape, shape);
  // A whole matrix is as quickly added afterwards.
  const isVector = bias.shape.length <= 2 && sizeOf(bias.shape) <= Math.max(...shape);
  if (!isMatrix || !isVector) return undefined;
  return builder.matMul(left, right, inner.transposeA, inner.transposeB, bias);
};

interface Segment {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly content: Value;
}

/** The sum of the padded gradients of neighboring slices is their concatenation. */
const joinSegments: Rule = ({ operation, operands: [a, b], shape }, builder) => {
  if (operation.kind !== 'arithmetic' || operation.function !== 'add' || a === undefined || b === undefined) {
    return undefined;
  }
  const [left, right] = [segmentOf(a), segmentOf(b)];
  if (left === undefined || right?.axis !== left.axis) return undefined;
  const [first, second] = left.start < right.start ? [left, right] : [right, left];
  if (first.end !== second.start) return undefined;
  const { axis } = first;
  return builder.pad(
    builder.concat([first.content, second.content], axis),
    shape.map((_, index) => (index === axis ? first.start : 0)),
    shape.map((size, index) => (index === axis ? size - second.end : 0)),
    0,
  );
};

function segmentOf({ operation, operands, shape }: Value): Segment | undefined {
  const [content] = operands;
  if (operation.kind !== 'pad' || operation.value !== 0 || content === undefined) return undefined;
  const axes = shape.flatMap((size, axis) => (size === content.shape[axis] ? [] : [axis]));
  const [axis] = axes;
  if (axis === undefined || axes.length > 1) return undefined;
  const [start, end] = [operation.before[axis] ?? 0, (shape[axis] ?? 0) - (operation.after[axis] ?? 0)];
  return { axis, start, end, content };
}

export const shapeRules: readonly Rule[] = [
  reshape,
  transpose,
  broadcast,
  wholeTensor,
  trivialReduce,
  transposedMatrix,
  productBias,
  joinSegments,
];
