import type { Dataset } from '../data/dataset.js';
import type { Engine } from '../engine/engine.js';
import { InvalidInputError } from '../errors.js';
import { inClassOrder } from './class-order.js';
import { KnownAnswers } from './foreign/known-answers.js';
import type { OpenTeacher } from './logit-source.js';
import { Teacher } from './teacher.js';

/** A teacher that is there already, as its user names it. */
export interface GivenTeacher {
  /** Folder of a TensorFlow.js layers model. */
  readonly teacher?: string | undefined;
  /** File of its answers to the rows of the data, instead. */
  readonly teacherAnswers?: string | undefined;
  /** Class of each of its outputs; default: the data's, in their order. */
  readonly teacherClasses?: readonly string[] | undefined;
}

/**
 * Opens a teacher that is there already: the one doorway for all kinds of them; nobody else asks which kind it is.
 *
 * @param given folder of a TensorFlow.js layers model, or what says more of it
 * @param data rows that it is for; needed for answers in a file, and for another order of classes
 * @throws {InvalidInputError} naming the file, when it is missing or no such teacher, or does not fit the data.
 */
export async function openTeacher(
  given: string | GivenTeacher,
  engine: Engine,
  data?: Dataset,
): Promise<OpenTeacher> {
  const {
    teacher: folder,
    teacherAnswers,
    teacherClasses,
  }: GivenTeacher = typeof given === 'string' ? { teacher: given } : given;
  if ((folder === undefined) === (teacherAnswers === undefined)) {
    throw new InvalidInputError('a teacher must be either a model or a file of answers');
  }
  const classNames = data?.classNames ?? [];
  if (teacherAnswers !== undefined) {
    if (data === undefined)
      throw new InvalidInputError(`${teacherAnswers}: answers need the data that they are for`);
    const answers = await KnownAnswers.load(teacherAnswers, data);
    if (teacherClasses === undefined) return answers;
    if (!answers.areClassesNamed) return inClassOrder(answers, teacherClasses, classNames);
    throw new InvalidInputError(
      `${teacherAnswers}: its columns are called as the classes are, so that no other order of these can be given`,
    );
  }
  const teacher = await Teacher.load(folder ?? '', engine);
  try {
    return teacherClasses === undefined ? teacher : inClassOrder(teacher, teacherClasses, classNames);
  } catch (error) {
    await teacher.dispose();
    throw error;
  }
}
