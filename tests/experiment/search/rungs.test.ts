import { expect, test } from '@jest/globals';
import { searchRungs } from '../../../src/experiment/search/rungs.js';

const text = (settings: number, folds: number, halving = true) =>
  searchRungs(settings, folds, halving).map((rung) => `${rung.settings} on ${rung.folds}`);

test('without halving all settings are measured on all folds', () => {
  expect(text(20, 3, false)).toEqual(['20 on 3']);
});

test('a third goes on to three times as many folds, and at least one to all', () => {
  expect(text(27, 9)).toEqual(['27 on 1', '9 on 3', '3 on 9']);
  expect(text(20, 5)).toEqual(['20 on 1', '7 on 2', '3 on 5']);
  expect(text(20, 2)).toEqual(['20 on 1', '7 on 2']);
  expect(text(1, 9)).toEqual(['1 on 1', '1 on 3', '1 on 9']);
});
