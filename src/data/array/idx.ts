import { constants, gunzipSync } from 'node:zlib';
import { InvalidInputError } from '../../errors.js';
import { assertFits } from '../memory-limit.js';
import { readWhole } from '../whole-file.js';

/** Element types of the IDX format, by their code in the file's third byte. */
const elementTypes = {
  0x08: { name: 'uint8', bytes: 1, read: (view: DataView, at: number) => view.getUint8(at) },
  0x09: { name: 'int8', bytes: 1, read: (view: DataView, at: number) => view.getInt8(at) },
  0x0b: { name: 'int16', bytes: 2, read: (view: DataView, at: number) => view.getInt16(at) },
  0x0c: { name: 'int32', bytes: 4, read: (view: DataView, at: number) => view.getInt32(at) },
  0x0d: { name: 'float32', bytes: 4, read: (view: DataView, at: number) => view.getFloat32(at) },
  0x0e: { name: 'float64', bytes: 8, read: (view: DataView, at: number) => view.getFloat64(at) },
} as const;

type ElementType = (typeof elementTypes)[keyof typeof elementTypes];

/** An array of an IDX file. */
export interface IdxArray {
  readonly elementType: ElementType['name'];
  readonly shape: readonly number[];
  /** Row-major: bytes as they are, all other types as float64, which holds each of their values exactly. */
  readonly values: Uint8Array | Float64Array;
}

/** Reads an IDX file, plain or gzipped. Throws as `parseIdx` does. */
export async function readIdx(path: string): Promise<IdxArray> {
  return parseIdx(await readWhole(path), path);
}

/**
 * Decodes the IDX format (LeCun, Cortes & Burges, "The MNIST database"): two zero bytes, a type code, the number of
 * dimensions, each size as a big-endian int32, then the elements, big-endian. Gzip is recognized by its magic.
 *
 * @param fileBytes belong to the array from now on
 * @param source name for messages
 * @throws {InvalidInputError} when the magic is wrong, the length is not what the header says, or more than may be taken
 */
export function parseIdx(fileBytes: Uint8Array, source: string): IdxArray {
  const isGzip = fileBytes[0] === 0x1f && fileBytes[1] === 0x8b;
  const header = headerOf(isGzip ? unpackedStart(fileBytes, source) : fileBytes, source);
  const { type, shape, headerBytes } = header;
  const count = shape.reduce((product, size) => product * size, 1);
  const expected = headerBytes + count * type.bytes;
  const taken = expected + (type.name === 'uint8' ? 0 : 8 * count);
  if (isGzip || fileBytes.length === expected) assertFits(taken, `${source}: shape [${shape.join(', ')}]`);
  const bytes = isGzip ? unpack(fileBytes, source, expected) : fileBytes;
  if (bytes?.length !== expected) {
    const problem = bytes !== undefined && bytes.length < expected ? 'truncated' : 'oversized';
    throw new InvalidInputError(
      `${source}: ${problem}: ${type.name} of shape [${shape.join(', ')}] takes ${expected} bytes, found ${bytes?.length ?? 'more'}`,
    );
  }
  if (type.name === 'uint8') {
    // Where they are: a copy of all images would stay for long.
    const values = new Uint8Array(bytes.buffer, bytes.byteOffset + headerBytes, count);
    return { elementType: type.name, shape, values };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++)
    values[index] = type.read(view, headerBytes + index * type.bytes);
  return { elementType: type.name, shape, values };
}

interface Header {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly headerBytes: number;
}

function headerOf(bytes: Uint8Array, source: string): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fail = (problem: string): never => {
    throw new InvalidInputError(`${source}: ${problem}`);
  };
  if (bytes.length < 4) fail(`not an IDX file: it has only ${bytes.length} bytes`);
  const [typeCode, rank] = [view.getUint8(2), view.getUint8(3)];
  const type = elementTypeOf(typeCode);
  if (view.getUint16(0) !== 0 || type === undefined || rank === 0) {
    const magic = view.getUint32(0).toString(16).padStart(8, '0');
    return fail(
      `not an IDX file: its magic is 0x${magic}; expected two zero bytes, a type code (08, 09, 0b, 0c, 0d or 0e) and a number of dimensions`,
    );
  }
  const headerBytes = 4 + 4 * rank;
  if (bytes.length < headerBytes) fail(`truncated in the header: ${bytes.length} of ${headerBytes} bytes`);
  const shape = Array.from({ length: rank }, (_, axis) => view.getInt32(4 + 4 * axis));
  if (shape.some((size) => size < 0)) fail(`negative size in [${shape.join(', ')}]`);
  return { type, shape, headerBytes };
}

function elementTypeOf(code: number): ElementType | undefined {
  return code in elementTypes ? elementTypes[code as keyof typeof elementTypes] : undefined;
}

/** Packed bytes that surely hold a header: 255 sizes at most. */
const packedHeader = 4096;

function unpackedStart(bytes: Uint8Array, source: string): Uint8Array {
  const start = bytes.subarray(0, packedHeader);
  return (
    inflated(source, () => gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH })) ?? new Uint8Array()
  );
}

/** `undefined` where there are more than `limit` bytes. */
function unpack(bytes: Uint8Array, source: string, limit: number): Uint8Array | undefined {
  return inflated(source, () => gunzipSync(bytes, { maxOutputLength: limit }));
}

function inflated(source: string, work: () => Uint8Array): Uint8Array | undefined {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw new InvalidInputError(`${source}: damaged gzip file: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
