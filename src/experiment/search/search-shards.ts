import type { ShardRecord } from '../../file/shard-record.js';
import { withExecutors } from '../run-plans.js';
import { runTrials, type TrialRunContext } from '../run-trials.js';
import { claimShard } from '../shards/claim-shard.js';
import { appendCollected, collectTrials } from '../shards/collect-trials.js';
import { copyModels, modelsToCopy } from '../shards/gathered-models.js';
import { assertNoneMissing, missingTrials } from '../shards/missing-trials.js';
import { keyedTrials, planKeyOf, type KeyedTrials, type Shard } from '../shards/shard.js';
import type { SharedRecord } from '../shards/shard-fit.js';
import type { ShardFolder } from '../shards/shard-folder.js';
import {
  openSearch,
  searchCommand,
  trialsOnFolds,
  type OpenSearch,
  type SearchOptions,
} from './open-search.js';

export interface SearchShardContext extends Pick<
  TrialRunContext,
  'signal' | 'onPlanned' | 'onProgress' | 'onTrial'
> {
  /** Called with each line that the user should know. */
  readonly onNote?: (line: string) => void;
}

/**
 * Runs one shard of a random search: its trials go into a log in a folder of its own. Successive halving has no shards: which trials
 * there are is known only when others are done.
 *
 * @throws {InterruptedError} soon after `context.signal` is aborted; finished trials are in the log.
 * @throws {InvalidInputError} when data, log, space and folds do not fit, or the folder holds another shard; then nothing is written.
 */
export async function runSearchShard(
  options: SearchOptions,
  shard: Shard,
  context: SearchShardContext,
): Promise<ShardRecord> {
  const { onNote } = context;
  const opened = await openSearch(options, onNote);
  const { dataKey, labelledRows, log, teacherFolder } = opened;
  const trials = trialsOf(opened, options);
  const shared = sharedRecord(options, opened, trials);
  const record = await claimShard(options.reportFolder, shard, shared, trials, onNote);
  const own = record.trials.flatMap((key) => trials.get(key) ?? []);
  const { version } = options;
  await withExecutors(options, dataKey, (executors) =>
    runTrials(own, { ...context, dataKey, log, executors, labelledRows, version, teacherFolder }),
  );
  return record;
}

/**
 * Collects the trials of the shards of a search into its log, with their teachers; `runSearch` then has nothing left to run.
 *
 * @param treeFolder gets the teachers
 * @param onNote gets each line that the user should know
 * @returns files written
 * @throws {InvalidInputError} when a folder holds no shard or one of another search, or trials differ: then nothing is written; and
 * when trials are missing: then those that are not are kept.
 */
export async function gatherSearch(
  options: SearchOptions,
  folders: readonly ShardFolder[],
  treeFolder: string,
  onNote?: (line: string) => void,
): Promise<string[]> {
  const opened = await openSearch(options);
  const { dataKey, log } = opened;
  const trials = trialsOf(opened, options);
  const collected = await collectTrials(folders, sharedRecord(options, opened, trials), trials, log);
  const models = await modelsToCopy(folders, { reportFolder: options.reportFolder, treeFolder });
  for (const note of collected.notes) onNote?.(note);
  await appendCollected(collected, trials, log);
  const copied = await copyModels(models);
  assertNoneMissing(missingTrials(trials, dataKey, collected.count, collected.found));
  return [...copied, log.file];
}

function trialsOf(opened: OpenSearch, { folds }: SearchOptions): KeyedTrials {
  return keyedTrials(trialsOnFolds(opened, opened.drawn, folds, folds), opened.dataKey);
}

function sharedRecord(
  options: SearchOptions,
  { name, dataKey }: OpenSearch,
  trials: KeyedTrials,
): SharedRecord {
  const plan = planKeyOf(trials);
  return { version: options.version, dataset: name, dataKey, plan, command: searchCommand(options) };
}
