import { shortList } from '../../data/short-list.js';
import { InvalidInputError } from '../../errors.js';
import type { TrialRecord } from '../../file/trial-record.js';
import { shardsOf, type KeyedTrials } from './shard.js';

/** Trials that no shard has finished. */
export interface MissingTrials {
  /** Their names, by the number of their shard. */
  readonly missing: ReadonlyMap<number, readonly string[]>;
  /** Trials of all shards together. */
  readonly trials: number;
  readonly count: number;
}

/** @param found those that are finished, by their keys */
export function missingTrials(
  trials: KeyedTrials,
  dataKey: string,
  count: number,
  found: ReadonlyMap<string, unknown>,
): MissingTrials {
  const missing = shardsOf(trials, dataKey, count).map(
    (keys, index) =>
      [
        index + 1,
        keys.flatMap((key) => {
          const trial = trials.get(key);
          return trial === undefined || found.has(key)
            ? []
            : [trialName({ preset: trial.title, seed: trial.settings.seed, fold: trial.fold })];
        }),
      ] as const,
  );
  return { missing: new Map(missing.filter(([, names]) => names.length > 0)), trials: trials.size, count };
}

/** @throws {InvalidInputError} naming what is missing, and how to come by it */
export function assertNoneMissing({ missing, trials, count }: MissingTrials): void {
  if (missing.size === 0) return;
  const total = [...missing.values()].reduce((sum, names) => sum + names.length, 0);
  const parts = [...missing].map(([number, names]) => `of shard ${number}/${count}: ${shortList(names)}`);
  throw new InvalidInputError(
    `${total} of ${trials} trials are missing: ${shortList(parts)}; run these shards to their end, and gather again`,
  );
}

/** `"default, depth 4", seed 1` */
export function trialName({ preset, seed, fold }: Pick<TrialRecord, 'preset' | 'seed' | 'fold'>): string {
  return `"${preset}", ${fold === undefined ? `seed ${seed}` : `fold ${fold.number}`}`;
}
