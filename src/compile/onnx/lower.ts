import { is, type Graph, type Kind, type Operation, type Value } from '../ir.js';
import { analyze, type SharedPool } from './analysis.js';
import {
  lowerConvolution,
  lowerConvolutionFilterGradient,
  lowerConvolutionInputGradient,
} from './convolution.js';
import { lowerArithmetic, lowerComparison, lowerLogical, lowerUnary } from './elementwise.js';
import type { Lower, Lowering, WrittenPool } from './lowering.js';
import { OnnxModelBuilder, type OnnxSignature } from './model-builder.js';
import { assertOpen, expandedSizes, openSizes } from './open-batch.js';
import { lowerAveragePool, lowerMaxPool, lowerMaxPoolGradient, writePool } from './pooling.js';
import { writeSplit } from './split.js';

const elementTypeCodes = { float32: 1, int32: 6, bool: 9 };

const reduceTypes = {
  sum: 'ReduceSum',
  mean: 'ReduceMean',
  max: 'ReduceMax',
  min: 'ReduceMin',
  prod: 'ReduceProd',
} as const;

const lowerMatMul: Lower<'matMul'> = ({ transposeA, transposeB }, { model, names, value, output }) => {
  if (value.operands.slice(0, 2).every(({ shape }) => shape.length === 2)) {
    return model.node('Gemm', names, { transA: Number(transposeA), transB: Number(transposeB) }, output);
  }
  const transposed = (name: string, { shape: { length: rank } }: Value): string => {
    const permutation = Array.from({ length: rank - 2 }, (_, axis) => axis);
    return model.node('Transpose', [name], { perm: [...permutation, rank - 1, rank - 2] });
  };
  const [a, b] = value.operands;
  const left = transposeA ? transposed(names[0], a) : names[0];
  const right = transposeB ? transposed(names[1], b) : names[1];
  return model.node('MatMul', [left, right], {}, output);
};

const lowerSlice: Lower<'slice'> = ({ begin, strides }, { model, names, value, output }) => {
  const [x] = value.operands;
  const axes = begin.flatMap((_, axis) => (x.shape[axis] === value.shape[axis] ? [] : [axis]));
  const pick = (values: readonly number[]): number[] => axes.map((axis) => values[axis] ?? 0);
  const ends = begin.map((start, axis) => start + ((value.shape[axis] ?? 1) - 1) * (strides[axis] ?? 1) + 1);
  const limits = [pick(begin), pick(ends), axes, pick(strides)].map((values) => model.int64(values));
  return model.node('Slice', [...names, ...limits], {}, output);
};

/** One function for each kind of operation: a missing one fails the compiler. */
const lowerings: { readonly [K in Kind]: Lower<K> } = {
  // Inputs have their names before anything is lowered.
  input: ({ name }) => name,
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
  reshape: (_, { model, names, value, output, openBatch }) =>
    model.node('Reshape', [...names, model.int64(openSizes(value.shape, openBatch))], {}, output),
  transpose: ({ permutation }, { model, names, output }) =>
    model.node('Transpose', names, { perm: permutation }, output),
  broadcast: (_, { model, names, value, output, openBatch }) =>
    model.node('Expand', [...names, model.int64(expandedSizes(value, openBatch))], {}, output),
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

/** A form of an ONNX model that other programs run. */
export interface OnnxForm {
  /** Rows that the graph was traced with, `openBatchFor` it: the model takes any number of them. Default: as many. */
  readonly openBatch?: number | undefined;
  /** Values that become part of the model, by the names of the graph's inputs; default: none. */
  readonly weights?: Readonly<Record<string, Float32Array>>;
  /** Names by those of the graph's inputs and outputs; default: the same. */
  readonly names?: Readonly<Record<string, string>>;
}

/**
 * Writes a graph as an ONNX model whose inputs and outputs have the names of the graph's.
 *
 * @throws {InvalidInputError} when the number of rows is to be open, and something depends on it
 */
export function lowerToOnnx(
  graph: Graph,
  { openBatch, weights = {}, names: newNames = {} }: OnnxForm = {},
): Uint8Array {
  const model = new OnnxModelBuilder();
  const analysis = analyze(graph, openBatch === undefined);
  const newName = (name: string): string => newNames[name] ?? name;
  const names = new Map<Value, string>();
  const pools = new Map<SharedPool, WrittenPool>();
  const nameOf = (value: Value): string => {
    const name = names.get(value);
    if (name === undefined) throw new Error('operands come before their users');
    return name;
  };
  // What several values share, a pool or a split, is written when the first of them is met.
  const poolOf = (value: Value): WrittenPool | undefined => {
    const shared = analysis.pools.get(value);
    if (shared === undefined) return undefined;
    const pool = pools.get(shared) ?? writePool(model, nameOf(shared.x), shared);
    pools.set(shared, pool);
    return pool;
  };
  for (const value of analysis.order) {
    if (names.has(value)) continue;
    const split = analysis.splits.get(value);
    if (split !== undefined) {
      for (const [part, name] of writeSplit(model, nameOf(split.x), split)) {
        if (analysis.splits.has(part)) names.set(part, name);
      }
      continue;
    }
    const outputName = analysis.outputNames.get(value);
    const output = outputName === undefined ? undefined : newName(outputName);
    if (is(value, 'input')) {
      const { name } = value.operation;
      const values = weights[name];
      names.set(
        value,
        values === undefined ? newName(name) : model.constant(values, value.shape, value.elementType),
      );
      continue;
    }
    const pool = poolOf(value);
    assertOpen(value, openBatch);
    const lowering = { model, analysis, value, names: value.operands.map(nameOf), openBatch, output, pool };
    names.set(value, lowerOperation(value.operation, lowering));
  }
  // A graph output that another output or an input already carries needs a node of its own.
  for (const [name, value] of Object.entries(graph.outputs)) {
    if (analysis.outputNames.get(value) !== name) model.node('Identity', [nameOf(value)], {}, newName(name));
  }
  const signatureOf = ({ shape, elementType }: Value): OnnxSignature => ({
    shape: shape.map((size) => (openBatch !== undefined && size % openBatch === 0 ? 'batch' : size)),
    elementType,
  });
  const inputs = graph.inputs
    .filter((value) => !is(value, 'input') || weights[value.operation.name] === undefined)
    .map((value): [string, OnnxSignature] => [nameOf(value), signatureOf(value)]);
  const outputs = Object.entries(graph.outputs).map(([name, value]): [string, OnnxSignature] => [
    newName(name),
    signatureOf(value),
  ]);
  return model.encode(graph.name, inputs, outputs);
}

function lowerOperation(operation: Operation, lowering: Lowering): string {
  // The table pairs each kind with a function of that kind, which TypeScript cannot follow through an index.
  const lower = lowerings[operation.kind] as (operation: Operation, lowering: Lowering) => string;
  return lower(operation, lowering);
}
