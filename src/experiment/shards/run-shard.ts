import path from 'node:path';
import { writeWholeFile } from '../../disk/whole-file.js';
import { InvalidInputError } from '../../errors.js';
import { readShardRecord, shardFile, type ShardRecord } from '../../file/shard-record.js';
import { fileIfThere } from '../file-if-there.js';
import { openPlans, type OpenPlans } from '../open-plans.js';
import { runPlanned, type PlansContext, type PlansOptions } from '../run-plans.js';
import { commandOf, type ReportOptions } from '../write-plans.js';
import { keyedTrials, planKeyOf, shardsOf, shardText, type KeyedTrials, type Shard } from './shard.js';
import { assertSameExperiment, type SharedRecord } from './shard-fit.js';

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
  const keys = shardsOf(trials, opened.dataKey, shard.count)[shard.number - 1] ?? [];
  const record: ShardRecord = { ...shard, ...sharedRecord(options, opened, trials), trials: keys };
  const { reportFolder } = options;
  const file = path.join(reportFolder, shardFile);
  if ((await fileIfThere(file)) !== undefined) {
    const found = await readShardRecord(file);
    assertSameExperiment(reportFolder, found, record);
    if (found.number !== shard.number || found.count !== shard.count)
      throw new InvalidInputError(
        `${reportFolder}: holds shard ${shardText(found)}, not ${shardText(shard)}`,
      );
  }
  if (keys.length === 0)
    context.onNote?.(
      `Shard ${shardText(shard)} has no trial: there are only ${trials.size} for ${shard.count} shards`,
    );
  await writeWholeFile(file, `${JSON.stringify(record, null, 2)}\n`);
  await runPlanned(
    keys.flatMap((key) => trials.get(key) ?? []),
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
