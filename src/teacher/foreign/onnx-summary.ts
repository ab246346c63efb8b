import protobuf from 'protobufjs';

/**
 * The part of onnx.proto that is looked at before a model is run. All else is skipped: a forest of 200 MB, read as messages, takes
 * half a minute and gigabytes.
 */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Model { Graph graph = 7; repeated OperatorSet opset_import = 8; repeated TrainingInfo training_info = 20;
    repeated Function functions = 25; }
  message OperatorSet { int64 version = 2; }
  message TrainingInfo { Graph initialization = 1; Graph algorithm = 2; }
  message Function { repeated Node node = 7; repeated Attribute attribute_proto = 11; }
  message Graph { repeated Node node = 1; repeated Tensor initializer = 5; repeated ValueInfo output = 12;
    repeated SparseTensor sparse_initializer = 15; }
  message ValueInfo { string name = 1; }
  message Node { repeated string input = 1; string op_type = 4; repeated Attribute attribute = 5; }
  message Attribute { Tensor t = 5; Graph g = 6; repeated Tensor tensors = 10; repeated Graph graphs = 11;
    SparseTensor sparse_tensor = 22; repeated SparseTensor sparse_tensors = 23; }
  message SparseTensor { Tensor values = 1; Tensor indices = 2; }
  message Tensor { string name = 8; repeated Entry external_data = 13; int32 data_location = 14; }
  message Entry { string key = 1; string value = 2; }
`);
const modelType = root.lookupType('Model');

interface Tensor {
  readonly name: string;
  readonly externalData: readonly { readonly key: string; readonly value: string }[];
  readonly dataLocation: number;
}

interface Graph {
  readonly node: readonly { readonly input: readonly string[]; readonly opType: string }[];
  readonly output: readonly { readonly name: string }[];
}

/** Weights that lie in a file of their own. */
export interface ExternalTensor {
  readonly name: string;
  /** Path of the file, relative to the model's folder. */
  readonly location: string;
  /** First byte in it. */
  readonly offset: number;
  /** Bytes; 0 where they are not stated. */
  readonly length: number;
}

/** What is to be known of a model before it is run. */
export interface ModelSummary {
  readonly externalTensors: readonly ExternalTensor[];
  /**
   * Tensors that nodes make maps from class to probability of, which is what scikit-learn's converter does unless told otherwise;
   * without those that are outputs anyway.
   */
  readonly mapped: readonly string[];
}

/** Looks through the bytes of an ONNX file; `undefined` where they are none. */
export function summaryOf(bytes: Uint8Array): ModelSummary | undefined {
  try {
    const message = modelType.toObject(modelType.decode(bytes), { arrays: true, defaults: true });
    const { graph, opsetImport } = message as {
      readonly graph?: Graph | null;
      readonly opsetImport: readonly unknown[];
    };
    if (!graph || graph.output.length === 0 || opsetImport.length === 0) return undefined;
    return {
      externalTensors: tensorsOf(message).filter(isExternal).map(externalTensor),
      mapped: graph.node
        .flatMap(({ opType, input }) => (opType === 'ZipMap' ? input : []))
        .filter((tensor) => graph.output.every(({ name }) => name !== tensor)),
    };
  } catch {
    return undefined;
  }
}

/** All tensors of a message, wherever they stand in it. */
function tensorsOf(value: unknown): Tensor[] {
  if (Array.isArray(value)) return value.flatMap(tensorsOf);
  if (typeof value !== 'object' || value === null) return [];
  if ('externalData' in value) return [value as Tensor];
  return Object.values(value).flatMap(tensorsOf);
}

function isExternal({ externalData, dataLocation }: Tensor): boolean {
  return dataLocation !== 0 || externalData.length > 0;
}

function externalTensor({ name, externalData }: Tensor): ExternalTensor {
  const valueOf = (wanted: string) => externalData.find(({ key }) => key === wanted)?.value;
  return {
    name,
    location: valueOf('location') ?? '',
    offset: Number(valueOf('offset') ?? 0),
    length: Number(valueOf('length') ?? 0),
  };
}

/** The model with one more output: messages behind one another are one message, and lists of both are joined. */
export function appendOutput(model: Uint8Array, name: string): Uint8Array {
  const more = modelType.encode(modelType.fromObject({ graph: { output: [{ name }] } })).finish();
  return Buffer.concat([model, more]);
}
