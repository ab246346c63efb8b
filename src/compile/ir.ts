/** Element type of a value. Booleans come from comparisons; int32 only from casts and constants. */
export type ElementType = 'float32' | 'int32' | 'bool';

/** Functions of one operand. */
export type UnaryFunction =
  | 'abs'
  | 'ceil'
  | 'cos'
  | 'erf'
  | 'exp'
  | 'floor'
  | 'log'
  | 'log1p'
  | 'logicalNot'
  | 'neg'
  | 'reciprocal'
  | 'relu'
  | 'round'
  | 'sigmoid'
  | 'sign'
  | 'sin'
  | 'softplus'
  | 'sqrt'
  | 'square'
  | 'tanh';

/** Functions of two operands. */
export type ArithmeticFunction = 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'maximum' | 'minimum';
/** Comparisons of two operands. */
export type ComparisonFunction = 'greater' | 'greaterEqual' | 'less' | 'lessEqual' | 'equal';
/** Functions of truth values. */
export type LogicalFunction = 'and' | 'or';
/** What sums up an axis. */
export type ReduceFunction = 'sum' | 'mean' | 'max' | 'min' | 'prod';

/** A sliding window over `[batch, channels, height, width]`. */
export interface Window {
  readonly size: readonly [height: number, width: number];
  readonly strides: readonly [height: number, width: number];
  readonly dilations: readonly [height: number, width: number];
  /** Zeros added at `[top, left, bottom, right]`. */
  readonly padding: readonly [top: number, left: number, bottom: number, right: number];
}

/**
 * What a node computes. Elementwise operations broadcast as NumPy does. Convolution and pooling work on
 * `[batch, channels, height, width]` with filters `[outputs, inputs / groups, height, width]`.
 */
export type Operation =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'constant'; readonly values: ConstantValues }
  | { readonly kind: 'unary'; readonly function: UnaryFunction }
  | { readonly kind: 'arithmetic'; readonly function: ArithmeticFunction }
  | { readonly kind: 'comparison'; readonly function: ComparisonFunction }
  | { readonly kind: 'logical'; readonly function: LogicalFunction }
  | { readonly kind: 'select' }
  | { readonly kind: 'cast' }
  | { readonly kind: 'matMul'; readonly transposeA: boolean; readonly transposeB: boolean }
  /** The reduced axes are kept with size 1. */
  | { readonly kind: 'reduce'; readonly function: ReduceFunction; readonly axes: readonly number[] }
  /** Over the last axis. */
  | { readonly kind: 'softmax' }
  | { readonly kind: 'logSoftmax' }
  | { readonly kind: 'reshape' }
  | { readonly kind: 'transpose'; readonly permutation: readonly number[] }
  /** To the node's shape, as NumPy broadcasts. */
  | { readonly kind: 'broadcast' }
  | { readonly kind: 'tile'; readonly repeats: readonly number[] }
  | { readonly kind: 'slice'; readonly begin: readonly number[]; readonly strides: readonly number[] }
  | { readonly kind: 'concat'; readonly axis: number }
  | {
      readonly kind: 'pad';
      readonly before: readonly number[];
      readonly after: readonly number[];
      readonly value: number;
    }
  | { readonly kind: 'convolution'; readonly window: Window; readonly groups: number }
  /** The gradient of x. */
  | { readonly kind: 'convolutionInputGradient'; readonly window: Window; readonly groups: number }
  /** The gradient of the filter. */
  | { readonly kind: 'convolutionFilterGradient'; readonly window: Window; readonly groups: number }
  | { readonly kind: 'maxPool'; readonly window: Window }
  /** The gradient of x; of equal greatest elements the first one receives it. */
  | { readonly kind: 'maxPoolGradient'; readonly window: Window }
  /** Padding is not counted in the average. */
  | { readonly kind: 'averagePool'; readonly window: Window };

/** One number for all elements, or row-major values. */
export type ConstantValues = number | Float32Array | Int32Array | Uint8Array;

/** Name of a kind of operation. */
export type Kind = Operation['kind'];
/** The operations of these kinds. */
export type OperationOf<K extends Kind> = Extract<Operation, { readonly kind: K }>;
/** The functions among which a kind of operation chooses; `never` for the others. */
export type FunctionOf<K extends Kind> = Extract<OperationOf<K>, { readonly function: string }>['function'];

