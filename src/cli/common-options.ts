import type { Command } from 'commander';
import { devices, engineNames, type Device } from '../settings/engine-choice.js';
import type { OutputOptions } from './command-output.js';
import { choiceOption, integerOption, pathOption } from './option-values.js';

/** Names that `--engine` takes. */
const engineChoices = ['auto', ...engineNames] as const;

export interface EngineOptions extends DeviceOptions {
  readonly engine: (typeof engineChoices)[number];
}

export interface DeviceOptions {
  readonly device?: Device;
  readonly threads?: number;
}

export interface DataOptions {
  readonly data?: string;
}

export type { OutputOptions };

export function addOutputOptions(
  command: Command,
  { json = true }: { readonly json?: boolean } = {},
): Command {
  if (json) command.option('--json', 'print one JSON document on stdout; logs go to stderr');
  return command
    .option('-q, --quiet', 'no progress and no notes on stderr')
    .option('--verbose', 'stack traces of errors and warnings of libraries');
}

export function addEngineOptions(command: Command): Command {
  command.option(
    '--engine <name>',
    `what computes: ${engineChoices.join(', ')}; sdt doctor says which load`,
    choiceOption('--engine', engineChoices),
    'auto',
  );
  return addDeviceOptions(command);
}

export function addDeviceOptions(command: Command): Command {
  return command
    .option(
      '--device <name>',
      `where the engine runs: ${devices.join(', ')} (default: cpu)`,
      choiceOption('--device', devices),
    )
    .option(
      '--threads <n>',
      'threads of onnxruntime (default: all processors)',
      integerOption('--threads', 1, 1024),
    );
}

export const dataDescription =
  'mnist, a table (.csv, .tsv, .csv.gz, .parquet, .jsonl) with a label column, an archive of arrays (.npz), or a folder (IDX files, train.csv, X_train.npy, or a subfolder of images per class)';

/** `--data`, without a default: the data set's name or path. */
export function addDataOption(command: Command, purpose: string, defaultValue?: string): Command {
  const description = `${purpose}: ${dataDescription}`;
  const parser = pathOption('--data');
  return defaultValue === undefined
    ? command.option('--data <source>', description, parser)
    : command.option('--data <source>', description, parser, defaultValue);
}

export function addSeedOption(command: Command): Command {
  return command.option(
    '--seed <n>',
    'decides every random choice; the same seed gives the same bytes',
    integerOption('--seed', 0, 2 ** 32 - 1),
    1,
  );
}
