import { expect, test } from '@jest/globals';

import { centeringCases } from './centering-cases.js';

test('features are centered on the mean of each column', () => {
  const { means, centered } = centeringCases();
  expect([...means]).toEqual([2, 4, 1]);
  expect([...centered]).toEqual([-1, -2, 2, 1, 2, -2]);
});
