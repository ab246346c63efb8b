import path from 'node:path';

import { writeWholeFile } from '../../disk/whole-file.js';
import { tf } from '../../engine/tensorflow.js';
import { assertFits } from '../../data/memory-limit.js';
import { InvalidInputError } from '../../errors.js';
import {
  isJsonObject,
  isKeras3,
  keras2Topology,
  keras2WeightName,
  type JsonObject,
} from './keras3-topology.js';
import { readModelFile, regularFileSize } from './model-file.js';

const topologyFile = 'model.json';
const weightsFile = 'weights.bin';
/** Programs write files of 4 MiB. */
const mostWeightFiles = 10_000;
/** A topology is text of some kilobytes for each layer. */
const mostTopologyBytes = 2 ** 28;

/** The files of a layers-model folder, the weights first. */
export interface LayersModelFiles {
  readonly [weightsFile]: Uint8Array;
  readonly [topologyFile]: string;
}

/** A model in the TensorFlow.js layers-model folder format, which any TensorFlow.js program loads. The same model gives the same bytes. */
export async function layersModelFiles(model: tf.LayersModel): Promise<LayersModelFiles> {
  const artifacts = await artifactsOf(model);
  const { modelTopology, weightSpecs = [], weightData, format, generatedBy, convertedBy } = artifacts;
  const document = {
    modelTopology,
    format,
    generatedBy,
    convertedBy,
    weightsManifest: [{ paths: [weightsFile], weights: weightSpecs }],
  };
  return {
    [weightsFile]: new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)),
    [topologyFile]: JSON.stringify(document),
  };
}

/**
 * Writes a model as a layers-model folder.
 *
 * @throws {InvalidInputError} when the folder cannot be written.
 */
export async function writeLayersModel(model: tf.LayersModel, folder: string): Promise<void> {
  const files = await layersModelFiles(model);
  await writeWholeFile(path.join(folder, weightsFile), files[weightsFile]);
  await writeWholeFile(path.join(folder, topologyFile), files[topologyFile]);
}

/**
 * Reads a TensorFlow.js layers-model folder, made by this toolkit or by any other program.
 *
 * @throws {InvalidInputError} naming the file, when it is missing, of another format, or does not fit its weights.
 */
export async function readLayersModel(folder: string): Promise<tf.LayersModel> {
  const file = path.join(folder, topologyFile);
  const topologySize = await regularFileSize(file);
  if (topologySize > mostTopologyBytes) {
    throw new InvalidInputError(
      `${file}: must have at most ${mostTopologyBytes} bytes, found ${topologySize}`,
    );
  }
  const document = parseTopology((await readModelFile(file)).toString('utf8'), file);
  const weights = await readWeights(document, folder, file);
  try {
    return await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: document.modelTopology,
        weightSpecs: document.weightSpecs,
        weightData: new Uint8Array(weights).buffer,
      }),
    );
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const cure = isKeras3(document.modelTopology)
      ? '; it was saved by Keras 3, of which TensorFlow.js knows a part: export it as ONNX, or save it by tf_keras (Keras 2)'
      : '';
    throw new InvalidInputError(
      `${file}: TensorFlow.js cannot build the model: ${firstLine(reason)}${cure}`,
      { cause },
    );
  }
}

/** All weights one behind the other; nothing is read before the sizes of all files are known to be right. */
async function readWeights(document: ModelDocument, folder: string, file: string): Promise<Buffer> {
  if (document.paths.length > mostWeightFiles) {
    throw new InvalidInputError(
      `${file}: weights must lie in at most ${mostWeightFiles} files, found ${document.paths.length}`,
    );
  }
  let found = 0;
  for (const shard of document.paths) {
    if (path.isAbsolute(shard) || shard.split(/[\\/]/).includes('..')) {
      throw new InvalidInputError(`${file}: weights must lie beside it, found the path "${shard}"`);
    }
    found += await regularFileSize(path.join(folder, shard), folder);
  }
  const expected = document.weightSpecs.reduce((sum, spec) => sum + weightBytes(spec, file), 0);
  if (found !== expected) {
    throw new InvalidInputError(
      `${file}: the weight files must hold ${expected} bytes together, found ${found}`,
    );
  }
  assertFits(expected, `${file}: its weights`);
  const shards: Buffer[] = [];
  for (const shard of document.paths) shards.push(await readModelFile(path.join(folder, shard)));
  const weights = Buffer.concat(shards);
  assertNumbers(weights, document.weightSpecs, file);
  return weights;
}

