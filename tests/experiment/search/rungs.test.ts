import { expect, test } from '@jest/globals';
import { halvingRungs } from '../../../src/experiment/search/rungs.js';

const text = (settings: number, folds: number, rows = 10_000) =>
  halvingRungs(settings, folds, rows).map((rung) => `${rung.settings} on ${rung.folds}`);

test('a third goes on to three times as many folds, and at least one to all', () => {
  expect(text(27, 9)).toEqual(['27 on 1', '9 on 3', '3 on 9']);
  expect(text(20, 5)).toEqual(['20 on 1', '7 on 2', '3 on 5']);
  expect(text(20, 2)).toEqual(['20 on 1', '7 on 2']);
  expect(text(1, 9)).toEqual(['1 on 1', '1 on 3', '1 on 9']);
});

test('no setting is left out for what it did on fewer than a hundred rows', () => {
  expect(text(27, 9, 276)).toEqual(['27 on 4', '9 on 9']);
  expect(text(27, 9, 455)).toEqual(['27 on 2', '9 on 3', '3 on 9']);
  expect(text(27, 9, 96)).toEqual(['27 on 9']);
  expect(text(27, 9, 9)).toEqual(['27 on 9']);
});
