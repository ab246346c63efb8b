import { InvalidInputError } from '../errors.js';
import type { GivenParts, RawDataset, RawParts } from './raw-dataset.js';

/** What files and folders of a part are called, as a regular expression. */
export const partWords = {
  train: 'train(?:ing)?',
  validation: 'val(?:id(?:ation)?)?',
  test: 'test(?:ing)?',
} as const;

/**
 * Loads the parts of a data set; those behind the training part have its classes and its shape.
 *
 * @param load gives one part; `classNames` are those of the training part
 * @param nameOf path of a part, for messages
 * @throws {InvalidInputError} when a part has rows of another shape
 */
export async function loadParts<T>(
  sources: GivenParts<T>,
  load: (source: T, classNames: readonly string[] | undefined) => Promise<RawDataset>,
  nameOf: (source: T) => string,
  knownClasses?: readonly string[],
): Promise<RawParts> {
  const train = await load(sources.train, knownClasses);
  const other = async (source: T | undefined): Promise<RawDataset | undefined> => {
    if (source === undefined) return undefined;
    const part = await load(source, train.classNames);
    if (part.inputShape.join() === train.inputShape.join()) return part;
    throw new InvalidInputError(
      `${nameOf(source)}: rows must have shape [${train.inputShape.join(', ')}] as in ${nameOf(sources.train)}, found [${part.inputShape.join(', ')}]`,
    );
  };
  const validation = await other(sources.validation);
  const test = await other(sources.test);
  const notes = [train, validation, test].flatMap((part) => part?.notes ?? []);
  return { train, validation, test, notes };
}
