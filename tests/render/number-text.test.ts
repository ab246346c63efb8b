import { expect, it } from '@jest/globals';
import { percentText, probabilityText, signedText } from '../../src/render/number-text.js';

it('writes shares with two digits that matter', () => {
  expect([1, 0.1234, 0.0349, 0.00056, 0.00001, 0].map(percentText)).toEqual([
    '100 %',
    '12 %',
    '3.5 %',
    '0.06 %',
    '<0.01 %',
    '0 %',
  ]);
});

it('never rounds an uncertain probability to certainty', () => {
  expect([1, 0.9999, 0.994, 0.5, 0.005, 0.0001, 0].map(probabilityText)).toEqual([
    '1.00',
    '>0.99',
    '0.99',
    '0.50',
    '0.01',
    '<0.01',
    '0.00',
  ]);
});

it('signs weights', () => {
  expect([-0.01234, 4.5, 0, 1234.5].map(signedText)).toEqual(['−0.0123', '+4.5', '0', '+1230']);
});
