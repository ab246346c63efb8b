import { Type } from 'typebox';
import { readWhole } from '../data/whole-file.js';
import { InvalidInputError } from '../errors.js';
import { checkedDocument, parseJson, type DocumentOf } from './document-schema.js';
import { count } from './fields.js';

/** Beside the log of a shard. */
export const shardFile = 'shard.json';

const shardRecord = Type.Object({
  /** From 1 to `count`. */
  number: count,
  count,
  /** Of the toolkit. */
  version: Type.String(),
  dataset: Type.String(),
  /** Fingerprint of the data, as trials have it. */
  dataKey: Type.String(),
  /** Fingerprint of all trials of the experiment. */
  plan: Type.String(),
  /** Keys of the trials of this shard. */
  trials: Type.Array(Type.String()),
  /** Command of the whole experiment, for people. */
  command: Type.String(),
});

/** What a shard of an experiment says of itself. */
export type ShardRecord = DocumentOf<typeof shardRecord>;

/** @throws {InvalidInputError} when the file is something else */
export async function readShardRecord(file: string): Promise<ShardRecord> {
  const refusal = `${file}: not the record of a shard of sdt experiment or sdt search`;
  const text = (await readWhole(file)).toString('utf8');
  const record = checkedDocument(
    shardRecord,
    parseJson(text, `${refusal}: this is not JSON`),
    ({ sentence }) => `${refusal}: ${sentence}`,
  );
  if (record.number >= 1 && record.number <= record.count) return record;
  throw new InvalidInputError(`${refusal}: it says ${record.number} of ${record.count}`);
}
