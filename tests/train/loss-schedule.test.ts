import { expect, test } from '@jest/globals';

import { pathShareAt, penaltyAt } from '../../src/train/loss-schedule.js';

test('the penalty falls linearly to 0, or stays', () => {
  const fading = { penalty: 0.2, penaltyFade: 0.5 };
  expect([0, 0.25, 0.5, 0.9].map((share) => penaltyAt(share, fading))).toEqual([0.2, 0.1, 0, 0]);
  expect(penaltyAt(0.99, { penalty: 0.2, penaltyFade: 0 })).toBe(0.2);
});

test('the share of the expected cross entropy rises from 0 in the second half', () => {
  const shares = (finalPathShare: number) =>
    [0, 0.25, 0.5, 0.75, 1].map((share) => pathShareAt(share, { finalPathShare }));
  expect(shares(1)).toEqual([0, 0, 0, 0.5, 1]);
  expect(shares(0.4)).toEqual([0, 0, 0, 0.2, 0.4]);
});
