import { is, sameShape, sizeOf, type Value } from '../ir.js';
import { kindFirst, on, uniformValue, type Rule } from './matcher.js';

export const shapeRules: readonly Rule[] = [
  on('reshape', ({ operands: [x], shape, elementType }, builder) => {
    if (sameShape(x.shape, shape)) return x;
    if (is(x, 'reshape')) return builder.reshape(x.operands[0], shape);
    return is(x, 'constant') ? builder.constant(x.operation.values, shape, elementType) : undefined;
  }),

  on('transpose', ({ operation: { permutation }, operands: [x], shape }, builder) => {
    if (is(x, 'transpose')) {
      const first = x.operation.permutation;
      const joined = permutation.map((axis) => first[axis] ?? axis);
      return builder.transpose(x.operands[0], joined);
    }
    // One that moves only axes of size 1 is a reshape.
    const movedAxes = permutation.filter((axis) => x.shape[axis] !== 1);
    const isInOrder = movedAxes.every((axis, index) => index === 0 || axis > (movedAxes[index - 1] ?? -1));
    return isInOrder ? builder.reshape(x, shape) : undefined;
  }),

  on('broadcast', ({ operands: [x], shape }, builder) => {
    if (sameShape(x.shape, shape)) return x;
    return is(x, 'broadcast') ? builder.broadcast(x.operands[0], shape) : undefined;
  }),

  on(['transpose', 'broadcast'], ({ operands: [x], shape, elementType }, builder) => {
    const value = uniformValue(x);
    return value === undefined ? undefined : builder.constant(value, shape, elementType);
  }),

  // What takes, adds or repeats nothing.
  on(['slice', 'pad', 'tile'], ({ operands: [x], shape }) => (sameShape(x.shape, shape) ? x : undefined)),

  // Concatenations of one, and of concatenations.
  on('concat', ({ operation: { axis }, operands }, builder) => {
    if (operands.length === 1) return operands[0];
    const flat = operands.flatMap((operand) =>
      is(operand, 'concat') && operand.operation.axis === axis ? operand.operands : [operand],
    );
    return flat.length === operands.length ? undefined : builder.concat(flat, axis);
  }),

  // A sum over axes of size 1 only moves no number.
  on('reduce', ({ operation, operands: [x], shape }, builder) =>
    operation.axes.every((axis) => x.shape[axis] === 1) ? builder.reshape(x, shape) : undefined,
  ),

  // A matrix that is transposed before a product is transposed by the product.
  on('matMul', ({ operation, operands: [a, b, bias] }, builder) => {
    const [left, right] = [transposedMatrix(a), transposedMatrix(b)];
    if (left === undefined && right === undefined) return undefined;
    const transposeA = operation.transposeA !== (left !== undefined);
    const transposeB = operation.transposeB !== (right !== undefined);
    return builder.matMul(left ?? a, right ?? b, transposeA, transposeB, bias);
  }),

  // A bias that is added to a product of matrices is added by the product itself.
  on('arithmetic', 'add', ({ operands, shape }, builder) => {
    const [product, bias] = kindFirst('matMul', operands) ?? [];
    if (product === undefined || bias === undefined) return undefined;
    const [a, b, present] = product.operands;
    if (present !== undefined || a.shape.length !== 2 || b.shape.length !== 2) return undefined;
    // A whole matrix is as quickly added afterwards.
    const isVector = bias.shape.length <= 2 && sizeOf(bias.shape) <= Math.max(...shape);
    if (!isVector || !sameShape(product.shape, shape)) return undefined;
    return builder.matMul(a, b, product.operation.transposeA, product.operation.transposeB, bias);
  }),

  // The sum of the padded gradients of neighboring slices is their concatenation.
  on('arithmetic', 'add', ({ operands: [a, b], shape }, builder) => {
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
  }),
];

function transposedMatrix(value: Value): Value | undefined {
  return is(value, 'transpose') && value.shape.length === 2 ? value.operands[0] : undefined;
}

interface Segment {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly content: Value;
}

/** Where along one axis a value that is padded with zeros lies. */
function segmentOf(value: Value): Segment | undefined {
  if (!is(value, 'pad') || value.operation.value !== 0) return undefined;
  const { operation, operands, shape } = value;
  const [content] = operands;
  const axes = shape.flatMap((size, axis) => (size === content.shape[axis] ? [] : [axis]));
  const [axis] = axes;
  if (axis === undefined || axes.length > 1) return undefined;
  const [start, end] = [operation.before[axis] ?? 0, (shape[axis] ?? 0) - (operation.after[axis] ?? 0)];
  return { axis, start, end, content };
}
