/** Values of a constant of a graph model. */
type Values = Float32Array | Int32Array | readonly string[];
type DataType = 'float32' | 'int32' | 'string';

const tensorflowTypes: Readonly<Record<DataType, string>> = {
  float32: 'DT_FLOAT',
  int32: 'DT_INT32',
  string: 'DT_STRING',
};

/** An input or output as the model declares it; -1 for an open size. */
export interface TfjsSignature {
  readonly dtype: DataType;
  readonly shape: readonly number[];
}

/** Collects the nodes and weights of a TensorFlow.js graph model, by name. */
export class TfjsGraph {
  readonly #nodes: object[] = [];
  readonly #weights: { readonly spec: object; readonly bytes: Uint8Array }[] = [];
  readonly #inputs: Record<string, object> = {};

  input(name: string, signature: TfjsSignature): string {
    const { dtype, tensorShape } = declared(signature);
    this.#inputs[name] = { name: `${name}:0`, dtype, tensorShape };
    this.#nodes.push({
      name,
      op: 'Placeholder',
      attr: { dtype: { type: dtype }, shape: { shape: tensorShape } },
    });
    return name;
  }

  /** @param output its name, where it is one of the model's outputs */
  node(
    op: string,
    input: readonly string[],
    attr: Readonly<Record<string, object>> = {},
    output?: string,
  ): string {
    const name = output ?? `${op}_${this.#nodes.length}`;
    this.#nodes.push({ name, op, input, attr });
    return name;
  }

  constant(values: Values, shape: readonly number[]): string {
    const name = `constant_${this.#nodes.length}`;
    const dtype =
      values instanceof Float32Array ? 'float32' : values instanceof Int32Array ? 'int32' : 'string';
    const { dtype: type, tensorShape } = declared({ dtype, shape });
    this.#nodes.push({
      name,
      op: 'Const',
      attr: { dtype: { type }, value: { tensor: { dtype: type, tensorShape } } },
    });
    this.#weights.push({ spec: { name, shape, dtype }, bytes: bytesOf(values) });
    return name;
  }

  integer(...values: number[]): string {
    return this.constant(Int32Array.from(values), values.length === 1 ? [] : [values.length]);
  }

  /** Reduces an axis. */
  reduce(
    op: 'Prod' | 'Max' | 'Sum',
    input: string,
    axis: number,
    keepDims: boolean,
    output?: string,
  ): string {
    return this.node(op, [input, this.integer(axis)], { keep_dims: { b: keepDims } }, output);
  }

  concat(inputs: readonly string[], axis: number): string {
    const [only, ...others] = inputs;
    if (only !== undefined && others.length === 0) return only;
    return this.node('ConcatV2', [...inputs, this.integer(axis)], { N: { i: String(inputs.length) } });
  }

  gather(values: string, indices: string, axis: number, output?: string): string {
    return this.node('GatherV2', [values, indices, this.integer(axis)], { batch_dims: { i: '0' } }, output);
  }

  toFloat(input: string): string {
    return this.node('Cast', [input], { DstT: { type: tensorflowTypes.float32 } });
  }

  /**
   * The files of the model.
   *
   * @param weightsFile name of the file of the weights, which lies beside that of the model
   */
  files(
    outputs: Readonly<Record<string, TfjsSignature>>,
    weightsFile: string,
    userDefinedMetadata: object,
  ): { readonly model: string; readonly weights: Uint8Array } {
    const signatures = Object.entries(outputs).map(([name, signature]) => [
      name,
      { name: `${name}:0`, ...declared(signature) },
    ]);
    const model = {
      format: 'graph-model',
      generatedBy: 'soft-decision-tree',
      convertedBy: null,
      signature: { inputs: this.#inputs, outputs: Object.fromEntries(signatures) as object },
      userDefinedMetadata,
      modelTopology: { node: this.#nodes, library: {}, versions: { producer: 1 } },
      weightsManifest: [{ paths: [weightsFile], weights: this.#weights.map(({ spec }) => spec) }],
    };
    return { model: JSON.stringify(model), weights: joined(this.#weights.map(({ bytes }) => bytes)) };
  }
}

function declared({ dtype, shape }: TfjsSignature): { readonly dtype: string; readonly tensorShape: object } {
  return {
    dtype: tensorflowTypes[dtype],
    tensorShape: { dim: shape.map((size) => ({ size: String(size) })) },
  };
}

/** Little-endian numbers; texts as UTF-8, each behind its length. */
function bytesOf(values: Values): Uint8Array {
  if (values instanceof Float32Array || values instanceof Int32Array) {
    const view = new DataView(new ArrayBuffer(values.length * 4));
    for (const [index, value] of values.entries()) {
      if (values instanceof Float32Array) view.setFloat32(index * 4, value, true);
      else view.setInt32(index * 4, value, true);
    }
    return new Uint8Array(view.buffer);
  }
  return joined(
    values.flatMap((text) => {
      const bytes = new TextEncoder().encode(text);
      return [bytesOf(Int32Array.of(bytes.length)), bytes];
    }),
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}
