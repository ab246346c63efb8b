import protobuf from 'protobufjs';

// Fields of onnx.proto: the way from a model to the attributes of its nodes, and what these hold.
const graphOfModel = 7;
const nodeOfGraph = 1;
const attributeOfNode = 5;
const field = { name: 1, integer: 8, string: 9 } as const;
const lengthDelimited = 2;

/**
 * Names of the classes that a classifier of `ai.onnx.ml` gives its outputs, as scikit-learn's, XGBoost's and LightGBM's converters
 * write them (`classlabels_strings`, `classlabels_int64s` and their like).
 *
 * @param model bytes of an ONNX file; read piece by piece, for a forest holds millions of numbers
 * @returns the first that are there; `undefined` where a model, such as a network, names none
 */
export function onnxClassLabels(model: Uint8Array): readonly string[] | undefined {
  for (const graph of parts(model, graphOfModel)) {
    for (const node of parts(graph, nodeOfGraph)) {
      for (const attribute of parts(node, attributeOfNode)) {
        const labels = labelsIn(attribute);
        if (labels.length > 0) return labels;
      }
    }
  }
  return undefined;
}

/** Messages, as bytes, in a field of a message. */
function* parts(message: Uint8Array, wanted: number): Generator<Uint8Array> {
  const reader = protobuf.Reader.create(message);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === ((wanted << 3) | lengthDelimited)) yield reader.bytes();
    else reader.skipType(tag & 7);
  }
}

function labelsIn(attribute: Uint8Array): string[] {
  const [name] = parts(attribute, field.name);
  if (name === undefined || !/^classlabels_(strings|ints|int64s)$/.test(text(name))) return [];
  const strings = [...parts(attribute, field.string)].map(text);
  return strings.length > 0 ? strings : integersIn(attribute);
}

/** Packed or not: writers of both kinds are about. */
function integersIn(attribute: Uint8Array): string[] {
  const reader = protobuf.Reader.create(attribute);
  const labels: string[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >> 3 !== field.integer) {
      reader.skipType(tag & 7);
      continue;
    }
    const end = (tag & 7) === lengthDelimited ? reader.uint32() + reader.pos : reader.pos + 1;
    do labels.push(Number(reader.int64()).toFixed(0));
    while (reader.pos < end);
  }
  return labels;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
