import { InvalidInputError } from '../../errors.js';
import { is, sizeOf, type Value } from '../ir.js';

/** Numbers of rows that hardly any other size of a model is a multiple of. */
const primes = [7919, 7927, 7933, 7937, 7949];

/**
 * A number of rows to trace a program with, so that the sizes that come from it can be told from all others.
 *
 * @param sizes all sizes of the program's parameters and inputs but the number of rows
 * @throws {InvalidInputError} when each candidate is a factor of one of them
 */
export function openBatchFor(sizes: readonly number[]): number {
  const found = primes.find((prime) => sizes.every((size) => size % prime !== 0));
  if (found === undefined)
    throw new InvalidInputError('the sizes of the model are too many to open its batch');
  return found;
}

/**
 * Sizes as a Reshape takes them: what depends on the number of rows is left open.
 *
 * @throws {InvalidInputError} when several do
 */
export function openSizes(shape: readonly number[], batch: number | undefined): readonly number[] {
  if (batch === undefined) return shape;
  const sizes = shape.map((size) => (size % batch === 0 ? -1 : size));
  if (sizes.filter((size) => size === -1).length > 1) throw dependsOnBatch();
  return sizes;
}

/** Sizes as an Expand takes them: 1 where the operand has the number of rows already. */
export function expandedSizes(value: Value, batch: number | undefined): readonly number[] {
  if (batch === undefined) return value.shape;
  const own = value.operands[0]?.shape ?? [];
  const added = value.shape.length - own.length;
  return value.shape.map((size, axis) => {
    if (size % batch !== 0) return size;
    if (own[axis - added] !== size) throw dependsOnBatch();
    return 1;
  });
}

/** @throws {InvalidInputError} when a value cannot be computed without knowing the number of rows */
export function assertOpen(value: Value, batch: number | undefined): void {
  if (batch === undefined) return;
  const isOpen = (size = 1) => size % batch === 0;
  const [x] = value.operands;
  const depends =
    (is(value, 'constant') && isOpen(sizeOf(value.shape))) ||
    (is(value, 'tile') && value.operation.repeats.some(isOpen)) ||
    (is(value, 'reduce') && value.operation.axes.some((axis) => isOpen(x?.shape[axis]))) ||
    (is(value, 'slice') &&
      value.shape.some((size, axis) => size !== x?.shape[axis] && isOpen(x?.shape[axis])));
  if (depends) throw dependsOnBatch();
}

function dependsOnBatch(): InvalidInputError {
  return new InvalidInputError(
    'the model cannot be written for any number of rows: what it answers to one depends on how many are asked together',
  );
}
