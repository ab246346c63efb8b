import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { packCorrectness, unpackCorrectness } from '../../src/experiment/correctness.js';

test('row 0 is the lowest bit of the first byte', () => {
  const labels = Uint16Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1);
  const answers = Uint16Array.of(1, 0, 1, 0, 0, 0, 0, 0, 1);
  // 0b00000101 and 0b00000001
  expect(packCorrectness(answers, labels)).toBe(Buffer.from([5, 1]).toString('base64'));
});

test('what is packed is unpacked', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 70 }), (rows) => {
      const answers = Uint16Array.from(rows, ([answer]) => answer);
      const labels = Uint16Array.from(rows, ([, label]) => label);
      const expected = Uint8Array.from(rows, ([answer, label]) => (answer === label ? 1 : 0));
      expect(unpackCorrectness(packCorrectness(answers, labels), rows.length)).toEqual(expected);
    }),
  );
});
