import { parse } from 'npyjs';
import { InvalidInputError } from '../../errors.js';
import { assertFits } from '../memory-limit.js';
import type { RawValues } from '../raw-dataset.js';
import { readWhole } from '../whole-file.js';

/** A numeric NumPy array. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** Row-major: bytes, float32 and float64 as they are, all other types in float64. */
  readonly values: RawValues;
}

/** Reads a `.npy` file. Throws as `parseNpy` does. */
export async function readNpy(path: string): Promise<NpyArray> {
  return parseNpy(await readWhole(path), path);
}

/**
 * Decodes a `.npy` file of real numbers in C order.
 *
 * @param path name for messages
 * @throws {InvalidInputError} when it is not such a file
 */
export function parseNpy(bytes: Uint8Array, path: string): NpyArray {
  const array = parsed(bytes, path);
  const { data, shape, dtype, fortranOrder } = array;
  if (!/^[biuf]\d$/.test(dtype)) {
    throw new InvalidInputError(`${path}: elements must be real numbers, found NumPy type "${dtype}"`);
  }
  if (fortranOrder && shape.length > 1) {
    throw new InvalidInputError(
      `${path}: is in Fortran order (columns first), but must be in C order; save it again with numpy.ascontiguousarray`,
    );
  }
  // The types above leave numbers, big integers and Booleans.
  const numbers = data as unknown as ArrayLike<number | bigint | boolean>;
  const count = shape.reduce((product, size) => product * size, 1);
  if (numbers.length !== count) {
    throw new InvalidInputError(
      `${path}: shape [${shape.join(', ')}] takes ${count} elements, found ${numbers.length}`,
    );
  }
  if (data instanceof Uint8Array) return { shape, values: data };
  const values = isFloats(data) ? data : float64(numbers, `${path}: shape [${shape.join(', ')}]`);
  // Models compute in float32, where a number may have no place.
  const bad = values.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (bad >= 0)
    throw new InvalidInputError(`${path}: element ${bad} must be a finite number, found ${values[bad]}`);
  return { shape, values };
}

function isFloats(data: unknown): data is Float32Array | Float64Array {
  return data instanceof Float64Array || data instanceof Float32Array;
}

function float64(numbers: ArrayLike<number | bigint | boolean>, what: string): Float64Array {
  assertFits(8 * numbers.length, what);
  const values = new Float64Array(numbers.length);
  for (let index = 0; index < numbers.length; index++) values[index] = Number(numbers[index]);
  return values;
}

function parsed(bytes: Uint8Array, path: string): ReturnType<typeof parse> {
  if (Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== '\x93NUMPY') {
    throw new InvalidInputError(`${path}: not a .npy file: it does not begin with the NumPy magic`);
  }
  try {
    // The parser takes a whole buffer, and its array is a view of that.
    const { buffer, byteLength } = bytes;
    const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
    return parse(isWhole ? buffer : new Uint8Array(bytes).buffer);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (reason.endsWith('dtype: |O')) {
      throw new InvalidInputError(
        `${path}: holds Python objects, which are never unpickled; it must hold real numbers`,
        { cause: error },
      );
    }
    throw new InvalidInputError(`${path}: cannot be read as a .npy file: ${reason}`, { cause: error });
  }
}
