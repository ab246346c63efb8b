import { InvalidInputError } from '../errors.js';
import { quotedList } from './short-list.js';

/** How much rows count by their class: every class alike in all (`balanced`), or a positive number for each class by its name. */
export type ClassWeight = 'balanced' | Readonly<Record<string, number>>;

/**
 * Weight of each class, `[classes]`; balanced: rows / (classes * rows of the class).
 *
 * @param labels class indices of the training rows, which alone decide
 * @param source for messages
 * @throws {InvalidInputError} when classes are missing or unknown, or a weight is no positive finite number
 */
export function classWeightsOf(
  classWeight: ClassWeight,
  classNames: readonly string[],
  labels: Uint16Array,
  source: string,
): Float64Array {
  if (classWeight === 'balanced') {
    const counts = new Float64Array(classNames.length);
    for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
    return counts.map((count) => labels.length / (classNames.length * Math.max(1, count)));
  }
  if (typeof classWeight !== 'object') {
    throw new InvalidInputError(
      `class weights must be "balanced" or a number for each class, found ${JSON.stringify(classWeight)}`,
    );
  }
  const unknown = Object.keys(classWeight).filter((name) => !classNames.includes(name));
  if (unknown.length > 0) {
    throw new InvalidInputError(
      `class weights: ${quotedList(unknown)}: no class of ${source}, whose classes are ${quotedList(classNames)}`,
    );
  }
  const missing = classNames.filter((name) => !Object.hasOwn(classWeight, name));
  if (missing.length > 0) {
    throw new InvalidInputError(
      `class weights must have a number for every class of ${source}; missing: ${quotedList(missing)}`,
    );
  }
  return Float64Array.from(classNames, (name) => {
    const weight = classWeight[name];
    if (typeof weight === 'number' && weight > 0 && Number.isFinite(weight)) return weight;
    throw new InvalidInputError(
      `class weights: ${JSON.stringify(name)} must have a finite number greater than 0, found ${JSON.stringify(weight)}`,
    );
  });
}
