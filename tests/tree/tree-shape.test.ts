import { describe, expect, test } from '@jest/globals';
import { treeShape } from '../../src/tree/tree-shape.js';

describe('treeShape', () => {
  const shape = { depth: 8, featureCount: 784, classCount: 10 };
  test.each([
    [{ depth: 0 }, 'depth must be an integer from 1 to 12, found 0'],
    [{ depth: 40 }, 'depth must be an integer from 1 to 12, found 40'],
    [{ depth: 2.5 }, 'depth must be an integer from 1 to 12, found 2.5'],
    [{ featureCount: 0 }, 'featureCount must be a positive integer, found 0'],
    [{ classCount: 1 }, 'classCount must be an integer from 2 to 65536, found 1'],
    [{ classCount: 65_537 }, 'classCount must be an integer from 2 to 65536, found 65537'],
  ])('refuses %j', (change, message) => {
    expect(() => treeShape({ ...shape, ...change })).toThrow(message);
  });

  test('accepts the limits', () => {
    treeShape({ depth: 1, featureCount: 1, classCount: 2 });
    expect(treeShape({ depth: 12, featureCount: 3072, classCount: 1000 }).topology.leafCount).toBe(4096);
  });
});
