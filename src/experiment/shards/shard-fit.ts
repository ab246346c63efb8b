import { InvalidInputError } from '../../errors.js';
import type { ShardRecord } from '../../file/shard-record.js';

/** What shards of one experiment have in common. */
export type SharedRecord = Pick<ShardRecord, 'version' | 'dataset' | 'dataKey' | 'plan' | 'command'>;

/**
 * @param folder of the shard, for messages
 * @throws {InvalidInputError} when a shard belongs to another experiment than the one that is asked for, saying in what it differs
 */
export function assertSameExperiment(folder: string, found: SharedRecord, wanted: SharedRecord): void {
  const difference =
    found.version !== wanted.version
      ? `by version ${found.version} of sdt, but this is ${wanted.version}`
      : found.dataset !== wanted.dataset || found.dataKey !== wanted.dataKey
        ? `of other data: ${found.dataset} (fingerprint ${found.dataKey}), not ${wanted.dataset} (${wanted.dataKey})`
        : found.plan !== wanted.plan
          ? `of another plan: ${found.command}${found.command === wanted.command ? ' with other settings' : `, not ${wanted.command}`}`
          : undefined;
  if (difference !== undefined) throw new InvalidInputError(`${folder}: holds a shard ${difference}`);
}
