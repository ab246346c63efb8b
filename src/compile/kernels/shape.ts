import * as tf from '@tensorflow/tfjs';
import { UnsupportedOpError } from '../../errors.js';
import { dimension } from '../graph-builder.js';
import { sizeOf } from '../ir.js';
import { registerRule, supportedElementType } from '../trace-backend.js';

registerRule(tf.Identity, ({ operand }) => operand('x'));

registerRule(tf.Reshape, ({ builder, operand, attributes }) => {
  const x = operand('x');
  const { shape } = attributes as unknown as tf.ReshapeAttrs;
  return builder.reshape(x, tf.util.inferFromImplicitShape(shape, sizeOf(x.shape)));
});

registerRule(tf.ExpandDims, ({ builder, operand, attributes }) => {
  const x = operand('input');
  const { dim } = attributes as unknown as tf.ExpandDimsAttrs;
  const shape = [...x.shape];
  shape.splice(dim < 0 ? x.shape.length + dim + 1 : dim, 0, 1);
  return builder.reshape(x, shape);
});

registerRule(tf.Transpose, ({ builder, operand, attributes }) =>
  builder.transpose(operand('x'), (attributes as unknown as tf.TransposeAttrs).perm),
);

registerRule(tf.BroadcastTo, ({ builder, operand, attributes }) =>
  builder.broadcast(operand('x'), (attributes as unknown as tf.BroadCastToAttrs).shape),
);

registerRule(tf.Tile, ({ builder, operand, attributes }) => {
  const x = operand('x');
  const { reps } = attributes as unknown as tf.TileAttrs;
  const repeatsOnlyOnes = x.shape.every((size, axis) => size === 1 || reps[axis] === 1);
  return repeatsOnlyOnes && reps.length === x.shape.length
    ? builder.broadcast(
        x,
        x.shape.map((size, axis) => size * dimension(reps, axis)),
      )
    : builder.tile(x, reps);
});

registerRule(tf.Slice, ({ builder, operand, attributes }) => {
  const x = operand('x');
  const { begin, size } = attributes as unknown as { begin: number | number[]; size?: number | number[] };
  // A single number speaks of the first axis; sizes that are left out or -1 reach to the end.
  const [begins, sizes] = [[begin].flat(), size === undefined ? [] : [size].flat()];
  const from = x.shape.map((_, axis) => begins[axis] ?? 0);
  const shape = x.shape.map((all, axis) => {
    const wanted = sizes[axis] ?? -1;
    return wanted < 0 ? all - dimension(from, axis) : wanted;
  });
  return builder.slice(x, from, shape);
});

registerRule(tf.Concat, ({ builder, operands, attributes }) => {
  const { axis } = attributes as unknown as tf.ConcatAttrs;
  const present = operands.filter((value) => !value.shape.includes(0));
  const rank = present[0]?.shape.length ?? 0;
  return builder.concat(present, axis < 0 ? axis + rank : axis);
});

registerRule(tf.SplitV, ({ builder, operand, attributes }) => {
  const x = operand('x');
  const { numOrSizeSplits, axis } = attributes as unknown as tf.SplitVAttrs;
  const splitAxis = axis < 0 ? axis + x.shape.length : axis;
  const total = dimension(x.shape, splitAxis);
  const sizes =
    typeof numOrSizeSplits === 'number'
      ? Array.from({ length: numOrSizeSplits }, () => total / numOrSizeSplits)
      : withInferredSize(numOrSizeSplits, total);
  let start = 0;
  return sizes.map((size) => {
    const begin = x.shape.map((_, index) => (index === splitAxis ? start : 0));
    start += size;
    return builder.slice(
      x,
      begin,
      x.shape.map((all, index) => (index === splitAxis ? size : all)),
    );
  });
});

/** One of the sizes may be -1: what the others leave. */
function withInferredSize(sizes: readonly number[], total: number): number[] {
  const known = sizes.reduce((sum, size) => sum + Math.max(size, 0), 0);
  return sizes.map((size) => (size === -1 ? total - known : size));
}

registerRule(tf.Pack, ({ builder, operands, attributes }) => {
  const { axis } = attributes as unknown as tf.PackAttrs;
  const rank = operands[0]?.shape.length ?? 0;
  const at = axis < 0 ? axis + rank + 1 : axis;
  return builder.concat(
    operands.map((value) =>
      builder.reshape(value, [...value.shape.slice(0, at), 1, ...value.shape.slice(at)]),
    ),
    at,
  );
});

registerRule(tf.Unpack, ({ builder, operand, attributes }) => {
  const x = operand('value');
  const { axis } = attributes as unknown as tf.UnpackAttrs;
  const at = axis < 0 ? axis + x.shape.length : axis;
  const shape = x.shape.map((size, index) => (index === at ? 1 : size));
  return Array.from({ length: dimension(x.shape, at) }, (_, index) => {
    const begin = x.shape.map((_size, candidate) => (candidate === at ? index : 0));
    return builder.reshape(
      builder.slice(x, begin, shape),
      shape.filter((_size, candidate) => candidate !== at),
    );
  });
});

registerRule(tf.PadV2, ({ builder, operand, attributes }) => {
  const { paddings, constantValue } = attributes as unknown as tf.PadV2Attrs;
  return builder.pad(
    operand('x'),
    paddings.map(([before]) => before),
    paddings.map(([, after]) => after),
    constantValue,
  );
});

registerRule(tf.Fill, ({ builder, attributes }) => {
  const { shape, value, dtype } = attributes as unknown as tf.FillAttrs;
  if (typeof value !== 'number')
    throw new UnsupportedOpError(tf.Fill, undefined, 'only numbers can be filled in');
  return builder.constant(value, shape, supportedElementType(dtype, tf.Fill));
});

registerRule(tf.OnesLike, ({ builder, operand }) => {
  const { shape, elementType } = operand('x');
  return builder.constant(1, shape, elementType);
});
registerRule(tf.ZerosLike, ({ builder, operand }) => {
  const { shape, elementType } = operand('x');
  return builder.constant(0, shape, elementType);
});
