import {
  scoresOn,
  type MeasuredCandidate,
  type SearchScore,
} from '../../../src/experiment/search/candidate.js';
import type { NamedSettings } from '../../../src/settings/named-settings.js';
import { presetSettings } from '../../../src/settings/presets.js';
import { recordOf, treeRecord } from '../trial-cases.js';

const settings = presetSettings('default', { rowCount: 100, inputShape: [4], classNames: ['a', 'b'] });

/**
 * A candidate with so many of ten rows right in each fold, by max path; by the mixture one more, or so many more.
 *
 * @param number 0: the default recipe
 */
export function measured(
  number: number,
  right: readonly number[],
  more: readonly number[] = right.map(() => 1),
  named: NamedSettings = number === 0 ? {} : { 'tree.depth': number },
  score: SearchScore = 'max-path',
): MeasuredCandidate {
  const records = right.map((count, index) => {
    const fold = { number: index + 1, count: right.length };
    const trial = { title: `default ${number}`, settings: { ...settings, seed: index + 1 }, fold };
    const record = recordOf(trial);
    const extra = treeRecord('', count + (more[index] ?? 1) - 1);
    const distilled = { ...treeRecord(record.distilled.key, count), mixture: extra.mixture };
    return {
      ...record,
      distilled: { ...distilled, correct: { ...distilled.correct, mixture: extra.correct.mixture } },
    };
  });
  return { number, named, settings, records, ...scoresOn(records, score) };
}
