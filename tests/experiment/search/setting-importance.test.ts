import { describe, expect, test } from '@jest/globals';
import { SeededRandom } from '../../../src/data/random.js';
import { settingImportance } from '../../../src/experiment/search/setting-importance.js';

const random = new SeededRandom(5);
const trials = Array.from({ length: 60 }, () => ({
  rising: random.next(),
  middle: random.uniform(-1, 1),
  noise: random.next(),
  word: ['good', 'bad'][random.integer(2)] ?? '',
  fixed: 3,
}));
const of = (scores: readonly number[], name: string) => {
  const found = settingImportance(Object.keys(trials[0] ?? {}), trials, scores).find(
    (each) => each.name === name,
  );
  if (found === undefined) throw new Error(name);
  return found;
};

describe('how much a setting had to do with the score', () => {
  test('more is better: most of the ranks, and a rank correlation of 1', () => {
    const rising = of(
      trials.map((trial) => Math.exp(trial.rising)),
      'rising',
    );
    expect(rising.share).toBeGreaterThan(0.8);
    expect(rising.correlation).toBeCloseTo(1);
  });

  test('best in the middle shows, though it correlates with nothing', () => {
    const middle = of(
      trials.map((trial) => -(trial.middle ** 2)),
      'middle',
    );
    expect(middle.share).toBeGreaterThan(0.5);
    expect(middle.share).toBeGreaterThan(middle.chance);
    expect(Math.abs(middle.correlation ?? 1)).toBeLessThan(0.3);
  });

  test('words are groups, without a correlation', () => {
    const word = of(
      trials.map((trial) => (trial.word === 'good' ? 1 : 0) + 0.1 * trial.noise),
      'word',
    );
    expect(word.share).toBeGreaterThan(0.7);
    expect(word.correlation).toBeUndefined();
  });

  test('what has nothing to do with it stays near what chance gives', () => {
    const noise = of(
      trials.map((trial) => trial.rising),
      'noise',
    );
    expect(noise.share).toBeLessThan(noise.chance);
    // Of three groups of 60 ranks: H / 59 with a 95 % quantile of chi squared of 5.99.
    expect(noise.chance).toBeCloseTo(5.99 / 59, 1);
  });

  test('a setting that is the same in all trials, and equal scores, say nothing', () => {
    expect(
      of(
        trials.map((trial) => trial.rising),
        'fixed',
      ),
    ).toMatchObject({ share: 0, correlation: undefined });
    expect(
      of(
        trials.map(() => 0.9),
        'rising',
      ),
    ).toMatchObject({ share: 0, chance: 0, correlation: undefined });
  });

  test('the most important comes first, the same each time', () => {
    const scores = trials.map((trial) => trial.rising + 0.2 * trial.middle);
    const names = ['noise', 'middle', 'rising'];
    const found = settingImportance(names, trials, scores);
    expect(found[0]?.name).toBe('rising');
    expect(settingImportance(names, trials, scores)).toEqual(found);
  });
});

test('eta squared on ranks, by hand', () => {
  // Ranks 1 2 | 3 4: between groups 4 of 5.
  const [only] = settingImportance(
    ['word'],
    [{ word: 'a' }, { word: 'a' }, { word: 'b' }, { word: 'b' }],
    [1, 2, 3, 4],
  );
  expect(only?.share).toBeCloseTo(4 / 5);
});
