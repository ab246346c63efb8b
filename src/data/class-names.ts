import { InvalidInputError } from '../errors.js';

/** Greatest number of classes: class indices are kept in 16 bits. */
export const maximumClassCount = 65_536;

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

/** @throws {InvalidInputError} unless there are 2 to 65,536 classes */
export function assertClassCount(classNames: readonly string[], source: string): void {
  if (classNames.length < 2 || classNames.length > maximumClassCount) {
    throw new InvalidInputError(
      `${source}: must have from 2 to ${maximumClassCount} classes, found ${classNames.length}`,
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
): Uint16Array {
  const indices = new Map(classNames.map((name, index) => [name, index]));
  return Uint16Array.from(labels, (label, row) => {
    const index = indices.get(label);
    if (index !== undefined) return index;
    const known = classNames.map((name) => JSON.stringify(name)).join(', ');
    throw new InvalidInputError(
      `${source}: label ${JSON.stringify(label)} of row ${row} must be one of the classes ${known}`,
    );
  });
}

/**
 * The different labels by value, where labels are whole numbers: `1`, ..., `26` for EMNIST's letters.
 *
 * @throws {InvalidInputError} naming the first label that is no whole number
 */
export function numberedClassNames(labels: ArrayLike<number>, source: string): string[] {
  const found = new Set<number>();
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? 0;
    if (!Number.isSafeInteger(label)) {
      throw new InvalidInputError(`${source}: label ${label} in row ${row} must be a whole number`);
    }
    found.add(label);
  }
  return [...found].sort((a, b) => a - b).map(String);
}

/**
 * Class index of each label that is a number, `[rows]`. Where classes have words for names, labels count through them from 0.
 *
 * @throws {InvalidInputError} naming the first label that is no class
 */
export function integerLabels(
  labels: ArrayLike<number>,
  classNames: readonly string[],
  source: string,
): Uint16Array {
  const areNumbers = classNames.every((name) => /^-?\d+$/.test(name));
  const indices = new Map(classNames.map((name, index) => [areNumbers ? Number(name) : index, index]));
  return Uint16Array.from(labels, (label, row) => {
    const index = indices.get(label);
    if (index !== undefined) return index;
    throw new InvalidInputError(
      `${source}: label ${label} in row ${row} is none of the classes ${[...indices.keys()].join(', ')}`,
    );
  });
}

/** What a fingerprint takes of the labels: a byte each where that holds every class. */
export function labelBytes(labels: Uint16Array, classCount: number): Uint8Array {
  return classCount <= 256
    ? Uint8Array.from(labels)
    : new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength);
}
