import { InvalidInputError } from '../errors.js';

/** Labels are stored as bytes. */
const maximumClasses = 256;

/**
 * The different labels in order: by value when all are numbers, otherwise by Unicode code points, so that the order is
 * the same on every machine.
 */
export function orderedClassNames(labels: Iterable<string>): string[] {
  const names = [...new Set(labels)];
  const areNumbers = names.every((name) => name.trim() !== '' && Number.isFinite(Number(name)));
  return names.sort((a, b) => (areNumbers ? Number(a) - Number(b) : 0) || byCodePoints(a, b));
}

/** The bytes of UTF-8 are in the order of the code points; the units of UTF-16 are not. */
function byCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** @throws {InvalidInputError} unless there are 2 to 256 classes */
export function assertClassCount(classNames: readonly string[], source: string): void {
  if (classNames.length < 2 || classNames.length > maximumClasses) {
    throw new InvalidInputError(
      `${source}: must have from 2 to ${maximumClasses} classes, found ${classNames.length}`,
    );
  }
}

/**
 * Class index of each label, `[rows]`.
 * @throws {InvalidInputError} naming the first label that is no class
 */
export function classIndices(
  labels: readonly string[],
  classNames: readonly string[],
  source: string,
): Uint8Array {
  const indices = new Map(classNames.map((name, index) => [name, index]));
  return Uint8Array.from(labels, (label, row) => {
    const index = indices.get(label);
    if (index !== undefined) return index;
    const known = classNames.map((name) => JSON.stringify(name)).join(', ');
    throw new InvalidInputError(
      `${source}: label ${JSON.stringify(label)} of row ${row} must be one of the classes ${known}`,
    );
  });
}

/** Names "0", "1", ... up to the greatest label; a label out of range is left for `integerLabels` to name. */
export function numberedClassNames(labels: Iterable<number>): string[] {
  let greatest = 1;
  for (const label of labels) if (label > greatest) greatest = label;
  const count = Math.min(Math.floor(greatest) + 1, maximumClasses);
  return Array.from({ length: count }, (_, label) => String(label));
}

/**
 * Labels that are class indices already, `[rows]`.
 * @throws {InvalidInputError} naming the first label that is out of range
 */
export function integerLabels(labels: ArrayLike<number>, classCount: number, source: string): Uint8Array {
  return Uint8Array.from(labels, (label, row) => {
    if (Number.isInteger(label) && label >= 0 && label < classCount) return label;
    throw new InvalidInputError(
      `${source}: label ${label} in row ${row} is out of range; it must be an integer from 0 to ${classCount - 1}`,
    );
  });
}
