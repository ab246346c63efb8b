import {
  sizeOf,
  type ArithmeticFunction,
  type ComparisonFunction,
  type ConstantValues,
  type ElementType,
  type LogicalFunction,
  type Operation,
  type ReduceFunction,
  type UnaryFunction,
  type Value,
  type Window,
} from './ir.js';

type Shape = readonly number[];

/** Makes values: one method for each operation, which infers the shape and the element type of the result. */
export class GraphBuilder {
  #nextId = 0;
  readonly #interned = new Map<string, Value>();

  input(name: string, shape: Shape): Value {
    return this.make({ kind: 'input', name }, [], shape, 'float32');
  }

  constant(values: ConstantValues, shape: Shape, elementType: ElementType = 'float32'): Value {
    return this.make({ kind: 'constant', values: asSingleNumber(values) ?? values }, [], shape, elementType);
  }

  scalar(value: number): Value {
    return this.constant(value, []);
  }

  unary(name: UnaryFunction, x: Value): Value {
    return this.make({ kind: 'unary', function: name }, [x], x.shape, x.elementType);
  }

  arithmetic(name: ArithmeticFunction, a: Value, b: Value): Value {
    const operation: Operation = { kind: 'arithmetic', function: name };
    return this.make(operation, [a, b], broadcastShapes(a.shape, b.shape), a.elementType);
  }

  comparison(name: ComparisonFunction, a: Value, b: Value): Value {
    const operation: Operation = { kind: 'comparison', function: name };
    return this.make(operation, [a, b], broadcastShapes(a.shape, b.shape), 'bool');
  }

  logical(name: LogicalFunction, a: Value, b: Value): Value {
    return this.make({ kind: 'logical', function: name }, [a, b], broadcastShapes(a.shape, b.shape), 'bool');
  }

  select(condition: Value, then: Value, otherwise: Value): Value {
    const shape = broadcastShapes(condition.shape, broadcastShapes(then.shape, otherwise.shape));
    return this.make({ kind: 'select' }, [condition, then, otherwise], shape, then.elementType);
  }

  cast(x: Value, elementType: ElementType): Value {
    return x.elementType === elementType ? x : this.make({ kind: 'cast' }, [x], x.shape, elementType);
  }

  /**
   * `[..., n, k] x [..., k, m]`, each side transposed first if asked; leading axes broadcast. A product of two matrices may
   * have a bias that broadcasts to it.
   */
  matMul(a: Value, b: Value, transposeA: boolean, transposeB: boolean, bias?: Value): Value {
    const [rows, columns] = [a.shape.at(transposeA ? -1 : -2), b.shape.at(transposeB ? -2 : -1)];
    if (rows === undefined || columns === undefined)
      throw new RangeError('matMul needs operands of rank >= 2');
    const leading = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
    return this.make(
      { kind: 'matMul', transposeA, transposeB },
      bias === undefined ? [a, b] : [a, b, bias],
      [...leading, rows, columns],
      'float32',
    );
  }

  /** Keeps the reduced axes with size 1. */
  reduce(name: ReduceFunction, x: Value, axes: readonly number[]): Value {
    const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    return this.make({ kind: 'reduce', function: name, axes: [...axes].sort((a, b) => a - b) }, [x], shape);
  }

  softmax(x: Value): Value {
    return this.make({ kind: 'softmax' }, [x], x.shape);
  }

  logSoftmax(x: Value): Value {
    return this.make({ kind: 'logSoftmax' }, [x], x.shape);
  }

  reshape(x: Value, shape: Shape): Value {
    if (sizeOf(x.shape) !== sizeOf(shape)) {
      throw new RangeError(`cannot reshape [${x.shape.join(', ')}] to [${shape.join(', ')}]`);
    }
    return this.make({ kind: 'reshape' }, [x], shape, x.elementType);
  }

  transpose(x: Value, permutation: readonly number[]): Value {
    const shape = permutation.map((axis) => dimension(x.shape, axis));
    return this.make({ kind: 'transpose', permutation }, [x], shape, x.elementType);
  }

  broadcast(x: Value, shape: Shape): Value {
    return this.make({ kind: 'broadcast' }, [x], shape, x.elementType);
  }

