import { expect, test } from '@jest/globals';
import { searchChoice } from '../../../src/experiment/search/choice.js';
import { searchVerdict } from '../../../src/experiment/search/search-words.js';
import { measured } from './measured-candidates.js';

const words = (best: readonly number[], reference: readonly number[], tried = 1) =>
  searchVerdict({
    choice: searchChoice([measured(1, best)], measured(0, reference), 'max-path'),
    folds: 2,
    rungs:
      tried === 1
        ? [{ folds: 2, settings: 1 }]
        : [
            { folds: 1, settings: tried },
            { folds: 2, settings: 1 },
          ],
  }).join(' ');

test('nothing that beats the default', () => {
  expect(words([8, 7], [8, 8])).toMatch(
    /^None of the 1 setting is better than the default recipe on these folds \(the best: 75\.00 % against 80\.00 %; −5\.00 .*\)\. Keep the default\.$/,
  );
});

test('a difference that is not established', () => {
  expect(words([8, 8], [8, 7])).toMatch(
    /^The best setting is higher than the default recipe: 80\.00 % against 75\.00 %, \+5\.00 \(.* Without the luck .* That does not establish that the settings are better/,
  );
});

test('one that is', () => {
  expect(words([9, 9], [2, 2])).toMatch(/Both intervals lie above zero/);
});

test('settings that left before are said', () => {
  expect(words([9, 9], [2, 2], 3)).toContain(
    '2 settings left before all folds; the luck of having outlasted them is not taken off.',
  );
});
