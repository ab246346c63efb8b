import path from 'node:path';
import { InvalidInputError } from '../../errors.js';
import { readShardRecord, shardFile } from '../../file/shard-record.js';
import type { TrialRecord } from '../../file/trial-record.js';
import { readTrialLog, type TrialLog } from '../trial-log.js';
import { machineNotes } from './machine-notes.js';
import { trialName } from './missing-trials.js';
import { shardText, type KeyedTrials } from './shard.js';
import { assertSameExperiment, type SharedRecord } from './shard-fit.js';
import type { ShardFolder } from './shard-folder.js';

interface CollectedTrial {
  readonly record: TrialRecord;
  readonly file: string;
}

/** Finished trials of some shards. */
export interface CollectedTrials {
  /** By their keys; those that the log had before are among them. */
  readonly found: ReadonlyMap<string, CollectedTrial>;
  /** Shards that there are. */
  readonly count: number;
  /** Lines that the user should know. */
  readonly notes: readonly string[];
}

/**
 * Reads the trials of shards, and writes nothing.
 *
 * @param wanted what the shards must be parts of
 * @param log of all; its name is that of the shards' logs
 * @throws {InvalidInputError} when a folder holds a shard of something else, or trials differ
 */
export async function collectTrials(
  folders: readonly ShardFolder[],
  wanted: SharedRecord,
  trials: KeyedTrials,
  log: TrialLog,
): Promise<CollectedTrials> {
  const found = new Map<string, CollectedTrial>();
  for (const [key, record] of log.records) found.set(key, { record, file: log.file });
  let count: number | undefined;
  for (const { name, reportFolder } of folders) {
    const shard = await readShardRecord(path.join(reportFolder, shardFile));
    assertSameExperiment(name, shard, wanted);
    count ??= shard.count;
    if (shard.count !== count)
      throw new InvalidInputError(
        `${name}: holds shard ${shardText(shard)}, but the others are parts of ${count}`,
      );
    const file = path.join(reportFolder, path.basename(log.file));
    const { records } = await readTrialLog(file);
    for (const [key, record] of records) {
      if (!trials.has(key))
        throw new InvalidInputError(`${file}: ${trialName(record)} is no trial of the plan`);
      const known = found.get(key);
      if (known === undefined) found.set(key, { record, file });
      else assertSameTrial(known, { record, file });
    }
  }
  return {
    found,
    count: count ?? 1,
    notes: machineNotes([...found.values()].map(({ record }) => record)),
  };
}

/** Adds to the log what it lacks, in the order of the trials, as one run of all of them would. */
export async function appendCollected(
  { found }: CollectedTrials,
  trials: KeyedTrials,
  log: TrialLog,
): Promise<void> {
  for (const key of trials.keys()) {
    const trial = found.get(key);
    if (trial !== undefined && !log.records.has(key)) await log.append(trial.record);
  }
}

/** @throws {InvalidInputError} when two results of one trial differ in more than their times and the machine */
function assertSameTrial(first: CollectedTrial, second: CollectedTrial): void {
  if (resultText(first.record) === resultText(second.record)) return;
  throw new InvalidInputError(
    `${second.file}: ${trialName(second.record)} has other results than in ${first.file}; which is right cannot be told, so leave one of both out`,
  );
}

function resultText(record: TrialRecord): string {
  const others = ['seconds', 'softTargetSeconds', 'machine', 'version'];
  return JSON.stringify(record, (key, value: unknown) => (others.includes(key) ? undefined : value));
}