type Pair = readonly [a: Value, b: Value];

/** The operands of the kinds that do not take exactly one. */
interface OperandLists {
  readonly input: readonly [];
  readonly constant: readonly [];
  readonly arithmetic: Pair;
  readonly comparison: Pair;
  readonly logical: Pair;
  readonly select: readonly [condition: Value, then: Value, otherwise: Value];
  /** A product of two matrices may have a bias. */
  readonly matMul: readonly [a: Value, b: Value, ...bias: Value[]];
  readonly concat: readonly [Value, ...Value[]];
  readonly convolution: readonly [x: Value, filter: Value, ...bias: Value[]];
  readonly convolutionInputGradient: readonly [dy: Value, filter: Value];
  readonly convolutionFilterGradient: readonly [x: Value, dy: Value];
  readonly maxPoolGradient: readonly [dy: Value, x: Value];
}

/** Operands of a kind of operation. */
export type OperandsOf<K extends Kind> = K extends keyof OperandLists ? OperandLists[K] : readonly [x: Value];

/** A node of the graph and the one tensor that it computes. Nodes never change once made. */
export interface Value {
  readonly id: number;
  readonly operation: Operation;
  readonly operands: readonly Value[];
  readonly shape: readonly number[];
  readonly elementType: ElementType;
}

/** A value of one of these kinds, with the operands that a `GraphBuilder` gives to such a value. */
export interface ValueOf<K extends Kind> extends Value {
  readonly operation: OperationOf<K>;
  readonly operands: OperandsOf<K>;
}

/** Whether the value is of this kind and, if one is named, computes this function. */
export function is<K extends Kind>(value: Value, kind: K, name?: FunctionOf<K>): value is ValueOf<K> {
  const { operation } = value;
  return operation.kind === kind && (name === undefined || nameOf(operation) === name);
}

/** A whole program: named inputs, and the named values that it gives back. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: Readonly<Record<string, Value>>;
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Whether two shapes are the same. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Values that the outputs depend on, operands before users. */
export function topologicalOrder(outputs: Iterable<Value>): Value[] {
  const order: Value[] = [];
  const seen = new Set<Value>();
  // An explicit stack: a deep tree's program can be deeper than the call stack.
  const stack = [...outputs].reverse().map((value) => ({ value, nextOperand: 0 }));
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const operand = seen.has(frame.value) ? undefined : frame.value.operands[frame.nextOperand];
    if (operand !== undefined) {
      frame.nextOperand += 1;
      if (!seen.has(operand)) stack.push({ value: operand, nextOperand: 0 });
      continue;
    }
    if (!seen.has(frame.value)) {
      seen.add(frame.value);
      order.push(frame.value);
    }
    stack.pop();
  }
  return order;
}

/** The graph as text, one line for each node: `%7 = matMul(%1, %5) {transposeB} : float32[64, 255]`. */
export function printGraph(graph: Graph): string {
  const lines = topologicalOrder(Object.values(graph.outputs)).map((value) => {
    const operands = value.operands.map((operand) => `%${operand.id}`).join(', ');
    const attributes = printAttributes(value.operation);
    return `  %${value.id} = ${nameOf(value.operation)}(${operands})${attributes} : ${value.elementType}[${value.shape.join(', ')}]`;
  });
  const outputs = Object.entries(graph.outputs).map(([name, value]) => `${name} = %${value.id}`);
  return [`${graph.name} {`, ...lines, `  return ${outputs.join(', ')}`, '}'].join('\n');
}

/** The function that an operation computes or, where its kind has only one, the kind. */
export function nameOf(operation: Operation): string {
  return 'function' in operation ? operation.function : operation.kind;
}

function printAttributes(operation: Operation): string {
  const attributes = Object.entries(operation)
    .filter(([name, value]) => name !== 'kind' && name !== 'function' && value !== false)
    .map(([name, value]) => {
      if (value === true) return name;
      if (ArrayBuffer.isView(value)) return `${name}: ...`;
      return `${name}: ${JSON.stringify(value)}`;
    });
  return attributes.length === 0 ? '' : ` {${attributes.join(', ')}}`;
}
