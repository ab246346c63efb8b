import { constants, deflateSync } from 'node:zlib';

import { bytesBySignificance, packedType, type PackableArray, type PackedArray } from './packed-array.js';

/** Packs a typed array for the report; the page reads it with `unpack`. */
export function pack(values: Uint8Array): PackedArray & { readonly type: 'uint8' };
export function pack(values: Uint16Array): PackedArray & { readonly type: 'uint16' };
export function pack(values: Float32Array): PackedArray & { readonly type: 'float32' };
export function pack(values: PackableArray): PackedArray;
export function pack(values: PackableArray): PackedArray {
  // Weights repeat no sequences, only some bytes are frequent: without the search for repeats packing is several times
  // faster and no larger. Elsewhere the default level does; the best one is very slow on long runs of zeros.
  const type = packedType(values);
  const strategy = type === 'float32' ? constants.Z_HUFFMAN_ONLY : constants.Z_DEFAULT_STRATEGY;
  const data = deflateSync(bytesBySignificance(values), { strategy }).toString('base64');
  return { type, length: values.length, data };
}
