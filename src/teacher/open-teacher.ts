import { stat } from 'node:fs/promises';
import type { Dataset } from '../data/dataset.js';
import type { Engine } from '../engine/engine.js';
import { InvalidInputError } from '../errors.js';
import { inClassOrder, namedOrder } from './class-order.js';
import { withInput } from './foreign/converted-input.js';
import { KnownAnswers } from './foreign/known-answers.js';
import { openOnnxTeacher } from './foreign/onnx-teacher.js';
import type { TeacherInput } from './input-names.js';
import type { OpenTeacher } from './logit-source.js';
import { Teacher } from './teacher.js';

/** A teacher that is there already, as its user names it. */
export interface GivenTeacher {
  /** An ONNX file, or the folder of a TensorFlow.js layers model. */
  readonly teacher?: string | undefined;
  /** What the model takes; default: prepared rows for a layers model, for ONNX what its answers to labelled rows speak for. */
  readonly teacherInput?: TeacherInput | undefined;
  /** Name of the output of an ONNX model that is its answer; default: the only one that can be. */
  readonly teacherOutput?: string | undefined;
  /** File of its answers to the rows of the data, instead. */
  readonly teacherAnswers?: string | undefined;
  /** Class of each of its outputs; default: the data's, in their order. */
  readonly teacherClasses?: readonly string[] | undefined;
}

/**
 * Opens a teacher that is there already: the one doorway for all kinds of them; nobody else asks which kind it is.
 *
 * @param given ONNX file or folder of a TensorFlow.js layers model, or what says more of it
 * @param data labelled rows that it is for; only a layers model that is known to fit them may do without
 * @throws {InvalidInputError} naming the file, when it is missing or no such teacher, or does not fit the data.
 */
export async function openTeacher(
  given: string | GivenTeacher,
  engine: Engine,
  data?: Dataset,
): Promise<OpenTeacher> {
  const named: GivenTeacher = typeof given === 'string' ? { teacher: given } : given;
  const { teacher: model, teacherAnswers, teacherClasses } = named;
  if ((model === undefined) === (teacherAnswers === undefined)) {
    throw new InvalidInputError('a teacher must be either a model or a file of answers');
  }
  const teacher =
    model === undefined
      ? await openAnswers(teacherAnswers ?? '', named, data)
      : await openModel(model, named, engine, data);
  try {
    const classNames = data?.classNames ?? [];
    const order = teacherClasses ?? namedOrder(teacher, classNames, model ?? '');
    return order === undefined ? teacher : inClassOrder(teacher, order, classNames);
  } catch (error) {
    await teacher.dispose();
    throw error;
  }
}

async function openAnswers(
  file: string,
  { teacherClasses, teacherInput, teacherOutput }: GivenTeacher,
  data: Dataset | undefined,
): Promise<OpenTeacher> {
  if (teacherInput !== undefined || teacherOutput !== undefined)
    throw new InvalidInputError(`${file}: answers have no input and no output that could be named`);
  if (data === undefined) throw new InvalidInputError(`${file}: answers need the data that they are for`);
  const answers = await KnownAnswers.load(file, data);
  if (teacherClasses === undefined || !answers.areClassesNamed) return answers;
  throw new InvalidInputError(
    `${file}: its columns are called as the classes are, so that no other order of these can be given`,
  );
}

async function openModel(
  spec: string,
  { teacherInput: input, teacherOutput: output }: GivenTeacher,
  engine: Engine,
  data: Dataset | undefined,
): Promise<OpenTeacher> {
  if (/\.onnx$/i.test(spec) || (await isFile(spec))) {
    if (data === undefined) throw new InvalidInputError(`${spec}: a model needs the data that it is for`);
    return openOnnxTeacher(spec, data, { input, output, threads: engine.threads });
  }
  if (output !== undefined)
    throw new InvalidInputError(`${spec}: only an output of an ONNX model can be named, found "${output}"`);
  const teacher = await Teacher.load(spec, engine);
  try {
    return data === undefined ? teacher : await withInput(teacher, data, input);
  } catch (error) {
    await teacher.dispose();
    throw error;
  }
}

async function isFile(spec: string): Promise<boolean> {
  return (await stat(spec).catch(() => undefined))?.isFile() ?? false;
}
