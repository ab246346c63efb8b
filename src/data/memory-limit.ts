import { InvalidInputError } from '../errors.js';

const gibibyte = 2 ** 30;
const usualLimit = 2;

/**
 * Most bytes that the numbers of one data set, file or model may take, so that a forged size cannot fill the memory: as many GiB as
 * the environment variable `SDT_MEMORY` says, or 2.
 *
 * @throws {InvalidInputError} when it says no such number
 */
export function mostBytes(): number {
  const text = process.env.SDT_MEMORY ?? '';
  const limit = text === '' ? usualLimit : Number(text);
  if (limit > 0 && Number.isFinite(limit)) return limit * gibibyte;
  throw new InvalidInputError(
    `SDT_MEMORY must be a number of GiB greater than 0, found ${JSON.stringify(text)}`,
  );
}

/** A parameter that is trained: its value, gradient, two moments, and the best value so far, all of them float32. */
export const bytesPerParameter = 20;

/**
 * Is asked before memory is taken.
 *
 * @param what takes it, for the message: file and sizes
 * @throws {InvalidInputError} when it is more than {@link mostBytes}
 */
export function assertFits(bytes: number, what: string): void {
  const most = mostBytes();
  if (bytes <= most) return;
  const gibibytes = (count: number) => Number((count / gibibyte).toPrecision(3));
  throw new InvalidInputError(
    `${what}: takes ${gibibytes(bytes)} GiB of memory, and ${gibibytes(most)} GiB are allowed; the environment variable SDT_MEMORY=${Math.ceil(bytes / gibibyte)} allows it`,
  );
}
