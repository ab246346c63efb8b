import type { NamedSettings } from '../../settings/named-settings.js';
import type { Interval } from '../statistics.js';
import { accuracyOn, type MeasuredCandidate, type SearchScore } from './candidate.js';
import type { SearchChoice, SearchVerdict } from './choice.js';
import type { Rung } from './rungs.js';
import type { Dimension, SearchSpace } from './search-space.js';
import type { SettingImportance } from './setting-importance.js';

/** What the report of a search is made from. */
export interface SearchFacts {
  readonly dataset: string;
  readonly dataKey: string;
  /** Of the toolkit. */
  readonly version: string;
  /** Runs the search again. */
  readonly command: string;
  readonly folds: number;
  readonly rungs: readonly Rung[];
  readonly seed: number;
  readonly score: SearchScore;
  readonly space: SearchSpace;
  /** Those on most folds first, and of these the best. */
  readonly candidates: readonly MeasuredCandidate[];
  readonly choice: SearchChoice;
  /** The most important first. */
  readonly importance: readonly SettingImportance[];
  /** Folds that all settings were measured on, by which importance goes. */
  readonly importanceFolds: number;
}

/** A search as plain JSON; accuracies are fractions in [0, 1]. */
export interface SearchDocument {
  readonly command: string;
  readonly version: string;
  readonly dataset: string;
  readonly dataKey: string;
  readonly folds: number;
  readonly rungs: readonly Rung[];
  readonly seed: number;
  readonly score: SearchScore;
  readonly space: Readonly<Record<string, Dimension>>;
  readonly reference: ScoredSettings;
  /** The best settings that were tried, better than the default recipe or not. */
  readonly best: ScoredSettings;
  /** Of the best against the default recipe. */
  readonly change: Interval;
  /** The same without the luck of having been chosen among `finalists`. */
  readonly changeWithoutLuck: Interval | undefined;
  readonly finalists: number;
  readonly verdict: SearchVerdict;
  readonly candidates: readonly ScoredSettings[];
  readonly importance: readonly SettingImportance[];
  readonly importanceFolds: number;
}

interface ScoredSettings {
  /** 0: the default recipe. */
  readonly number: number;
  readonly settings: NamedSettings;
  readonly folds: number;
  readonly maxPath: number;
  readonly mixture: number;
}

export function searchDocument({ space, choice, candidates, ...facts }: SearchFacts): SearchDocument {
  const { dataset, dataKey, version, command, folds, rungs, seed, score, importance, importanceFolds } =
    facts;
  const { reference, best, change, changeWithoutLuck, finalists, verdict } = choice;
  return {
    command,
    version,
    dataset,
    dataKey,
    folds,
    rungs,
    seed,
    score,
    space: Object.fromEntries(space),
    reference: scored(reference),
    best: scored(best),
    change,
    changeWithoutLuck,
    finalists,
    verdict,
    candidates: candidates.map(scored),
    importance,
    importanceFolds,
  };
}

function scored({ number, named, records }: MeasuredCandidate): ScoredSettings {
  return {
    number,
    settings: named,
    folds: records.length,
    maxPath: accuracyOn(records, 'max-path'),
    mixture: accuracyOn(records, 'mixture'),
  };
}
