import os from 'node:os';

/** The numbers of an array as float32, little-endian, whatever this machine has. */
export function floatBytes(numbers: Float32Array): Buffer {
  return littleEndian(Buffer.from(numbers.slice().buffer));
}

/** The numbers again, to the bit; bytes behind the last whole one are left out. */
export function floatsOf(bytes: Buffer): Float32Array {
  const own = littleEndian(Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 4))));
  return new Float32Array(new Uint8Array(own).buffer);
}

/** The numbers in the order of bytes that every machine reads; changes them in place where this one has the other. */
function littleEndian(bytes: Buffer): Buffer {
  return os.endianness() === 'LE' ? bytes : bytes.swap32();
}
