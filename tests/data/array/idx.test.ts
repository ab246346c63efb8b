import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseIdx, readIdx } from '../../../src/data/array/idx.js';
import { InvalidInputError } from '../../../src/errors.js';
import { folderWith, idxBytes } from '../files.js';

/** Writers of the specification, independent of the reader. */
const types = [
  {
    name: 'uint8',
    code: 0x08,
    bytes: 1,
    values: fc.integer({ min: 0, max: 255 }),
    write: (b: Buffer, v: number, at: number) => b.writeUInt8(v, at),
  },
  {
    name: 'int8',
    code: 0x09,
    bytes: 1,
    values: fc.integer({ min: -128, max: 127 }),
    write: (b: Buffer, v: number, at: number) => b.writeInt8(v, at),
  },
  {
    name: 'int16',
    code: 0x0b,
    bytes: 2,
    values: fc.integer({ min: -32768, max: 32767 }),
    write: (b: Buffer, v: number, at: number) => b.writeInt16BE(v, at),
  },
  {
    name: 'int32',
    code: 0x0c,
    bytes: 4,
    values: fc.integer(),
    write: (b: Buffer, v: number, at: number) => b.writeInt32BE(v, at),
  },
  {
    name: 'float32',
    code: 0x0d,
    bytes: 4,
    values: fc.float(),
    write: (b: Buffer, v: number, at: number) => b.writeFloatBE(v, at),
  },
  {
    name: 'float64',
    code: 0x0e,
    bytes: 8,
    values: fc.double(),
    write: (b: Buffer, v: number, at: number) => b.writeDoubleBE(v, at),
  },
];

function failure(bytes: Uint8Array): string {
  try {
    parseIdx(bytes, 'file.idx');
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidInputError);
    return (error as InvalidInputError).message;
  }
  throw new Error('nothing was thrown');
}

describe('parseIdx', () => {
  test.each(types)(
    'reads back $name of any shape, plain and gzipped',
    ({ name, code, bytes, values, write }) => {
      const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 });
      const arrays = shapes.chain((shape) => {
        const count = shape.reduce((product, size) => product * size, 1);
        return fc.tuple(fc.constant(shape), fc.array(values, { minLength: count, maxLength: count }));
      });
      fc.assert(
        fc.property(arrays, fc.boolean(), ([shape, expected], isGzip) => {
          const elements = Buffer.alloc(expected.length * bytes);
          expected.forEach((value, index) => write(elements, value, index * bytes));
          const file = idxBytes(code, shape, elements);
          const array = parseIdx(isGzip ? gzipSync(file) : file, 'file.idx');
          expect(array.elementType).toBe(name);
          expect(array.shape).toEqual(shape);
          expect([...array.values]).toEqual(expected);
        }),
      );
    },
  );

  test('reads a file written by hand', () => {
    const file = Buffer.from('00000b02 00000002 00000002 0001 ffff 7fff 8000'.replaceAll(' ', ''), 'hex');
    expect(parseIdx(file, 'f')).toEqual({
      elementType: 'int16',
      shape: [2, 2],
      values: Float64Array.of(1, -1, 32767, -32768),
    });
  });

  test('bytes of images are not copied, wherever the file begins in its memory', () => {
    const bytes = idxBytes(8, [2], Uint8Array.of(1, 2));
    const memory = new Uint8Array(bytes.length + 3);
    memory.set(bytes, 3);
    const { values } = parseIdx(memory.subarray(3), 'f');
    expect(values).toEqual(Uint8Array.of(1, 2));
    expect(values.buffer).toBe(memory.buffer);
  });

  test.each([
    ['too short for a magic', Uint8Array.of(0, 0, 8), 'file.idx: not an IDX file: it has only 3 bytes'],
    ['empty', Uint8Array.of(), 'file.idx: not an IDX file: it has only 0 bytes'],
    ['a text', Buffer.from('label,a,b'), 'file.idx: not an IDX file: its magic is 0x6c616265; expected'],
    [
      'an unknown type',
      Uint8Array.of(0, 0, 0x0a, 1, 0, 0, 0, 0),
      'its magic is 0x00000a01; expected two zero bytes, a type code (08, 09, 0b, 0c, 0d or 0e)',
    ],
    ['no dimensions', Uint8Array.of(0, 0, 8, 0), 'its magic is 0x00000800'],
    [
      'truncated in the header',
      idxBytes(8, [1, 1], Uint8Array.of()).subarray(0, 9),
      'file.idx: truncated in the header: 9 of 12 bytes',
    ],
    ['a negative size', idxBytes(8, [-1], Uint8Array.of()), 'file.idx: negative size in [-1]'],
    [
      'truncated',
      idxBytes(8, [2, 3], Uint8Array.of(1, 2, 3, 4, 5)),
      'file.idx: truncated: uint8 of shape [2, 3] takes 18 bytes, found 17',
    ],
    [
      'oversized',
      idxBytes(0x0d, [1], new Uint8Array(5)),
      'file.idx: oversized: float32 of shape [1] takes 12 bytes, found 13',
    ],
    [
      'a shape beyond all memory',
      idxBytes(8, [2147483647, 2147483647, 2147483647], Uint8Array.of(1)),
      'file.idx: truncated: uint8 of shape [2147483647, 2147483647, 2147483647]',
    ],
    [
      'a damaged gzip',
      gzipSync(idxBytes(8, [9], new Uint8Array(9))).subarray(0, 20),
      'file.idx: damaged gzip file: unexpected end of file',
    ],
  ])('%s: one clear message', (_, bytes, message) => {
    expect(failure(bytes)).toContain(message);
  });

  test('a gzip that unpacks to too much is refused before it fills the memory', () => {
    const zeros = new Uint8Array(2 ** 24);
    const before = process.resourceUsage().maxRSS;
    // The header says what the rest takes, and nothing else is unpacked.
    expect(failure(gzipSync(idxBytes(8, [3, 2], zeros)))).toBe(
      'file.idx: oversized: uint8 of shape [3, 2] takes 18 bytes, found more',
    );
    expect(failure(gzipSync(idxBytes(8, [4, 2 ** 30], zeros)))).toBe(
      'file.idx: shape [4, 1073741824]: takes 4 GiB of memory, and 2 GiB are allowed; the environment variable SDT_MEMORY=5 allows it',
    );
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(100 * 1024);
  });

  test('SDT_MEMORY allows more or less', () => {
    const file = gzipSync(idxBytes(8, [5000], new Uint8Array(5000)));
    try {
      process.env.SDT_MEMORY = '1e-6';
      expect(failure(file)).toContain('SDT_MEMORY=1 allows it');
      process.env.SDT_MEMORY = 'much';
      expect(failure(file)).toBe('SDT_MEMORY must be a number of GiB greater than 0, found "much"');
    } finally {
      delete process.env.SDT_MEMORY;
    }
    expect(parseIdx(file, 'file.idx').values).toHaveLength(5000);
  });

  test('every cut of a file is refused', () => {
    const file = idxBytes(0x0b, [2, 2], new Uint8Array(8));
    for (let length = 0; length < file.length; length++) failure(file.subarray(0, length));
  });
});

test('readIdx names the file', async () => {
  const folder = await folderWith({ 'good.gz': gzipSync(idxBytes(8, [1], Uint8Array.of(7))), bad: 'abcd' });
  expect((await readIdx(join(folder, 'good.gz'))).values).toEqual(Uint8Array.of(7));
  await expect(readIdx(join(folder, 'bad'))).rejects.toThrow(`${join(folder, 'bad')}: not an IDX file`);
});
