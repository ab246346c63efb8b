import type { ShardRecord } from '../../file/shard-record.js';
import { openPlans, type OpenPlans } from '../open-plans.js';
import { runPlanned, type PlansContext, type PlansOptions } from '../run-plans.js';
import { commandOf, type ReportOptions } from '../write-plans.js';
import { claimShard } from './claim-shard.js';
import { keyedTrials, planKeyOf, type KeyedTrials, type Shard } from './shard.js';
import type { SharedRecord } from './shard-fit.js';

/**
 * Runs one shard of an experiment: its trials go into a log in a folder of its own, with a record by which they are gathered.
 *
 * @throws {InterruptedError} soon after `context.signal` is aborted; finished trials are in the log.
 * @throws {InvalidInputError} when the folder holds another shard; then nothing is written.
 */
export async function runShard(
  options: PlansOptions,
  shard: Shard,
  context: PlansContext,
): Promise<ShardRecord> {
  const opened = await openPlans(options, context.onNote);
  const trials = keyedTrials(opened.trials, opened.dataKey);
  const shared = sharedRecord(options, opened, trials);
  const record = await claimShard(options.reportFolder, shard, shared, trials, context.onNote);
  await runPlanned(
    record.trials.flatMap((key) => trials.get(key) ?? []),
    opened,
    options,
    context,
  );
  return record;
}

/** What the record of every shard of an experiment says. */
export function sharedRecord(
  options: ReportOptions,
  { data, dataKey }: OpenPlans,
  trials: KeyedTrials,
): SharedRecord {
  const { plans, folds, seeds, version } = options;
  const command = plans.map((plan) => commandOf(options, plan, folds ?? seeds)).join(' && ');
  return { version, dataset: data.name, dataKey, plan: planKeyOf(trials), command };
}
