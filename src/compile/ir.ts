/** Element type of a value. Booleans come from comparisons; int32 only from casts and constants. */
export type ElementType = 'float32' | 'int32' | 'bool';

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

export type ArithmeticFunction = 'add' | 'sub' | 'mul' | 'div' | 'pow' | 'maximum' | 'minimum';
export type ComparisonFunction = 'greater' | 'greaterEqual' | 'less' | 'lessEqual' | 'equal';
export type LogicalFunction = 'and' | 'or';
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
  /** `[condition, then, otherwise]`. */
  | { readonly kind: 'select' }
  | { readonly kind: 'cast' }
  /** `[a, b]` or, for two matrices, `[a, b, bias]`. */
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
  /** `[x, filter]` or `[x, filter, bias]`. */
  | { readonly kind: 'convolution'; readonly window: Window; readonly groups: number }
  /** `[dy, filter]` to the gradient of x. */
  | { readonly kind: 'convolutionInputGradient'; readonly window: Window; readonly groups: number }
  /** `[x, dy]` to the gradient of the filter. */
  | { readonly kind: 'convolutionFilterGradient'; readonly window: Window; readonly groups: number }
  | { readonly kind: 'maxPool'; readonly window: Window }
  /** `[dy, x]` to the gradient of x; of equal greatest elements the first one receives it. */
  | { readonly kind: 'maxPoolGradient'; readonly window: Window }
  /** Padding is not counted in the average. */
  | { readonly kind: 'averagePool'; readonly window: Window };

/** One number for all elements, or row-major values. */
export type ConstantValues = number | Float32Array | Int32Array | Uint8Array;

/** A node of the graph and the one tensor that it computes. Nodes never change once made. */
export interface Value {
  readonly id: number;
  readonly operation: Operation;
  readonly operands: readonly Value[];
  readonly shape: readonly number[];
  readonly elementType: ElementType;
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
    return `  %${value.id} = ${printName(value.operation)}(${operands})${attributes} : ${value.elementType}[${value.shape.join(', ')}]`;
  });
  const outputs = Object.entries(graph.outputs).map(([name, value]) => `${name} = %${value.id}`);
  return [`${graph.name} {`, ...lines, `  return ${outputs.join(', ')}`, '}'].join('\n');
}

function printName(operation: Operation): string {
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
