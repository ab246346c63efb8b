import { describe, expect, test } from '@jest/globals';
import {
  assertClassCount,
  classIndices,
  integerLabels,
  labelBytes,
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

test('from 2 to 65,536 classes are allowed', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => String(index));
  expect(() => assertClassCount(names(2), 'f')).not.toThrow();
  expect(() => assertClassCount(names(65_536), 'f')).not.toThrow();
  expect(() => assertClassCount(names(1), 'f')).toThrow('f: must have from 2 to 65536 classes, found 1');
  expect(() => assertClassCount(names(65_537), 'f')).toThrow(InvalidInputError);
});

test('classIndices names a label that is no class', () => {
  expect([...classIndices(['b', 'a', 'b'], ['a', 'b'], 'f')]).toEqual([1, 0, 1]);
  expect(() => classIndices(['a', '__proto__'], ['a', 'b'], 'f')).toThrow(
    'f: label "__proto__" of row 1 must be one of the classes "a", "b"',
  );
});

test('numberedClassNames are the labels that there are', () => {
  expect(numberedClassNames([2, 0, 2], 'f')).toEqual(['0', '2']);
  expect(numberedClassNames([26, 3, -1, 1], 'f')).toEqual(['-1', '1', '3', '26']);
  expect(() => numberedClassNames([0, 1.5], 'f')).toThrow('f: label 1.5 in row 1 must be a whole number');
  expect(() => numberedClassNames([NaN], 'f')).toThrow(InvalidInputError);
});

test('integerLabels are looked up by value, or count through words', () => {
  expect([...integerLabels([2, -1, 5], ['-1', '2', '5'], 'f')]).toEqual([1, 0, 2]);
  expect([...integerLabels([1, 0], ['no', 'yes'], 'f')]).toEqual([1, 0]);
  expect(() => integerLabels([0, 3], ['0', '1'], 'f')).toThrow(
    'f: label 3 in row 1 is none of the classes 0, 1',
  );
  expect(() => integerLabels([2], ['no', 'yes'], 'f')).toThrow(InvalidInputError);
});

test('labelBytes: a byte for each label where every class has one', () => {
  expect([...labelBytes(Uint16Array.of(3, 255), 256)]).toEqual([3, 255]);
  expect([...labelBytes(Uint16Array.of(3, 256), 257)]).toEqual([3, 0, 0, 1]);
});
