import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { pack } from '../../src/report/pack.js';
import {
  bytesBySignificance,
  fromFixedPoint,
  toFixedPoint,
  unpack,
  valuesFromPlanes,
} from '../../src/report/packed-array.js';

describe('packed arrays', () => {
  test('give back every float32 bit for bit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.float32Array({ noNaN: true }), async (values) => {
        const back = await unpack(pack(values));
        expect([...new Uint32Array(back.buffer)]).toEqual([...new Uint32Array(values.slice().buffer)]);
      }),
    );
  });

  test('give back a view into a larger buffer, not the buffer', async () => {
    const all = Float32Array.of(1, 2, 3, 4);
    expect([...(await unpack(pack(all.subarray(1, 3))))]).toEqual([2, 3]);
  });

  test('give back bytes and 16-bit integers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.uint16Array(), async (bytes, words) => {
        expect([...(await unpack(pack(bytes)))]).toEqual([...bytes]);
        expect([...(await unpack(pack(words)))]).toEqual([...words]);
      }),
    );
  });

  test('group bytes by significance, lowest first', () => {
    const values = Uint16Array.of(0x0102, 0x0304);
    expect([...bytesBySignificance(values)]).toEqual([0x02, 0x04, 0x01, 0x03]);
    expect([...valuesFromPlanes('uint16', 2, bytesBySignificance(values))]).toEqual([0x0102, 0x0304]);
  });

  test('keep fractions to half of 1/65535, clipped to [0, 1]', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (fractions) => {
        fromFixedPoint(toFixedPoint(Float64Array.from(fractions))).forEach((value, index) =>
          expect(Math.abs(value - (fractions[index] ?? 0))).toBeLessThanOrEqual(0.5 / 65_535 + 1e-7),
        );
      }),
    );
    expect([...toFixedPoint(Float32Array.of(-0.2, 1.3))]).toEqual([0, 65_535]);
  });
});
