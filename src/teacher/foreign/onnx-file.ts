import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { assertFits } from '../../data/memory-limit.js';
import { InvalidInputError } from '../../errors.js';
import { onnxClassLabels } from './onnx-class-labels.js';
import { appendOutput, summaryOf, type ExternalTensor } from './onnx-summary.js';

/** What a protobuf message may hold at most, by its own rules. */
const mostBytes = 2 ** 31 - 1;

/**
 * Reads an ONNX file and looks through it before anything is run: files of weights must be regular ones in the model's folder, of
 * the size that is stated. The tensor before a `ZipMap` becomes an output, for maps cannot be read.
 *
 * @returns what onnxruntime is to get: the model's bytes, or its path where weights lie in files beside it; and the classes that it
 * names for its outputs
 * @throws {InvalidInputError} naming the file, when it is missing, no ONNX model, or wants other files
 */
export async function readOnnxFile(
  file: string,
): Promise<{ readonly model: Uint8Array | string; readonly classLabels?: readonly string[] | undefined }> {
  const information = await stat(file).catch(() => undefined);
  if (information === undefined) throw new InvalidInputError(`${file}: there is no such file`);
  if (!information.isFile() || information.size > mostBytes) {
    throw new InvalidInputError(
      `${file}: a model must be a regular file of at most 2 GiB, its weights in files beside it where there are more`,
    );
  }
  assertFits(information.size, file);
  const bytes = await readFile(file);
  const summary = summaryOf(bytes);
  if (summary === undefined)
    throw new InvalidInputError(
      `${file}: this is not an ONNX model; a teacher is an ONNX file or the folder of a TensorFlow.js layers model`,
    );
  for (const tensor of summary.externalTensors) await assertInside(tensor, file);
  if (summary.externalTensors.length === 0) {
    return {
      model: summary.mapped.reduce<Uint8Array>(appendOutput, bytes),
      classLabels: classLabelsIn(bytes, file),
    };
  }
  if (summary.mapped.length > 0) {
    throw new InvalidInputError(
      `${file}: answers with maps (ZipMap), which a model with weights in other files cannot; convert it with the option "zipmap": False`,
    );
  }
  return { model: path.resolve(file) };
}

function classLabelsIn(bytes: Uint8Array, file: string): readonly string[] | undefined {
  try {
    return onnxClassLabels(bytes);
  } catch (cause) {
    throw new InvalidInputError(`${file}: damaged: ${(cause as Error).message}`, { cause });
  }
}

async function assertInside({ name, location, offset, length }: ExternalTensor, file: string): Promise<void> {
  const refusal = `${file}: the weights of "${name}" must lie in a file of its folder`;
  if (![offset, length].every((size) => Number.isSafeInteger(size) && size >= 0))
    throw new InvalidInputError(`${refusal}: no such place in "${location}"`);
  if (
    location === '' ||
    path.posix.isAbsolute(location) ||
    path.win32.isAbsolute(location) ||
    location.split(/[\\/]/).includes('..')
  )
    throw new InvalidInputError(`${refusal}, found the path "${location}"`);
  const folder = await realpath(path.dirname(file));
  const target = await realpath(path.join(folder, location)).catch(() => undefined);
  if (target === undefined) throw new InvalidInputError(`${refusal}: there is no file "${location}"`);
  if (!target.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep))
    throw new InvalidInputError(`${refusal}, found a link "${location}" that leads out of it`);
  const information = await stat(target);
  if (!information.isFile()) throw new InvalidInputError(`${refusal}: "${location}" is no regular file`);
  if (offset + length > information.size) {
    throw new InvalidInputError(
      `${refusal}: "${location}" must hold ${offset + length} bytes, found ${information.size}`,
    );
  }
}
