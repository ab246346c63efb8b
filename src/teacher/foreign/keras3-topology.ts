/** Plain JSON. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Whether Keras 3 wrote a topology: TensorFlow.js reads the form of Keras 2. */
export function isKeras3(topology: JsonObject): boolean {
  const { keras_version: version } = topology;
  return typeof version === 'string' && /^[3-9]\./.test(version);
}

/**
 * The topology of a Keras 3 model as Keras 2 would have written it: `batch_shape` is called `batch_input_shape`, types and functions
 * are names, and calls of layers are lists. What serves training alone is left out.
 */
export function keras2Topology(value: Json): Json {
  if (isList(value)) return value.map(keras2Topology);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, item]): [string, Json][] => {
    if (key === 'batch_shape') return [['batch_input_shape', item]];
    if (key === 'dtype') return [[key, typeName(item)]];
    if (/_(regularizer|constraint)$/.test(key)) return [[key, null]];
    if (key === 'inbound_nodes' && isList(item)) return [[key, item.map(layerCall)]];
    if (key === 'input_layers' || key === 'output_layers') return [[key, tensorList(item)]];
    if (isJsonObject(item) && item.class_name === 'function') return [[key, item.config ?? null]];
    return [[key, keras2Topology(item)]];
  });
  return Object.fromEntries(entries);
}

/** `dense/kernel` of `sequential/dense/kernel`: TensorFlow.js knows a weight by its layer. */
export function keras2WeightName(name: string): string {
  return name.split('/').slice(-2).join('/');
}

/** Mixed precision computes in float16 and keeps float32, as other policies keep what they are called after. */
function typeName(type: Json): Json {
  if (!isJsonObject(type)) return type;
  const { config = null } = type;
  const name = isJsonObject(config) ? config.name : undefined;
  return typeof name === 'string' && !name.startsWith('mixed_') ? name : 'float32';
}

/** The tensors that a layer is called with, each `[layer, node, tensor, arguments]`. */
function layerCall(call: Json): Json {
  if (!isJsonObject(call)) return call;
  return tensorsIn(call.args ?? []).map((history) => [...history, {}]);
}

function tensorsIn(value: Json): (readonly Json[])[] {
  if (isList(value)) return value.flatMap(tensorsIn);
  if (!isJsonObject(value)) return [];
  const { config } = value;
  const history = config !== undefined && isJsonObject(config) ? config.keras_history : undefined;
  return history !== undefined && isList(history) ? [history] : [];
}

/** One tensor stands alone, several in a list. */
function tensorList(tensors: Json): Json {
  return isList(tensors) && typeof tensors[0] === 'string' ? [tensors] : tensors;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether what was parsed is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
