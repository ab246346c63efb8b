import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Command } from 'commander';
import type { DatasetSplits } from '../data/dataset.js';
import { hashFeatures } from '../data/fingerprint.js';
import { machineRecord } from '../engine/machine.js';
import type { Engine } from '../engine/engine.js';
import { InvalidInputError } from '../errors.js';
import { CheckpointFolder, checkpointPurpose } from '../file/checkpoint-folder.js';
import { toolVersion } from '../file/tool-version.js';
import type { ExperimentSettings } from '../settings/settings.js';
import type { CommandOutput } from './command-output.js';
import type { WriteTarget } from './folder-lock.js';
import { positiveOption } from './option-values.js';

export interface ResumeOptions {
  readonly resume?: boolean;
  /** Seconds; absent or `false`: nothing is kept. */
  readonly checkpoint?: number | false;
}

export function addResumeOptions(command: Command): Command {
  return command
    .option(
      '--resume',
      'go on where the same command was interrupted, with the same settings and data; the result is the same to the byte',
    )
    .option(
      '--checkpoint <seconds>',
      'how often unfinished work is kept for --resume, in a hidden folder at the output',
      positiveOption('--checkpoint'),
      10,
    )
    .option('--no-checkpoint', 'keep nothing of work that is interrupted');
}

/**
 * The checkpoint of a command, and a line about what was found there.
 *
 * @throws {InvalidInputError} when what is to be resumed is of other settings, data, version or engine
 */
export async function openCheckpoint(
  { folder, name }: WriteTarget,
  work: {
    readonly command: string;
    readonly settings: ExperimentSettings;
    readonly splits: DatasetSplits;
    readonly engine: Engine;
  },
  { resume = false, checkpoint = false }: ResumeOptions,
  output: CommandOutput,
): Promise<CheckpointFolder | undefined> {
  const place = path.join(folder, name === undefined ? '.checkpoint' : `.${name}.checkpoint`);
  const found = await checkpointPurpose(place);
  const { command, settings, splits, engine } = work;
  const { engine: description, features } = machineRecord(engine);
  // As JSON reads it again.
  const purpose: unknown = JSON.parse(
    JSON.stringify({
      command,
      version: toolVersion(),
      engine: description,
      'processor features': features.join(' '),
      data: dataKey(splits),
      settings,
    }),
  );
  if (resume && found !== undefined) {
    const difference = firstDifference(found, purpose);
    if (difference !== undefined) {
      throw new InvalidInputError(
        `${place}: is of other work: ${difference}; without --resume it is replaced`,
      );
    }
    output.logField('Resume', `goes on with ${place}`);
  } else if (resume) output.logField('Resume', `nothing is kept in ${place}; from the beginning`);
  else if (found !== undefined)
    output.logField('Found', `${place} holds unfinished work, which is replaced; --resume goes on with it`);
  if (checkpoint === false) return undefined;
  return new CheckpointFolder(place, purpose as object, resume && found !== undefined, checkpoint);
}

/** Of the rows, how they were chosen and prepared, and what they count. */
function dataKey({ train, validation, unlabelled }: DatasetSplits): string {
  const { origin, preparation, classNames, inputShape } = train;
  const hash = createHash('sha256').update(
    JSON.stringify({ data: origin?.data, preparation, classNames, inputShape }),
  );
  for (const { weights } of [train, validation])
    if (weights !== undefined)
      hash.update(new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength));
  if (unlabelled !== undefined) hashFeatures(hash, unlabelled.features);
  return hash.digest('hex').slice(0, 16);
}

/** Where two JSON values differ, for people. */
function firstDifference(found: unknown, wanted: unknown, place = ''): string | undefined {
  if (isRecord(found) && isRecord(wanted)) {
    for (const key of new Set([...Object.keys(found), ...Object.keys(wanted)])) {
      const difference = firstDifference(found[key], wanted[key], place === '' ? key : `${place}.${key}`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  const [before, now] = [found, wanted].map((value) =>
    value === undefined ? 'nothing' : JSON.stringify(value),
  );
  return before === now ? undefined : `${place === '' ? 'it' : place} was ${before}, now ${now}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
