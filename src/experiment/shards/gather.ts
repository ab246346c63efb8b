import { openPlans } from '../open-plans.js';
import { writePlans, type PlansOutcome, type ReportOptions } from '../write-plans.js';
import { appendCollected, collectTrials } from './collect-trials.js';
import { copyModels, modelsToCopy } from './gathered-models.js';
import { missingTrials, type MissingTrials } from './missing-trials.js';
import { sharedRecord } from './run-shard.js';
import { keyedTrials } from './shard.js';
import type { ShardFolder } from './shard-folder.js';

export type GatherOutcome = PlansOutcome & MissingTrials;

/**
 * Collects the trials of the shards of an experiment, and writes its report as one run of all of them would.
 *
 * @param options of the whole experiment
 * @param treeFolder gets teachers and trees
 * @param onNote gets each line that the user should know
 * @throws {InvalidInputError} when a folder holds no shard or one of another experiment, or trials differ; then nothing is written.
 */
export async function gatherShards(
  options: ReportOptions,
  folders: readonly ShardFolder[],
  treeFolder: string,
  onNote: (line: string) => void,
): Promise<GatherOutcome> {
  const opened = await openPlans(options, onNote);
  const { dataKey, log } = opened;
  const trials = keyedTrials(opened.trials, dataKey);
  const collected = await collectTrials(folders, sharedRecord(options, opened, trials), trials, log);
  const models = await modelsToCopy(folders, { reportFolder: options.reportFolder, treeFolder });
  for (const note of collected.notes) onNote(note);
  await appendCollected(collected, trials, log);
  const copied = await copyModels(models);
  const outcome = await writePlans(options, opened);
  return {
    ...outcome,
    ...missingTrials(trials, dataKey, collected.count, collected.found),
    files: [...copied, log.file, ...outcome.files],
  };
}
