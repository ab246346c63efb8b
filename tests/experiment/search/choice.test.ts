import { describe, expect, test } from '@jest/globals';
import { SeededRandom } from '../../../src/data/random.js';
import { byScore, type SearchScore } from '../../../src/experiment/search/candidate.js';
import { chosenChange, searchChoice } from '../../../src/experiment/search/choice.js';
import { RowSamples } from '../../../src/experiment/statistics.js';
import { measured } from './measured-candidates.js';

const rows = 300;
const samples = new RowSamples({ rows, samples: 400 });
const random = new SeededRandom(3);
const answers = (share: number) => Uint8Array.from({ length: rows }, () => (random.next() < share ? 1 : 0));

describe('what choosing brings, without the luck of the chosen', () => {
  test('the highest of many that are all alike is no better', () => {
    const reference = answers(0.8);
    const alike = Array.from({ length: 40 }, () => answers(0.8));
    const naive = Math.max(...alike.map((correct) => correct.reduce((sum, right) => sum + right, 0)));
    const own = reference.reduce((sum, right) => sum + right, 0);
    const change = chosenChange(alike, reference, samples);
    // It looks some points better where it was chosen, and that is gone where it was not.
    expect((naive - own) / rows).toBeGreaterThan(0.03);
    expect(change?.mean).toBeLessThan(0.02);
    expect(change?.low).toBeLessThan(0);
  });

  test('one that is truly better stays so', () => {
    const reference = answers(0.7);
    const change = chosenChange([answers(0.7), answers(0.95), answers(0.7)], reference, samples);
    expect(change?.low).toBeGreaterThan(0.1);
  });

  test('candidates that answer like the reference change nothing', () => {
    const reference = answers(0.7);
    expect(chosenChange([reference, reference], reference, samples)).toEqual({ mean: 0, low: 0, high: 0 });
  });

  test('where every sample draws all rows there is nothing to measure on', () => {
    expect(chosenChange([Uint8Array.of(1)], Uint8Array.of(0), new RowSamples({ rows: 1 }))).toBeUndefined();
  });
});

describe('the choice', () => {
  test('of equals the one with less log loss, or the first that was drawn; none is better than a default that is as good', () => {
    expect([measured(2, [8, 8]), { ...measured(3, [8, 8]), logLoss: 0.1 }].sort(byScore)[0]?.number).toBe(3);
    const choice = searchChoice([measured(2, [8, 8]), measured(1, [8, 8])], measured(0, [8, 8]), 'max-path');
    expect(choice.best.number).toBe(1);
    expect(choice).toMatchObject({ verdict: 'none', finalists: 2, change: { mean: 0 } });
  });

  test('a little higher is open, much higher is better', () => {
    const reference = measured(0, [8, 7]);
    expect(searchChoice([measured(1, [8, 8])], reference, 'max-path').verdict).toBe('open');
    expect(searchChoice([measured(1, [9, 9])], measured(0, [2, 2]), 'max-path').verdict).toBe('better');
  });

  test('the mixture may choose another', () => {
    const bestBy = (score: SearchScore) =>
      searchChoice(
        [measured(1, [8, 8], [1, 1], {}, score), measured(2, [7, 7], [3, 3], {}, score)],
        measured(0, [6, 6], [1, 1], {}, score),
        score,
      ).best.number;
    expect(bestBy('max-path')).toBe(1);
    expect(bestBy('mixture')).toBe(2);
  });
});
