import { expect, test } from '@jest/globals';

import { meanAndDeviation } from '../../src/report/score-summary.js';

test('mean and sample standard deviation of several seeds', () => {
  expect(meanAndDeviation([])).toBeUndefined();
  expect(meanAndDeviation([0.9])).toEqual({ mean: 0.9, deviation: undefined });
  expect(meanAndDeviation([2, 4, 6])).toEqual({ mean: 4, deviation: 2 });
});
