import { describe, expect, test } from '@jest/globals';
import {
  assertClassCount,
  classIndices,
  integerLabels,
  numberedClassNames,
  orderedClassNames,
} from '../../src/data/class-names.js';
import { InvalidInputError } from '../../src/errors.js';

describe('orderedClassNames', () => {
  test.each([
    [
      ['b', 'a', 'b'],
      ['a', 'b'],
    ],
    [
      ['10', '9', '-1', '2.5', '1e1'],
      ['-1', '2.5', '9', '10', '1e1'],
    ],
    [
      ['10', '9', 'x'],
      ['10', '9', 'x'],
    ],
    [
      ['a', 'B', 'Z', 'é', 'z'],
      ['B', 'Z', 'a', 'z', 'é'],
    ],
    [
      ['1', '', '-2'],
      ['', '-2', '1'],
    ],
    // Sorted by the units of UTF-16, the emoji would come before the private-use character.
    [
      ['\u{1f600}', '\ue000'],
      ['\ue000', '\u{1f600}'],
    ],
  ])('%j in order: %j', (labels, expected) => {
    expect(orderedClassNames(labels)).toEqual(expected);
    expect(orderedClassNames([...labels].reverse())).toEqual(expected);
  });
});

test('from 2 to 256 classes are allowed', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => String(index));
  expect(() => assertClassCount(names(2), 'f')).not.toThrow();
  expect(() => assertClassCount(names(256), 'f')).not.toThrow();
  expect(() => assertClassCount(names(1), 'f')).toThrow('f: must have from 2 to 256 classes, found 1');
  expect(() => assertClassCount(names(257), 'f')).toThrow(InvalidInputError);
});

test('classIndices names a label that is no class', () => {
  expect([...classIndices(['b', 'a', 'b'], ['a', 'b'], 'f')]).toEqual([1, 0, 1]);
  expect(() => classIndices(['a', '__proto__'], ['a', 'b'], 'f')).toThrow(
    'f: label "__proto__" of row 1 must be one of the classes "a", "b"',
  );
});

test('numberedClassNames counts to the greatest label', () => {
  expect(numberedClassNames([2, 0])).toEqual(['0', '1', '2']);
  expect(numberedClassNames([0, 0])).toEqual(['0', '1']);
  expect(numberedClassNames([300])).toHaveLength(256);
  expect(numberedClassNames([NaN, -4])).toEqual(['0', '1']);
});

test.each([3, -1, 0.5, NaN, Infinity])('label %d of 3 classes is out of range', (label) => {
  expect([...integerLabels([2, 0, 1], 3, 'f')]).toEqual([2, 0, 1]);
  expect(() => integerLabels([0, label], 3, 'f')).toThrow(InvalidInputError);
  expect(() => integerLabels([0, label], 3, 'f')).toThrow(
    `f: label ${label} in row 1 is out of range; it must be an integer from 0 to 2`,
  );
});
