import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  choiceOption,
  integerOption,
  numberOption,
  pathOption,
  positiveOption,
} from '../../src/cli/option-values.js';
import { UsageError } from '../../src/errors.js';

const depth = integerOption('--depth', 1, 12);

describe('option values', () => {
  test.each(['0', '40', '-1', '2.5', '', ' ', 'eight', '0x8', 'Infinity', 'NaN', '8 8', '1e400'])(
    '--depth refuses %p and says what is allowed',
    (text) => {
      expect(() => depth(text)).toThrow(
        new UsageError(`--depth must be an integer from 1 to 12, found ${JSON.stringify(text)}`),
      );
    },
  );

  test('every integer of the range is taken, nothing else', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), (value) => {
        if (value >= 1 && value <= 12) expect(depth(String(value))).toBe(value);
        else expect(() => depth(String(value))).toThrow(UsageError);
      }),
    );
  });

  test('an open range is described by its lower end', () => {
    expect(() => integerOption('--batch-size', 1)('0')).toThrow(
      '--batch-size must be an integer of at least 1, found "0"',
    );
    expect(integerOption('--batch-size', 1)('256')).toBe(256);
  });

  test.each(['0', '-0.1', '-0', '1e-400', 'x', ''])('--temperature refuses %p', (text) => {
    expect(() => positiveOption('--temperature')(text)).toThrow(
      `--temperature must be a number greater than 0, found ${JSON.stringify(text)}`,
    );
  });

  test('any finite double can be given as text', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(numberOption('--x', -Infinity)(String(value))).toBe(
          value === 0 ? Number(String(value)) : value,
        );
      }),
    );
  });

  test('a fraction is from 0 to 1, both included', () => {
    const hardWeight = numberOption('--hard-weight', 0, 1);
    expect([hardWeight('0'), hardWeight('.25'), hardWeight('1')]).toEqual([0, 0.25, 1]);
    expect(() => hardWeight('1.01')).toThrow('--hard-weight must be a number from 0 to 1, found "1.01"');
    expect(() => numberOption('--penalty', 0)('-1')).toThrow(
      '--penalty must be a number of at least 0, found "-1"',
    );
  });

  test('a choice lists the choices', () => {
    const preset = choiceOption('--preset', ['default', 'smoke']);
    expect(preset('smoke')).toBe('smoke');
    expect(() => preset('Smoke')).toThrow('--preset must be default or smoke, found "Smoke"');
  });

  test('a path is not empty', () => {
    expect(pathOption('--out')('a b/c')).toBe('a b/c');
    expect(() => pathOption('--out')('')).toThrow('--out must be a path, found ""');
  });
});
