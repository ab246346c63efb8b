import { createHash } from 'node:crypto';
import { trialKeys, type Trial } from '../trial.js';

/** One of some parts of an experiment that are run apart. */
export interface Shard {
  /** From 1 to `count`. */
  readonly number: number;
  readonly count: number;
}

/** Trials with their keys, each once, in the order of the plans. */
export type KeyedTrials = ReadonlyMap<string, Trial>;

export function keyedTrials(trials: readonly Trial[], dataKey: string): KeyedTrials {
  return new Map(trials.map((trial) => [trialKeys(trial, dataKey).trial, trial]));
}

/**
 * The trials of each shard: the plans' trials in pieces of equal length, up to one trial. Trials of one teacher stay together, so that it
 * is trained by as few shards as may be.
 */
export function shardsOf(trials: KeyedTrials, dataKey: string, count: number): (readonly string[])[] {
  const byTeacher = new Map<string, string[]>();
  for (const [key, trial] of trials) {
    const { teacher } = trialKeys(trial, dataKey);
    const others = byTeacher.get(teacher);
    if (others === undefined) byTeacher.set(teacher, [key]);
    else others.push(key);
  }
  const order = [...byTeacher.values()].flat();
  const start = (shard: number): number => Math.floor((shard * order.length) / count);
  return Array.from({ length: count }, (_, shard) => order.slice(start(shard), start(shard + 1)));
}

/** Equal where the trials are. */
export function planKeyOf(trials: KeyedTrials): string {
  return createHash('sha256')
    .update([...trials.keys()].join())
    .digest('hex')
    .slice(0, 16);
}

/** `3/16` */
export function shardText({ number, count }: Shard): string {
  return `${number}/${count}`;
}

/** `shard-3-of-16` */
export function shardFolderName({ number, count }: Shard): string {
  return `shard-${number}-of-${count}`;
}
