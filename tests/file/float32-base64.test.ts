import { Buffer } from 'node:buffer';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeFloat32, encodeFloat32 } from '../../src/file/float32-base64.js';

test('writes little-endian bytes', () => {
  // 1.0 is 0x3f800000
  expect(encodeFloat32(Float32Array.of(1))).toBe(Buffer.from([0, 0, 0x80, 0x3f]).toString('base64'));
  expect([...decodeFloat32('AACAPwAAAMA=')]).toEqual([1, -2]);
});

test('gives back the same bits, at any length', () => {
  fc.assert(
    fc.property(fc.float32Array({ noNaN: true }), (values) => {
      expect(decodeFloat32(encodeFloat32(values))).toEqual(values);
    }),
  );
  const many = Float32Array.from({ length: 100_000 }, (_, index) => Math.sin(index));
  expect(decodeFloat32(encodeFloat32(many))).toEqual(many);
});

test('refuses what is not base64 or not whole numbers', () => {
  expect(() => decodeFloat32('%%%%')).toThrow('must be base64');
  expect(() => decodeFloat32('AAA')).toThrow('must hold float32 numbers of 4 bytes each, found 2 bytes');
});
