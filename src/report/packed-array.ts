/**
 * Typed arrays inside a JSON document: little-endian bytes, regrouped by significance so that similar bytes lie together
 * (which is what makes weights compressible), deflated, in base64. Packing is exact: every bit comes back.
 */
export interface PackedArray {
  readonly type: PackedType;
  readonly length: number;
  /** base64 of a zlib stream. */
  readonly data: string;
}

/** How the numbers of an array lie in its bytes. */
export type PackedType = 'uint8' | 'uint16' | 'uint32' | 'float32' | 'float64';

interface ArrayOfType {
  uint8: Uint8Array;
  uint16: Uint16Array;
  uint32: Uint32Array;
  float32: Float32Array;
  float64: Float64Array;
}
export type PackableArray = ArrayOfType[PackedType];

const constructors = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** Name of a typed array's type in a packed one. */
export function packedType(values: PackableArray): PackedType {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Float64Array) return 'float64';
  return values.BYTES_PER_ELEMENT === 1 ? 'uint8' : values.BYTES_PER_ELEMENT === 2 ? 'uint16' : 'uint32';
}

/** Bytes of a typed array with all first bytes first, then all second bytes, and so on. */
export function bytesBySignificance(values: PackableArray): Uint8Array {
  const size = values.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const grouped = new Uint8Array(bytes.length);
  for (let plane = 0; plane < size; plane++) {
    const start = plane * values.length;
    for (let index = 0; index < values.length; index++)
      grouped[start + index] = bytes[index * size + plane] ?? 0;
  }
  return grouped;
}

/** Inverse of {@link bytesBySignificance}. */
export function valuesFromPlanes<T extends PackedType>(
  type: T,
  length: number,
  grouped: Uint8Array,
): ArrayOfType[T];
export function valuesFromPlanes(type: PackedType, length: number, grouped: Uint8Array): PackableArray {
  const values = new constructors[type](length);
  const size = values.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(values.buffer);
  for (let plane = 0; plane < size; plane++) {
    const start = plane * length;
    for (let index = 0; index < length; index++) bytes[index * size + plane] = grouped[start + index] ?? 0;
  }
  return values;
}

/** Reads a packed array with what every browser and Node have built in. */
export async function unpack(packed: PackedArray & { readonly type: 'uint8' }): Promise<Uint8Array>;
export async function unpack(packed: PackedArray & { readonly type: 'uint16' }): Promise<Uint16Array>;
export async function unpack(packed: PackedArray & { readonly type: 'float32' }): Promise<Float32Array>;
export async function unpack(packed: PackedArray): Promise<PackableArray>;
export async function unpack({ type, length, data }: PackedArray): Promise<PackableArray> {
  const binary = atob(data);
  const compressed = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) compressed[index] = binary.charCodeAt(index);
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return valuesFromPlanes(type, length, new Uint8Array(await new Response(stream).arrayBuffer()));
}

/** Fractions in [0, 1] kept to 1/65535, for probabilities that are shown but not computed with. */
export function toFixedPoint(fractions: Float32Array | Float64Array): Uint16Array {
  const values = new Uint16Array(fractions.length);
  fractions.forEach((fraction, index) => {
    values[index] = Math.round(Math.min(1, Math.max(0, fraction)) * 65_535);
  });
  return values;
}

/** Inverse of {@link toFixedPoint}. */
export function fromFixedPoint(values: Uint16Array): Float32Array {
  return Float32Array.from(values, (value) => value / 65_535);
}
