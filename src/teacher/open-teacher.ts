import type { Dataset } from '../data/dataset.js';
import type { Engine } from '../engine/engine.js';
import { openOnnxTeacher, type ModelChoice } from './foreign/onnx-teacher.js';
import type { OpenTeacher } from './logit-source.js';
import { Teacher } from './teacher.js';

/**
 * Opens a teacher that is there already: the one doorway for all kinds of them; nobody else asks which kind it is.
 *
 * @param spec folder of a TensorFlow.js layers model
 * @throws {InvalidInputError} naming the file, when it is missing or no such teacher.
 */
export async function openTeacher(
  spec: string,
  engine: Engine,
  data?: Dataset,
  choice?: ModelChoice,
): Promise<OpenTeacher> {
  if (/\.onnx$/i.test(spec) && data !== undefined) return openOnnxTeacher(spec, data, choice);
  return Object.assign(await Teacher.load(spec, engine), { notes: [] });
}
