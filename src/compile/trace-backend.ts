import * as tf from '@tensorflow/tfjs';
import { DataDependentTraceError, UnsupportedOpError } from '../errors.js';
import { GraphBuilder } from './graph-builder.js';
import type { ElementType, Value } from './ir.js';

// Without its banner and duplicate-kernel warnings.
tf.enableProdMode();

export const traceBackendName = 'soft-decision-tree-trace';

/** A call of a TensorFlow.js kernel on traced values. */
export interface KernelCall {
  readonly builder: GraphBuilder;
  /** Operands in the order in which TensorFlow.js lists them, for kernels that take any number. */
  readonly operands: readonly Value[];
  readonly attributes: tf.NamedAttrMap | undefined;
  /** A named operand. */
  readonly operand: (name: string) => Value;
  /** A named operand that may be left out. */
  readonly optionalOperand: (name: string) => Value | undefined;
}

/** Records what a kernel computes and infers the shapes of its results. */
export type KernelRule = (call: KernelCall) => Value | readonly Value[];

/**
 * A TensorFlow.js backend whose kernels compute nothing: each records a node of the graph that is being traced.
 * TensorFlow.js's own gradients dispatch kernels, so that the backward pass is recorded in the same way.
 */
export class TraceBackend extends tf.KernelBackend {
  builder = new GraphBuilder();
  /** The layer of a layers model that is being called, for error messages. */
  currentLayer: string | undefined;
  #values = new WeakMap<object, Value>();

  /** Forgets the last trace. */
  reset(): void {
    this.builder = new GraphBuilder();
    this.currentLayer = undefined;
    this.#values = new WeakMap();
  }

  /** A tensor of a traced value, as kernels return it. */
  infoOf(value: Value): tf.TensorInfo {
    const dataId = {};
    this.#values.set(dataId, value);
    return { dataId, shape: [...value.shape], dtype: value.elementType };
  }

  /** The value behind a tensor; a tensor that was made before the trace becomes a constant. */
  tracedValue({ dataId, shape, dtype }: tf.TensorInfo): Value {
    const known = this.#values.get(dataId);
    if (known !== undefined) return known;
    const owner = tf.engine().state.tensorInfo.get(dataId)?.backend;
    if (owner === undefined || owner === this) throw new Error('A tensor of an earlier trace was used.');
    const constant = this.#constant(owner.readSync(dataId), shape, dtype);
    this.#values.set(dataId, constant);
    return constant;
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    const dataId = {};
    this.#values.set(dataId, this.#constant(values, shape, dtype));
    return dataId;
  }

  override move(dataId: object, values: tf.BackendValues, shape: number[], dtype: tf.DataType): void {
    this.#values.set(dataId, this.#constant(values, shape, dtype));
  }

  override readSync(): never {
    throw new DataDependentTraceError(
      'The program reads the value of a tensor (dataSync, arraySync, print, or a JavaScript condition on it), ' +
        'but when it is compiled no value exists yet. Express the choice with tensor operations such as tf.where.',
    );
  }

  override async read(): Promise<never> {
    return Promise.resolve().then(() => this.readSync());
  }

  override disposeData(): boolean {
    return true;
  }

  override incRef(): void {
    // Values live as long as the graph; there is nothing to count.
  }

  override refCount(): number {
    return 1;
  }

  override numDataIds(): number {
    return 0;
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override timerAvailable(): boolean {
    return false;
  }

  override dispose(): void {
    this.reset();
  }

  #constant(values: tf.BackendValues | null, shape: readonly number[], dtype: tf.DataType): Value {
    const elementType = supportedElementType(dtype, 'constant', this.currentLayer);
    return this.builder.constant(copyValues(values ?? [], elementType), shape, elementType);
  }
}

const backend = new TraceBackend();
tf.registerBackend(traceBackendName, () => backend, 0);

/** The one trace backend; tracing is synchronous, so that two traces never overlap. */
export function traceBackend(): TraceBackend {
  return backend;
}

/** Makes the rule answer for a TensorFlow.js kernel on the trace backend. */
export function registerRule(kernelName: string, rule: KernelRule): void {
  tf.registerKernel({
    kernelName,
    backendName: traceBackendName,
    kernelFunc: ({ inputs, attrs }) => {
      const infos = inputs as Record<string, tf.TensorInfo | null | undefined>;
      const optionalOperand = (name: string): Value | undefined => {
        const info = infos[name];
        return info === null || info === undefined ? undefined : backend.tracedValue(info);
      };
      const result = rule({
        builder: backend.builder,
        get operands() {
          return Object.values(infos).flatMap((info) =>
            info === null || info === undefined ? [] : [backend.tracedValue(info)],
          );
        },
        attributes: attrs,
        optionalOperand,
        operand: (name) => {
          const value = optionalOperand(name);
          if (value === undefined)
            throw new UnsupportedOpError(kernelName, backend.currentLayer, `no ${name}`);
          return value;
        },
      });
      return isList(result) ? result.map((value) => backend.infoOf(value)) : backend.infoOf(result);
    },
  });
}

/** @throws {UnsupportedOpError} for strings and complex numbers. */
export function supportedElementType(dtype: tf.DataType, kernel: string, layer?: string): ElementType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new UnsupportedOpError(kernel, layer, `tensors of type ${dtype} cannot be compiled`);
}

function isList(result: Value | readonly Value[]): result is readonly Value[] {
  return Array.isArray(result);
}

function copyValues(
  values: tf.BackendValues,
  elementType: ElementType,
): Float32Array | Int32Array | Uint8Array {
  const numbers = Array.from(values as ArrayLike<number | boolean>, Number);
  if (elementType === 'float32') return Float32Array.from(numbers);
  return elementType === 'int32' ? Int32Array.from(numbers) : Uint8Array.from(numbers);
}
