import { expect, test } from '@jest/globals';

import { centeringCases } from './centering-cases.js';

test('the means of each column', () => {
  expect([...centeringCases().means]).toEqual([2, 4, 1]);
});
