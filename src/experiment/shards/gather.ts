import path from 'node:path';
import { shortList } from '../../data/short-list.js';
import { InvalidInputError } from '../../errors.js';
import { readShardRecord, shardFile } from '../../file/shard-record.js';
import type { TrialRecord } from '../../file/trial-record.js';
import { logName, openPlans } from '../open-plans.js';
import { readTrialLog } from '../trial-log.js';
import { writePlans, type PlansOutcome, type ReportOptions } from '../write-plans.js';
import { copyModels, modelsToCopy } from './gathered-models.js';
import { machineNotes } from './machine-notes.js';
import { keyedTrials, shardsOf, shardText, type KeyedTrials } from './shard.js';
import { sharedRecord } from './run-shard.js';
import { assertSameExperiment } from './shard-fit.js';
import type { ShardFolder } from './shard-folder.js';

export interface GatherOutcome extends PlansOutcome {
  /** Trials that no shard has finished, by the number of their shard. */
  readonly missing: ReadonlyMap<number, readonly string[]>;
  /** Trials of all shards together. */
  readonly trials: number;
  readonly count: number;
}

interface GatheredTrial {
  readonly record: TrialRecord;
  readonly file: string;
}

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
  const trials = keyedTrials(opened.trials, opened.dataKey);
  const wanted = sharedRecord(options, opened, trials);
  const found = new Map<string, GatheredTrial>();
  const target = opened.log.file;
  for (const [key, record] of opened.log.records) found.set(key, { record, file: target });
  let count: number | undefined;
  for (const { name, reportFolder } of folders) {
    const shard = await readShardRecord(path.join(reportFolder, shardFile));
    assertSameExperiment(name, shard, wanted);
    count ??= shard.count;
    if (shard.count !== count)
      throw new InvalidInputError(
        `${name}: holds shard ${shardText(shard)}, but the others are parts of ${count}`,
      );
    const file = path.join(reportFolder, logName(options));
    const { records } = await readTrialLog(file);
    for (const [key, record] of records) {
      if (!trials.has(key))
        throw new InvalidInputError(`${file}: ${trialName(record)} is no trial of the plan`);
      const known = found.get(key);
      if (known === undefined) found.set(key, { record, file });
      else assertSameTrial(known, { record, file });
    }
  }
  const models = await modelsToCopy(folders, { reportFolder: options.reportFolder, treeFolder });
  for (const note of machineNotes([...found.values()].map(({ record }) => record))) onNote(note);

  for (const key of trials.keys()) {
    const trial = found.get(key);
    if (trial !== undefined && !opened.log.records.has(key)) await opened.log.append(trial.record);
  }
  const copied = await copyModels(models);
  const missing = missingTrials(trials, opened.dataKey, count ?? 1, found);
  const outcome = await writePlans(options, opened);
  return {
    ...outcome,
    files: [...copied, target, ...outcome.files],
    missing,
    trials: trials.size,
    count: count ?? 1,
  };
}

/** What is missing, for people, and how to come by it; `undefined` where nothing is. */
export function missingText({ missing, trials, count }: GatherOutcome): string | undefined {
  if (missing.size === 0) return undefined;
  const total = [...missing.values()].reduce((sum, names) => sum + names.length, 0);
  const parts = [...missing].map(([number, names]) => `of shard ${number}/${count}: ${shortList(names)}`);
  return `${total} of ${trials} trials are missing: ${shortList(parts)}; run these shards to their end, and gather again`;
}

function missingTrials(
  trials: KeyedTrials,
  dataKey: string,
  count: number,
  found: ReadonlyMap<string, unknown>,
): ReadonlyMap<number, readonly string[]> {
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
  return new Map(missing.filter(([, names]) => names.length > 0));
}

function trialName({ preset, seed, fold }: Pick<TrialRecord, 'preset' | 'seed' | 'fold'>): string {
  return `"${preset}", ${fold === undefined ? `seed ${seed}` : `fold ${fold.number}`}`;
}

/** @throws {InvalidInputError} when two results of one trial differ in more than their times and the machine */
function assertSameTrial(first: GatheredTrial, second: GatheredTrial): void {
  if (resultText(first.record) === resultText(second.record)) return;
  throw new InvalidInputError(
    `${second.file}: ${trialName(second.record)} has other results than in ${first.file}; which is right cannot be told, so leave one of both out`,
  );
}

function resultText(record: TrialRecord): string {
  const others = ['seconds', 'softTargetSeconds', 'machine', 'version'];
  return JSON.stringify(record, (key, value: unknown) => (others.includes(key) ? undefined : value));
}
