import path from 'node:path';
import { writeWholeFile } from '../../disk/whole-file.js';
import { InvalidInputError } from '../../errors.js';
import { readShardRecord, shardFile, type ShardRecord } from '../../file/shard-record.js';
import { fileIfThere } from '../file-if-there.js';
import { shardsOf, shardText, type KeyedTrials, type Shard } from './shard.js';
import { assertSameExperiment, type SharedRecord } from './shard-fit.js';

/**
 * Leaves the record of a shard in its folder, by which it is gathered.
 *
 * @param shared what all shards have in common
 * @param onNote gets a line when the shard has nothing to do
 * @throws {InvalidInputError} when the folder holds another shard; then nothing is written
 */
export async function claimShard(
  reportFolder: string,
  shard: Shard,
  shared: SharedRecord,
  trials: KeyedTrials,
  onNote?: (line: string) => void,
): Promise<ShardRecord> {
  const keys = shardsOf(trials, shared.dataKey, shard.count)[shard.number - 1] ?? [];
  const record: ShardRecord = { ...shard, ...shared, trials: [...keys] };
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
    onNote?.(
      `Shard ${shardText(shard)} has no trial: there are only ${trials.size} for ${shard.count} shards`,
    );
  await writeWholeFile(file, `${JSON.stringify(record, null, 2)}\n`);
  return record;
}
