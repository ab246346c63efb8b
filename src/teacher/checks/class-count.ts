import type { UnlabelledDataset } from '../../data/dataset.js';
import { InvalidInputError } from '../../errors.js';
import type { LogitSource } from '../logit-source.js';

/** @throws {InvalidInputError} when the teacher knows another number of classes than the data. */
export function assertSameClasses(
  { classCount, description }: LogitSource,
  { name, classNames }: UnlabelledDataset,
): void {
  if (classCount === classNames.length) return;
  throw new InvalidInputError(
    `the teacher (${description}) must know the ${classNames.length} classes of ${name}, found ${classCount}`,
  );
}
