import { InvalidInputError } from '../errors.js';

/** Characters per call of `String.fromCharCode`, well below the greatest number of arguments. */
const chunkBytes = 0x8000;

/** Numbers as base64 of little-endian float32, on any machine and in any browser. */
export function encodeFloat32(values: Float32Array): string {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setFloat32(index * 4, value, true);
  let binary = '';
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    binary += String.fromCharCode(...bytes.subarray(start, start + chunkBytes));
  }
  return btoa(binary);
}

/** @throws {InvalidInputError} when `text` is not base64 or does not hold whole float32 numbers. */
export function decodeFloat32(text: string): Float32Array {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    throw new InvalidInputError('must be base64, found other characters or a wrong length');
  }
  if (binary.length % 4 !== 0) {
    throw new InvalidInputError(`must hold float32 numbers of 4 bytes each, found ${binary.length} bytes`);
  }
  const view = new DataView(Uint8Array.from(binary, (character) => character.charCodeAt(0)).buffer);
  return Float32Array.from({ length: binary.length / 4 }, (_, index) => view.getFloat32(index * 4, true));
}
