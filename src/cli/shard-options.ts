import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Option, type Command } from 'commander';
import { UsageError, InvalidInputError } from '../errors.js';
import { shellWord } from '../shell-word.js';
import type { Shard } from '../experiment/shards/shard.js';
import type { ShardFolder } from '../experiment/shards/shard-folder.js';
import { shardFile, type ShardRecord } from '../file/shard-record.js';
import { formatCounted } from './number-format.js';
import { pathOption } from './option-values.js';
import { resultPaths } from './output-folder.js';

/** What the options say of an experiment that is run in parts. */
export interface ShardFlags {
  readonly shard?: Shard;
  readonly gather?: readonly string[];
}

const shardFolder = /^shard-\d+-of-\d+$/;

/** `--shard` and `--gather`. */
export function addShardOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--shard <n/count>',
        'run one part of the trials alone, such as 3/16, into a folder of its own, shard-3-of-16/ in --out; needs no other machine',
      )
        .argParser(shardOption)
        .conflicts(['gather', 'queue']),
    )
    .addOption(
      new Option(
        '--gather <folders...>',
        'run nothing: collect the trials of shards, from their folders or from one that holds them, and write the report of all; the other options are those of the shards',
      )
        .argParser(folderList)
        .conflicts('queue'),
    );
}

/** `3/16` */
function shardOption(text: string): Shard {
  const [, number = NaN, count = NaN] = (/^(\d{1,5})\/(\d{1,5})$/.exec(text.trim()) ?? []).map(Number);
  if (number >= 1 && number <= count) return { number, count };
  throw new UsageError(
    `--shard must be a part and the number of parts, from 1/1 up to the last, such as 3/16; found ${JSON.stringify(text)}`,
  );
}

/** Each call has one more. */
function folderList(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), pathOption('--gather')(text)];
}

/**
 * Where the shards of a data set are: in the folders that are named, or in those within them.
 *
 * @throws {InvalidInputError} naming the folder that holds none
 */
export async function shardFolders(names: readonly string[], dataset: string): Promise<ShardFolder[]> {
  const found: ShardFolder[] = [];
  for (const name of names) {
    const shards = await shardsIn(name, dataset);
    if (shards.length === 0)
      throw new InvalidInputError(
        `${name}: holds no shard of an experiment on ${dataset} (a shard has ${path.join('reports', dataset, shardFile)}, or is a folder such as shard-3-of-16 with it)`,
      );
    found.push(...shards);
  }
  return found;
}

async function shardsIn(folder: string, dataset: string): Promise<ShardFolder[]> {
  const inside = (await namesIn(folder)).filter((name) => shardFolder.test(name)).sort(byNumber);
  const candidates = [folder, ...inside.map((name) => path.join(folder, name))];
  const shards: ShardFolder[] = [];
  for (const name of candidates) {
    const paths = resultPaths(name, dataset);
    const reportFolder = path.dirname(paths.report);
    if ((await namesIn(reportFolder)).includes(shardFile))
      shards.push({ name, reportFolder, treeFolder: paths.folder });
  }
  return shards;
}

/** What a shard has done, and what is next. */
export function shardLine(
  { number, count, trials }: ShardRecord,
  reportFolder: string,
  out: string,
  duration: string,
): string {
  return `Shard ${number} of ${count}: ${formatCounted(trials.length, 'trial')} in ${reportFolder}, in ${duration}. When all shards are done, the same command with --gather ${shellWord(out)} in place of --shard writes the report.`;
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
