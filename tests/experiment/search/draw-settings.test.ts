import { expect, test } from '@jest/globals';
import { drawSettings } from '../../../src/experiment/search/draw-settings.js';
import { parseSearchSpace } from '../../../src/experiment/search/search-space.js';

const space = parseSearchSpace(
  JSON.stringify({
    'tree.depth': { integer: [3, 5] },
    'tree.epochs': { logInteger: [1, 1000] },
    'tree.penalty': { uniform: [0.25, 0.75] },
    'tree.learningRate': { logUniform: [0.001, 0.1] },
    'tree.objective': ['mixture-nll', 'mixture-to-paths'],
  }),
  'space',
);
const drawn = drawSettings(space, 2000, 7);
const numbers = (name: string) => drawn.map((settings) => Number(settings[name]));
const share = (name: string, holds: (value: number) => boolean) =>
  numbers(name).filter(holds).length / drawn.length;

test('every value lies in its range, and both ends of a range of integers are drawn', () => {
  expect(new Set(numbers('tree.depth'))).toEqual(new Set([3, 4, 5]));
  expect(new Set(drawn.map((settings) => settings['tree.objective']))).toEqual(
    new Set(['mixture-nll', 'mixture-to-paths']),
  );
  for (const epochs of numbers('tree.epochs'))
    expect([epochs >= 1, epochs <= 1000, epochs % 1]).toEqual([true, true, 0]);
  for (const penalty of numbers('tree.penalty'))
    expect([penalty >= 0.25, penalty <= 0.75]).toEqual([true, true]);
});

test('uniform ranges have equal chances for equal differences, log ranges for equal ratios', () => {
  expect(share('tree.penalty', (value) => value < 0.5)).toBeCloseTo(0.5, 1);
  expect(share('tree.learningRate', (value) => value < 0.01)).toBeCloseTo(0.5, 1);
  expect(share('tree.epochs', (value) => value < 32)).toBeCloseTo(0.5, 1);
  expect(share('tree.depth', (value) => value === 4)).toBeCloseTo(1 / 3, 1);
});

test('the same seed draws the same, a longer search begins as a shorter one, another seed draws others', () => {
  expect(drawSettings(space, 5, 7)).toEqual(drawn.slice(0, 5));
  expect(drawSettings(space, 5, 8)).not.toEqual(drawn.slice(0, 5));
});

test('a range that is added leaves the draws of the others', () => {
  const [more] = drawSettings(
    new Map([['tree.batchSize', { kind: 'list', values: [8, 16] }], ...space]),
    1,
    7,
  );
  expect(more).toMatchObject(drawn[0] ?? {});
});

test('settings are different, and no more than there are', () => {
  const small = parseSearchSpace(
    '{"tree.depth": {"integer": [1, 3]}, "tree.augment": [true, false]}',
    'space',
  );
  const all = drawSettings(small, 50, 1);
  expect(new Set(all.map((settings) => JSON.stringify(settings))).size).toBe(6);
  expect(all).toHaveLength(6);
});

test('a range with few numbers of four digits does not go on for ever', () => {
  const narrow = parseSearchSpace('{"tree.penalty": {"uniform": [0.5, 0.5002]}}', 'space');
  expect(drawSettings(narrow, 50, 1).map((settings) => settings['tree.penalty'])).toEqual(
    expect.arrayContaining([0.5, 0.5001, 0.5002]),
  );
});
