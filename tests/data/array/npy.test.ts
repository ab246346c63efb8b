import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { join } from 'node:path';
import { readNpy } from '../../../src/data/array/npy.js';
import { InvalidInputError } from '../../../src/errors.js';
import { folderWith, npyBytes } from '../files.js';

async function fileWith(bytes: Uint8Array): Promise<string> {
  return join(await folderWith({ 'array.npy': bytes }), 'array.npy');
}

describe('readNpy', () => {
  test.each([
    ['|u1', Uint8Array.of(0, 7, 255), [0, 7, 255]],
    ['|i1', Int8Array.of(-128, 0, 127), [-128, 0, 127]],
    ['|b1', Uint8Array.of(1, 0, 1), [1, 0, 1]],
    ['<i2', Int16Array.of(-300, 0, 300), [-300, 0, 300]],
    ['<u2', Uint16Array.of(0, 1, 65535), [0, 1, 65535]],
    ['<i4', Int32Array.of(-70000, 0, 1), [-70000, 0, 1]],
    ['<i8', BigInt64Array.of(-5n, 0n, 9n), [-5, 0, 9]],
    ['<u8', BigUint64Array.of(0n, 1n, 2n), [0, 1, 2]],
    ['<f2', Uint16Array.of(0x3c00, 0xc000, 0x3555), [1, -2, 0.333251953125]],
    ['<f4', Float32Array.of(0.5, -1.5, 3), [0.5, -1.5, 3]],
    ['<f8', Float64Array.of(0.25, -2, 1e10), [0.25, -2, 1e10]],
  ])('type %s', async (descr, elements, expected) => {
    const array = await readNpy(await fileWith(npyBytes(descr, [3], elements)));
    expect(array.shape).toEqual([3]);
    expect([...array.values]).toEqual(expected);
    const kept = { '|u1': Uint8Array, '<f2': Float32Array, '<f4': Float32Array }[descr];
    expect(array.values).toBeInstanceOf(kept ?? Float64Array);
  });

  test('reads back any matrix', async () => {
    const matrix = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
      .chain(([rows, columns]) =>
        fc.tuple(
          fc.constant([rows, columns]),
          fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
            minLength: rows * columns,
            maxLength: rows * columns,
          }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(matrix, async ([shape, values]) => {
        const array = await readNpy(await fileWith(npyBytes('<f4', shape, Float32Array.from(values))));
        expect(array.shape).toEqual(shape);
        expect(array.values).toEqual(Float32Array.from(values));
      }),
      { numRuns: 40 },
    );
  });

  test('the order does not matter for one axis', async () => {
    const path = await fileWith(npyBytes('<f4', [2], Float32Array.of(1, 2), true));
    expect([...(await readNpy(path)).values]).toEqual([1, 2]);
  });

  const numbers = Float32Array.of(1, 2, 3, 4);
  test.each([
    [
      'another format',
      Buffer.from('PK\x03\x04 a zip file'),
      'not a .npy file: it does not begin with the NumPy magic',
    ],
    ['cut in the header', npyBytes('<f4', [4], numbers).subarray(0, 20), 'cannot be read as a .npy file'],
    ['cut within an element', npyBytes('<f4', [4], numbers).subarray(0, -3), 'cannot be read as a .npy file'],
    [
      'cut after an element',
      npyBytes('<f4', [4], numbers).subarray(0, -4),
      'shape [4] takes 4 elements, found 3',
    ],
    ['longer than its shape', npyBytes('<f4', [3], numbers), 'shape [3] takes 3 elements, found 4'],
    ['a shape beyond all memory', npyBytes('<f4', [1e12, 1e12], numbers), 'takes 1e+24 elements, found 4'],
    [
      'Fortran order',
      npyBytes('<f4', [2, 2], numbers, true),
      'is in Fortran order (columns first), but must be in C order; save it again with numpy.ascontiguousarray',
    ],
    ['big-endian', npyBytes('>f4', [4], numbers), 'cannot be read as a .npy file: Unsupported dtype: >f4'],
    [
      'Python objects',
      npyBytes('|O', [4], numbers),
      'holds Python objects, which are never unpickled; it must hold real numbers',
    ],
    [
      'complex numbers',
      npyBytes('<c8', [2], numbers),
      'elements must be real numbers, found NumPy type "c8"',
    ],
    [
      'texts',
      npyBytes('<U1', [4], Uint32Array.of(97, 98, 99, 100)),
      'elements must be real numbers, found NumPy type "U1"',
    ],
    ['NaN', npyBytes('<f4', [2], Float32Array.of(1, NaN)), 'element 1 must be a finite number, found NaN'],
    [
      'too large for float32',
      npyBytes('<f8', [1], Float64Array.of(1e300)),
      'element 0 must be a finite number, found 1e+300',
    ],
  ])('%s: one clear message', async (_, bytes, message) => {
    const path = await fileWith(bytes);
    const reading = readNpy(path);
    await expect(reading).rejects.toThrow(InvalidInputError);
    await expect(reading).rejects.toThrow(`${path}: `);
    await expect(reading).rejects.toThrow(message);
  });
});
