import { describe, expect, test } from '@jest/globals';

import { spreadBar, spreadOf } from '../../src/data/spread.js';

describe('spread', () => {
  test('is mean and sample standard deviation', () => {
    // Deviations from the mean 4: -2, 0, 2; their squares sum to 8, over n - 1 = 2 gives 4.
    expect(spreadOf([2, 4, 6])).toEqual({ mean: 4, deviation: 2, count: 3 });
    expect(spreadBar(spreadOf([2, 4, 6]))).toEqual([2, 6]);
  });

  test('of one value has no deviation', () => {
    const spread = spreadOf([0.97]);
    expect(spread).toEqual({ mean: 0.97, count: 1 });
    expect(spread.deviation).toBeUndefined();
    expect(spreadBar(spread)).toBeUndefined();
    expect(JSON.stringify(spread)).toBe('{"mean":0.97,"count":1}');
  });
});
