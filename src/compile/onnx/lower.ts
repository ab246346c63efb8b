import { topologicalOrder, type Graph, type Operation, type Value } from '../ir.js';
import { announceMaxPoolGradient } from './batch-last.js';
import {
  lowerConvolution,
  lowerConvolutionFilterGradient,
  lowerConvolutionInputGradient,
} from './convolution.js';
import { lowerArithmetic, lowerComparison, lowerLogical, lowerUnary } from './elementwise.js';
import { OnnxModelBuilder } from './model-builder.js';
import { findSplits, lowerSplit } from './split.js';
import { lowerAveragePool, lowerMaxPool, lowerMaxPoolGradient } from './pooling.js';

/** What a lowering function may use: the model under construction and the ONNX names of the operands. */
export interface Lowering {
  readonly model: OnnxModelBuilder;
  readonly value: Value;
  /** ONNX names of the value's operands. */
  readonly names: readonly string[];
  /** The name that the result must have, if it is an output of the graph. */
  readonly output: string | undefined;
  /** ONNX results that several values of the graph share, by a key of the caller's. */
  readonly shared: Map<string, string>;
}

type Lower<K extends Operation['kind']> = (
  operation: Extract<Operation, { kind: K }>,
  lowering: Lowering,
) => string;

const elementTypeCodes = { float32: 1, int32: 6, bool: 9 };

const reduceTypes = {
  sum: 'ReduceSum',
  mean: 'ReduceMean',
  max: 'ReduceMax',
  min: 'ReduceMin',
  prod: 'ReduceProd',
} as const;

/** One function for each kind of operation: a missing one fails the compiler. */
const lowerings: { readonly [K in Exclude<Operation['kind'], 'input'>]: Lower<K> } = {
  constant: ({ values }, { model, value }) => model.constant(values, value.shape, value.elementType),
  unary: lowerUnary,
  arithmetic: lowerArithmetic,
  comparison: lowerComparison,
  logical: lowerLogical,
  select: (_, { model, names, output }) => model.node('Where', names, {}, output),
  cast: (_, { model, names, value, output }) =>
    model.node('Cast', names, { to: elementTypeCodes[value.elementType] }, output),
  matMul: lowerMatMul,
  reduce: ({ function: name, axes }, { model, names, output }) =>
    model.node(reduceTypes[name], [...names, model.int64(axes)], { keepdims: 1 }, output),
  softmax: (_, { model, names, output }) => model.node('Softmax', names, { axis: -1 }, output),
  logSoftmax: (_, { model, names, output }) => model.node('LogSoftmax', names, { axis: -1 }, output),
  reshape: (_, { model, names, value, output }) =>
    model.node('Reshape', [...names, model.int64(value.shape)], {}, output),
  transpose: ({ permutation }, { model, names, output }) =>
    model.node('Transpose', names, { perm: permutation }, output),
  broadcast: (_, { model, names, value, output }) =>
    model.node('Expand', [...names, model.int64(value.shape)], {}, output),
  tile: ({ repeats }, { model, names, output }) =>
    model.node('Tile', [...names, model.int64(repeats)], {}, output),
  slice: lowerSlice,
  concat: ({ axis }, { model, names, output }) => model.node('Concat', names, { axis }, output),
  pad: ({ before, after, value }, { model, names, output }) => {
    const amounts = model.int64([...before, ...after]);
    return model.node(
      'Pad',
      [...names, amounts, model.constant(value, [], 'float32')],
      { mode: 'constant' },
      output,
    );
  },
  convolution: lowerConvolution,
  convolutionInputGradient: lowerConvolutionInputGradient,
  convolutionFilterGradient: lowerConvolutionFilterGradient,
  maxPool: lowerMaxPool,
  maxPoolGradient: lowerMaxPoolGradient,
  averagePool: lowerAveragePool,
};

/** Writes a graph as an ONNX model whose inputs and outputs have the names of the graph's. */
export function lowerToOnnx(graph: Graph): Uint8Array {
  const model = new OnnxModelBuilder();
  const shared = new Map<string, string>();
  const names = new Map<Value, string>();
  const outputNames = new Map<Value, string>();
  for (const [name, value] of Object.entries(graph.outputs)) {
    const isComputed = value.operation.kind !== 'input' && value.operation.kind !== 'constant';
    if (isComputed && !outputNames.has(value)) outputNames.set(value, name);
  }
  const nameOf = (value: Value): string => {
    const name = names.get(value);
    if (name === undefined) throw new Error('operands come before their users');
    return name;
  };
  const order = topologicalOrder(Object.values(graph.outputs));
  const splits = findSplits(order);
  for (const { operation, operands } of order) {
    const [, x] = operands;
    if (operation.kind === 'maxPoolGradient' && x !== undefined) {
      announceMaxPoolGradient(x, operation.window, shared);
    }
  }
  for (const value of order) {
    const lowering = {
      model,
      value,
      names: value.operands.map(nameOf),
      output: outputNames.get(value),
      shared,
    };
    const split = splits.get(value);
    // Outputs of the graph have names of their own.
    const isPart = split !== undefined && lowering.output === undefined;
    names.set(value, isPart ? lowerSplit(split, lowering) : lowerOperation(value.operation, lowering));
  }
  // A graph output that another output or an input already carries needs a node of its own.
  for (const [name, value] of Object.entries(graph.outputs)) {
    if (outputNames.get(value) !== name) model.node('Identity', [nameOf(value)], {}, name);
  }
  const inputs = graph.inputs.map((value): [string, Value] => [nameOf(value), value]);
  return model.encode(graph.name, inputs, Object.entries(graph.outputs));
}

function lowerOperation(operation: Operation, lowering: Lowering): string {
  if (operation.kind === 'input') return operation.name;
  // The table pairs each kind with a function of that kind, which TypeScript cannot follow through an index.
  const lower = lowerings[operation.kind] as (operation: Operation, lowering: Lowering) => string;
  return lower(operation, lowering);
}

function lowerMatMul(
  { transposeA, transposeB }: Extract<Operation, { kind: 'matMul' }>,
  { model, names, value, output }: Lowering,
): string {
  if (value.operands.slice(0, 2).every(({ shape }) => shape.length === 2)) {
    return model.node('Gemm', names, { transA: Number(transposeA), transB: Number(transposeB) }, output);
  }
  const [a, b] = [transposeA, transposeB].map((isTransposed, index) => {
    const name = names[index] ?? '';
    if (!isTransposed) return name;
    const rank = value.operands[index]?.shape.length ?? 0;
    const permutation = Array.from({ length: rank }, (_, axis) => axis);
    return model.node('Transpose', [name], { perm: [...permutation.slice(0, -2), rank - 1, rank - 2] });
  });
  return model.node('MatMul', [a ?? '', b ?? ''], {}, output);
}

function lowerSlice(
  { begin, strides }: Extract<Operation, { kind: 'slice' }>,
  { model, names, value, output }: Lowering,
): string {
  const [x] = value.operands;
  const axes = begin.flatMap((_, axis) => (x?.shape[axis] === value.shape[axis] ? [] : [axis]));
  const pick = (values: readonly number[]): number[] => axes.map((axis) => values[axis] ?? 0);
  const ends = begin.map((start, axis) => start + ((value.shape[axis] ?? 1) - 1) * (strides[axis] ?? 1) + 1);
  const limits = [pick(begin), pick(ends), axes, pick(strides)].map((values) => model.int64(values));
  return model.node('Slice', [...names, ...limits], {}, output);
}
