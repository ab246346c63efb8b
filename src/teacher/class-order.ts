import { quotedList } from '../data/short-list.js';
import { InvalidInputError } from '../errors.js';
import { alteredTeacher } from './altered-teacher.js';
import type { OpenTeacher } from './logit-source.js';

/**
 * A teacher whose outputs stand for the classes in another order than the data's.
 *
 * @param order class of each output of the teacher
 * @param classNames the data's
 * @throws {InvalidInputError} unless the order holds every class once
 */
export function inClassOrder(
  teacher: OpenTeacher,
  order: readonly string[],
  classNames: readonly string[],
): OpenTeacher {
  const places = outputPlaces(order, classNames);
  const { classCount } = teacher;
  if (classCount !== classNames.length) return teacher; // refused where classes are counted
  return alteredTeacher(teacher, {
    notes: [...teacher.notes, `the teacher's classes stand in the order ${quotedList(order)}`],
    async logits(features, rows, sourceRows) {
      const given = await teacher.logits(features, rows, sourceRows);
      return given.map((_, index) => {
        const column = index % classCount;
        return given[index - column + (places[column] ?? 0)] ?? 0;
      });
    },
  });
}

/**
 * The classes that a teacher names for its outputs, where the data has them in another order.
 *
 * @throws {InvalidInputError} when it names other classes than the data's
 */
export function namedOrder(
  { outputClasses }: OpenTeacher,
  classNames: readonly string[],
  model: string,
): readonly string[] | undefined {
  if (outputClasses?.length !== classNames.length) return undefined; // counted elsewhere
  if (outputClasses.every((name, index) => name === classNames[index])) return undefined;
  if (outputClasses.every((name) => classNames.includes(name))) return outputClasses;
  // Numbers from 0 on are what is left of names that were encoded before the training.
  if (outputClasses.every((name, index) => name === String(index))) return undefined;
  throw new InvalidInputError(
    `${model}: the teacher's classes are ${quotedList(outputClasses)}, but the data's are ${quotedList(classNames)}; --teacher-classes says which of the data's each output stands for`,
  );
}

/** Output of the teacher for each class of the data. */
function outputPlaces(order: readonly string[], classNames: readonly string[]): number[] {
  const places = classNames.map((name) => order.indexOf(name));
  if (order.length === classNames.length && !places.includes(-1)) return places;
  throw new InvalidInputError(
    `the classes of the teacher must be those of the data in another order; the data's are ${listed(classNames)}, found ${listed(order)}`,
  );
}

function listed(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ');
}
