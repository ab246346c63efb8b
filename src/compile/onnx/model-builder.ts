import onnxProto from 'onnx-proto';
import type { ConstantValues, ElementType } from '../ir.js';
import { sizeOf } from '../ir.js';

const { onnx } = onnxProto;

/** Operator set that the models are written in; every name below exists in it with these attributes. */
const operatorSet = 18;
const irVersion = 8;

type Attribute = number | string | readonly number[] | readonly string[] | { readonly float: number };

/** Types of what goes into a model and comes out; programs that are traced know the first three. */
type OnnxElementType = ElementType | 'float64' | 'int64' | 'string';

/** What goes into a model or comes out. A size that is open has a name. */
export interface OnnxSignature {
  readonly shape: readonly (number | string)[];
  readonly elementType: OnnxElementType;
}

/** Operators beside those of ONNX itself, and the version of their set. */
const learningDomain = { domain: 'ai.onnx.ml', version: 3 };

const elementTypes: Record<OnnxElementType, number> = {
  float32: onnx.TensorProto.DataType.FLOAT,
  int32: onnx.TensorProto.DataType.INT32,
  bool: onnx.TensorProto.DataType.BOOL,
  float64: onnx.TensorProto.DataType.DOUBLE,
  int64: onnx.TensorProto.DataType.INT64,
  string: onnx.TensorProto.DataType.STRING,
};

/** Collects nodes and initializers of an ONNX model, by name. */
export class OnnxModelBuilder {
  readonly #nodes: InstanceType<typeof onnx.NodeProto>[] = [];
  readonly #initializers = new Map<string, InstanceType<typeof onnx.TensorProto>>();
  #hasLearningOperators = false;
  #nextName = 0;

  /** Adds a node with one output and gives the name of that output. */
  node(
    type: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
    output?: string,
  ): string {
    const name = output ?? this.freshName(type);
    this.nodeWithOutputs(type, inputs, [name], attributes);
    return name;
  }

  nodeWithOutputs(
    type: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Record<string, Attribute> = {},
  ): void {
    this.#nodes.push(
      new onnx.NodeProto({
        opType: type,
        name: `${type}_${this.#nodes.length}`,
        input: [...inputs],
        output: [...outputs],
        attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
      }),
    );
  }

  /** Numbers that stand for texts, one for each; `otherwise` for any other text. An operator of `ai.onnx.ml`. */
  numbersOfTexts(
    texts: string,
    { keys, values, otherwise }: { keys: readonly string[]; values: readonly number[]; otherwise: number },
  ): string {
    this.#hasLearningOperators = true;
    const output = this.node('LabelEncoder', [texts], {
      keys_strings: keys,
      values_int64s: values,
      default_int64: otherwise,
    });
    const node = this.#nodes.at(-1);
    if (node !== undefined) node.domain = learningDomain.domain;
    return output;
  }

  freshName(hint: string): string {
    return `${hint}:${this.#nextName++}`;
  }

  /** A float32, int32 or bool constant. */
  constant(values: ConstantValues, shape: readonly number[], elementType: ElementType): string {
    const dense = typeof values === 'number' ? filled(values, sizeOf(shape), elementType) : values;
    return this.#initializer(elementTypes[elementType], dense, shape);
  }

  /** Shapes, axes and indices, as ONNX wants them. */
  int64(values: readonly number[]): string {
    const key = `int64[${values.join()}]`;
    if (!this.#initializers.has(key)) {
      const data = BigInt64Array.from(values, BigInt);
      this.#initializers.set(key, tensorProto(key, onnx.TensorProto.DataType.INT64, data, [values.length]));
    }
    return key;
  }

  /** Numbers of float64 or int64. */
  wideConstant(values: Float64Array | BigInt64Array, shape: readonly number[]): string {
    const name = this.freshName('constant');
    const type = values instanceof Float64Array ? elementTypes.float64 : elementTypes.int64;
    this.#initializers.set(name, tensorProto(name, type, values, shape));
    return name;
  }

  /** A list of texts. */
  texts(values: readonly string[]): string {
    const name = this.freshName('texts');
    const stringData = values.map((text) => new TextEncoder().encode(text));
    const tensor = { name, dataType: elementTypes.string, dims: [values.length], stringData };
    this.#initializers.set(name, new onnx.TensorProto(tensor));
    return name;
  }

  /**
   * The finished model as bytes.
   *
   * @param metadata what its readers may want to know
   */
  encode(
    name: string,
    inputs: readonly [string, OnnxSignature][],
    outputs: readonly [string, OnnxSignature][],
    metadata: Readonly<Record<string, string>> = {},
  ): Uint8Array {
    const model = new onnx.ModelProto({
      irVersion,
      producerName: 'soft-decision-tree',
      opsetImport: [
        { domain: '', version: operatorSet },
        ...(this.#hasLearningOperators ? [learningDomain] : []),
      ],
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      graph: {
        name,
        node: this.#nodes,
        initializer: [...this.#initializers.values()],
        input: inputs.map(([inputName, value]) => valueInfo(inputName, value)),
        output: outputs.map(([outputName, value]) => valueInfo(outputName, value)),
      },
    });
    return onnx.ModelProto.encode(model).finish();
  }

  #initializer(
    dataType: number,
    data: Float32Array | Int32Array | Uint8Array,
    shape: readonly number[],
  ): string {
    const key =
      data.length === 1 ? `${dataType}:${String(data[0])}[${shape.join()}]` : this.freshName('constant');
    if (!this.#initializers.has(key)) this.#initializers.set(key, tensorProto(key, dataType, data, shape));
    return key;
  }
}

function filled(
  value: number,
  length: number,
  elementType: ElementType,
): Float32Array | Int32Array | Uint8Array {
  if (elementType === 'float32') return new Float32Array(length).fill(value);
  return elementType === 'int32' ? new Int32Array(length).fill(value) : new Uint8Array(length).fill(value);
}

function tensorProto(
  name: string,
  dataType: number,
  data: ArrayBufferView,
  shape: readonly number[],
): InstanceType<typeof onnx.TensorProto> {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return new onnx.TensorProto({ name, dataType, dims: [...shape], rawData });
}

function valueInfo(
  name: string,
  { shape, elementType }: OnnxSignature,
): InstanceType<typeof onnx.ValueInfoProto> {
  return new onnx.ValueInfoProto({
    name,
    type: {
      tensorType: {
        elemType: elementTypes[elementType],
        shape: {
          dim: shape.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size })),
        },
      },
    },
  });
}

function attributeProto(name: string, value: Attribute): InstanceType<typeof onnx.AttributeProto> {
  const { AttributeType } = onnx.AttributeProto;
  if (typeof value === 'number') return new onnx.AttributeProto({ name, type: AttributeType.INT, i: value });
  if (typeof value === 'string') {
    return new onnx.AttributeProto({ name, type: AttributeType.STRING, s: new TextEncoder().encode(value) });
  }
  if ('float' in value) return new onnx.AttributeProto({ name, type: AttributeType.FLOAT, f: value.float });
  const texts = value.filter((item) => typeof item === 'string');
  if (texts.length > 0) {
    const strings = texts.map((text) => new TextEncoder().encode(text));
    return new onnx.AttributeProto({ name, type: AttributeType.STRINGS, strings });
  }
  const ints = value.filter((item) => typeof item === 'number');
  return new onnx.AttributeProto({ name, type: AttributeType.INTS, ints });
}