/** @throws {InvalidInputError} naming the weight that is no finite number, as a training that diverged leaves it */
function assertNumbers(weights: Buffer, specs: readonly tf.io.WeightsManifestEntry[], file: string): void {
  let start = 0;
  for (const spec of specs) {
    const end = start + weightBytes(spec, file);
    for (let at = start; spec.dtype === 'float32' && spec.quantization === undefined && at < end; at += 4) {
      const value = weights.readFloatLE(at);
      if (Number.isFinite(value)) continue;
      throw new InvalidInputError(
        `${file}: weight "${spec.name}" must hold finite numbers, found ${value} at place ${(at - start) / 4}: the model was damaged, or its training diverged`,
      );
    }
    start = end;
  }
}

interface ModelDocument {
  readonly modelTopology: JsonObject;
  readonly paths: readonly string[];
  readonly weightSpecs: tf.io.WeightsManifestEntry[];
}

function parseTopology(text: string, file: string): ModelDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInputError(`${file}: must be JSON; ${firstLine(String(cause))}`, { cause });
  }
  const { format, modelTopology, weightsManifest } = isObject(document) ? document : {};
  if (format !== undefined && format !== 'layers-model') {
    throw new InvalidInputError(`${file}: format must be "layers-model", found ${JSON.stringify(format)}`);
  }
  if (!isJsonObject(modelTopology) || !Array.isArray(weightsManifest)) {
    throw new InvalidInputError(`${file}: must hold "modelTopology" and "weightsManifest" of a layers model`);
  }
  const groups: readonly unknown[] = weightsManifest;
  const paths: string[] = [];
  const weightSpecs: tf.io.WeightsManifestEntry[] = [];
  for (const group of groups) {
    const { paths: groupPaths, weights } = isObject(group) ? group : {};
    if (!isListOf(groupPaths, isString) || !isListOf(weights, isWeightSpec)) {
      throw new InvalidInputError(
        `${file}: every group of "weightsManifest" must hold "paths" and "weights"`,
      );
    }
    paths.push(...groupPaths);
    weightSpecs.push(...weights);
  }
  if (!isKeras3(modelTopology)) return { modelTopology, paths, weightSpecs };
  const translated = keras2Topology(modelTopology);
  const names = weightSpecs.map(({ name }) => keras2WeightName(name));
  return {
    modelTopology: isJsonObject(translated) ? translated : modelTopology,
    paths,
    weightSpecs: weightSpecs.map((spec, index) => ({ ...spec, name: names[index] ?? spec.name })),
  };
}

const bytesPerValue: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
};

function weightBytes(spec: tf.io.WeightsManifestEntry, file: string): number {
  const storedType = spec.quantization?.dtype ?? spec.dtype;
  const bytes = bytesPerValue[storedType];
  if (bytes === undefined) {
    throw new InvalidInputError(
      `${file}: weight "${spec.name}" must be of type ${Object.keys(bytesPerValue).join(', ')}, found "${storedType}"`,
    );
  }
  return spec.shape.reduce((product, size) => product * size, bytes);
}

async function artifactsOf(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      // Required by tfjs, written nowhere: files must not depend on the time.
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    }),
  );
  if (saved === undefined) throw new Error(`TensorFlow.js did not hand over the model "${model.name}"`);
  return saved;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isWeightSpec(value: unknown): value is tf.io.WeightsManifestEntry {
  if (!isObject(value)) return false;
  const { name, shape, dtype, quantization } = value;
  const quantizationFits =
    quantization === undefined || (isObject(quantization) && isString(quantization.dtype));
  return isString(name) && isListOf(shape, isSize) && isString(dtype) && quantizationFits;
}
