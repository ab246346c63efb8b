import { pointsInterval } from '../report-numbers.js';
import type { SearchFacts } from './search-document.js';

/** What a search found, in sentences: no more than the intervals allow. */
export function searchVerdict({
  choice,
  folds,
  rungs,
}: Pick<SearchFacts, 'choice' | 'folds' | 'rungs'>): string[] {
  const { best, reference, change, changeWithoutLuck, finalists, verdict } = choice;
  const tried = rungs[0]?.settings ?? finalists;
  const accuracies = `${percent(best.score)} against ${percent(reference.score)}`;
  const range = `${pointsInterval(change)} percentage points, 95 % interval over the held-out rows of ${folds} folds`;
  if (verdict === 'none') {
    return [
      `None of the ${count(tried, 'setting')} is better than the default recipe on these folds (the best: ${accuracies}; ${range}). Keep the default.`,
    ];
  }
  const others = tried - finalists;
  const luck =
    changeWithoutLuck === undefined
      ? 'There are too few rows to tell how much of that is the luck of being the highest.'
      : `Without the luck of being the highest of ${finalists}: ${pointsInterval(changeWithoutLuck)}.`;
  const before =
    others === 0
      ? []
      : [
          `${count(others, 'setting')} left before all folds; the luck of having outlasted them is not taken off.`,
        ];
  const conclusion =
    verdict === 'better'
      ? 'Both intervals lie above zero: on such rows the settings are better than the default recipe.'
      : 'That does not establish that the settings are better than the default recipe: an interval includes zero.';
  return [
    `The best setting is higher than the default recipe: ${accuracies}, ${range}.`,
    luck,
    ...before,
    conclusion,
  ];
}

function count(number: number, word: string): string {
  return `${number.toLocaleString('en-US')} ${word}${number === 1 ? '' : 's'}`;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}
