import { loadOnnxruntime, type ort } from './onnxruntime.js';
import type { OnnxruntimeOptions } from './onnxruntime-options.js';
import { createSession } from './onnxruntime-session.js';

/** Numbers that a model takes. */
export type TensorValues = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array;

/** What an ONNX model takes or gives, as it declares it. */
export interface OnnxValue {
  readonly name: string;
  /** Type of the elements: `float32`, `int64`, ...; absent for what is no tensor: sequences, maps. */
  readonly type?: ort.Tensor.Type | undefined;
  /** Sizes, or names of those that are open; empty where nothing is declared. */
  readonly shape: readonly (number | string)[];
}

/** A tensor that a model answered with, as float32. */
export interface OnnxOutput {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** An ONNX model of any other program, run by onnxruntime. */
export interface OnnxModel {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /**
   * @param input values of the only input
   * @param outputs names of outputs that are tensors of `float32` or `float64`
   * @returns the outputs, in that order
   */
  run(
    input: { readonly values: TensorValues; readonly shape: readonly number[] },
    outputs: readonly string[],
  ): Promise<OnnxOutput[]>;
  /** Frees the model. */
  dispose(): Promise<void>;
}

/**
 * Loads an ONNX model, those of `ai.onnx.ml` among them.
 *
 * @param model its bytes, or the path of its file where weights lie in files beside it
 * @throws {Error} onnxruntime's, when it cannot load the model
 */
export async function loadOnnxModel(
  model: Uint8Array | string,
  options: OnnxruntimeOptions = {},
): Promise<OnnxModel> {
  const { Tensor } = await loadOnnxruntime();
  const session = await createSession(model, options);
  return {
    inputs: session.inputMetadata.map(valueOf),
    outputs: session.outputMetadata.map(valueOf),
    async run({ values, shape }, outputs) {
      const feeds = { [session.inputNames[0] ?? '']: tensorOf(Tensor, values, shape) };
      const answers = await session.run(feeds, outputs);
      return outputs.map((name) => outputOf(answers[name], name));
    },
    dispose: () => session.release(),
  };
}

function valueOf(value: ort.InferenceSession.ValueMetadata): OnnxValue {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, shape: [] };
}

function tensorOf(Tensor: typeof ort.Tensor, values: TensorValues, shape: readonly number[]): ort.Tensor {
  if (values instanceof Float32Array) return new Tensor('float32', values, shape);
  if (values instanceof Float64Array) return new Tensor('float64', values, shape);
  if (values instanceof BigInt64Array) return new Tensor('int64', values, shape);
  if (values instanceof Int32Array) return new Tensor('int32', values, shape);
  return new Tensor('uint8', values, shape);
}

function outputOf(answer: ort.OnnxValue | undefined, name: string): OnnxOutput {
  const { data, dims } = answer ?? {};
  if (dims !== undefined && data instanceof Float32Array) return { shape: dims, values: data };
  if (dims !== undefined && data instanceof Float64Array)
    return { shape: dims, values: Float32Array.from(data) };
  throw new Error(`onnxruntime gave no tensor of real numbers as "${name}"`);
}
