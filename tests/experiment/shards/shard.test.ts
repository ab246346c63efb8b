import { describe, expect, test } from '@jest/globals';
import { keyedTrials, planKeyOf, shardFolderName, shardsOf } from '../../../src/experiment/shards/shard.js';
import { trialKeys } from '../../../src/experiment/trial.js';
import { dataKey, trialsOf } from '../trial-cases.js';

/** Seven trials of each of four teachers. */
const folds = keyedTrials(trialsOf('temperature', 4, { preset: 'default', folds: 4 }), dataKey);
const teachersOf = (keys: readonly string[]) =>
  new Set(
    keys.map((key) => {
      const trial = folds.get(key);
      return trial && trialKeys(trial, dataKey).teacher;
    }),
  );

describe('shards of an experiment', () => {
  test.each([1, 2, 3, 7, 24, 100])(
    '%d of them hold every trial once, and are as long up to one trial',
    (count) => {
      const shards = shardsOf(folds, dataKey, count);
      expect(shards).toHaveLength(count);
      expect(shards.flat().sort()).toEqual([...folds.keys()].sort());
      const lengths = shards.map((keys) => keys.length);
      expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
    },
  );

  test('trials of one teacher stay together', () => {
    for (const keys of shardsOf(folds, dataKey, 4)) expect(teachersOf(keys).size).toBe(1);
  });

  test('a trial that stands in two plans is one', () => {
    const twice = keyedTrials([...trialsOf('main', 2), ...trialsOf('temperature', 2)], dataKey);
    expect(shardsOf(twice, dataKey, 3).flat()).toHaveLength(14);
  });

  test('a plan is known by its trials, whatever their number of shards', () => {
    const same = keyedTrials(trialsOf('temperature', 4, { preset: 'default', folds: 4 }), dataKey);
    expect(planKeyOf(same)).toBe(planKeyOf(folds));
    expect(
      planKeyOf(keyedTrials(trialsOf('temperature', 3, { preset: 'default', folds: 3 }), dataKey)),
    ).not.toBe(planKeyOf(folds));
    expect(
      planKeyOf(keyedTrials(trialsOf('temperature', 4, { preset: 'default', folds: 4 }), 'other')),
    ).not.toBe(planKeyOf(folds));
  });

  test('have folders of their own', () => {
    expect(shardFolderName({ number: 3, count: 16 })).toBe('shard-3-of-16');
  });
});
