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