  tile(x: Value, repeats: readonly number[]): Value {
    const shape = x.shape.map((size, axis) => size * dimension(repeats, axis));
    return this.make({ kind: 'tile', repeats }, [x], shape, x.elementType);
  }

  /** `shape` elements from `begin`, each axis in steps of its stride. */
  slice(x: Value, begin: readonly number[], shape: Shape, strides = shape.map(() => 1)): Value {
    return this.make({ kind: 'slice', begin, strides }, [x], shape, x.elementType);
  }

  concat(values: readonly Value[], axis: number): Value {
    const [first] = values;
    if (first === undefined) throw new RangeError('concat needs at least one operand');
    const total = values.reduce((sum, value) => sum + dimension(value.shape, axis), 0);
    const shape = first.shape.map((size, index) => (index === axis ? total : size));
    return this.make({ kind: 'concat', axis }, values, shape, first.elementType);
  }

  pad(x: Value, before: readonly number[], after: readonly number[], value: number): Value {
    const shape = x.shape.map((size, axis) => size + dimension(before, axis) + dimension(after, axis));
    return this.make({ kind: 'pad', before, after, value }, [x], shape, x.elementType);
  }

  convolution(x: Value, filter: Value, window: Window, groups: number, shape: Shape, bias?: Value): Value {
    const operands = bias === undefined ? [x, filter] : [x, filter, bias];
    return this.make({ kind: 'convolution', window, groups }, operands, shape);
  }

  convolutionInputGradient(dy: Value, filter: Value, window: Window, groups: number, shape: Shape): Value {
    return this.make({ kind: 'convolutionInputGradient', window, groups }, [dy, filter], shape);
  }

  convolutionFilterGradient(x: Value, dy: Value, window: Window, groups: number, shape: Shape): Value {
    return this.make({ kind: 'convolutionFilterGradient', window, groups }, [x, dy], shape);
  }

  maxPool(x: Value, window: Window, shape: Shape): Value {
    return this.make({ kind: 'maxPool', window }, [x], shape);
  }

  maxPoolGradient(dy: Value, x: Value, window: Window): Value {
    return this.make({ kind: 'maxPoolGradient', window }, [dy, x], x.shape);
  }

  averagePool(x: Value, window: Window, shape: Shape): Value {
    return this.make({ kind: 'averagePool', window }, [x], shape);
  }

  /** Makes the value, or gives back the equal one made before, so that nothing is computed twice. */
  make(
    operation: Operation,
    operands: readonly Value[],
    shape: Shape,
    elementType: ElementType = 'float32',
  ): Value {
    const make = (): Value => ({ id: this.#nextId++, operation, operands, shape: [...shape], elementType });
    if (operation.kind === 'constant' && typeof operation.values !== 'number') return make();
    const key = `${JSON.stringify(operation, spellOutNumber)}(${operands.map((operand) => operand.id).join()})${shape.join()}:${elementType}`;
    const known = this.#interned.get(key);
    if (known !== undefined) return known;
    const value = make();
    this.#interned.set(key, value);
    return value;
  }
}

/** Size of an axis that the caller knows to exist. */
export function dimension(shape: Shape, axis: number): number {
  const size = shape[axis];
  if (size === undefined) throw new RangeError(`no axis ${axis} in a shape of rank ${shape.length}`);
  return size;
}

/** The shape that two operands take together, as NumPy broadcasts. */
function broadcastShapes(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [left, right] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
    if (left !== right && left !== 1 && right !== 1) {
      throw new RangeError(`shapes [${a.join(', ')}] and [${b.join(', ')}] do not broadcast`);
    }
    return left === 1 ? right : left;
  });
}

/** JSON writes infinities and NaN as null, and -0 as 0; interning must tell them apart. */
function spellOutNumber(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value;
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The number that all elements equal, if they do: such constants are folded and stored once. */
function asSingleNumber(values: ConstantValues): number | undefined {
  if (typeof values === 'number') return values;
  const [first] = values;
  return first !== undefined && values.every((value) => Object.is(value, first)) ? first : undefined;
}
