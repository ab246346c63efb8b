import path from 'node:path';
import { InterruptedError } from '../errors.js';
import type { ComputeOptions } from '../experiment/run-plans.js';
import { shardFolderName } from '../experiment/shards/shard.js';
import type { ShardFolder } from '../experiment/shards/shard-folder.js';
import { toolVersion } from '../file/tool-version.js';
import { CommandOutput } from './command-output.js';
import type { OutputOptions } from './common-options.js';
import { lockFolder } from './folder-lock.js';
import { imageOptionsOf } from './image-options.js';
import type { CommandIo } from './io.js';
import { formatDuration } from './number-format.js';
import { assertWritable, resultPaths, type ResultPaths } from './output-folder.js';
import type { ExperimentDisplay } from './progress/experiment-progress.js';
import { queueOf, type QueueFlags } from './queue-options.js';
import { shardFolders, type ShardFlags } from './shard-options.js';
import { tableOptionsOf } from './table-options.js';
import { chosenClassWeight, chosenSource, defaultOut, type TrainingOptions } from './training-session.js';

/** What commands of many trials have in common. */
export interface SessionOptions extends Omit<TrainingOptions, 'seed'>, ShardFlags, QueueFlags, OutputOptions {
  readonly jobs: number;
  readonly out?: string;
}

/** Data, folders and display of a command of many trials. */
export interface ExperimentSession {
  /** Data and what computes, and where its results go. */
  readonly compute: ComputeOptions & {
    readonly reportFolder: string;
    readonly teacherFolder: string;
    /** Of the toolkit. */
    readonly version: string;
  };
  /** `--out`, or where results go without it. */
  readonly out: string;
  /** In it, or in the folder of the shard. */
  readonly paths: ResultPaths;
  /** Those of `--gather`. */
  readonly shards: readonly ShardFolder[] | undefined;
  readonly display: ExperimentDisplay;
  readonly output: CommandOutput;
  /** Since the work began, for people. */
  readonly duration: () => string;
}

/** What is a command's own. */
export interface SessionParts {
  readonly command: 'experiment' | 'search';
  /** As of `openData`. */
  readonly unlabelled: ComputeOptions['unlabelled'];
  /** What it will write. */
  readonly files: (reportFolder: string, paths: ResultPaths) => readonly string[];
  readonly work: (session: ExperimentSession) => Promise<void>;
}

/**
 * Opens the data, finds out whether the results can be written, keeps other commands from the folder, and does the work with a display of
 * its progress.
 *
 * @throws {InterruptedError} when the user stops it, saying how it goes on
 */
export async function withExperimentSession(
  argument: string | undefined,
  options: SessionOptions,
  io: CommandIo,
  { command, unlabelled, files, work }: SessionParts,
): Promise<void> {
  const output = new CommandOutput(io, options);
  const source = chosenSource(argument, options);
  const queue = await queueOf(options, io);
  const { openData } = await import('../data/open-data.js');
  const classWeight = await chosenClassWeight(options);
  const reading = { table: tableOptionsOf(options), image: imageOptionsOf(options), unlabelled };
  const data = await openData(source, reading);
  const { shard, gather, jobs, engine, device, threads } = options;
  const out = options.out ?? defaultOut(options);
  const paths = resultPaths(shard === undefined ? out : path.join(out, shardFolderName(shard)), data.name);
  const shards = gather && (await shardFolders(gather, data.name));
  const reportFolder = path.dirname(paths.report);
  for (const file of files(reportFolder, paths)) await assertWritable(file);
  for (const note of data.notes) output.logField('Read', note);
  const line = `sdt ${command} ${source}`;
  const lock = await lockFolder({ folder: paths.folder }, line, (note) => output.logField('Lock', note));
  const display = await output.experimentProgress();
  const start = performance.now();
  try {
    const user = { command: line, folder: reportFolder, say: (text: string) => display.log(text) };
    await work({
      compute: {
        source,
        ...reading,
        data,
        classWeight,
        jobs,
        queue: queue?.(user),
        engine: { engine, device, threads },
        reportFolder,
        teacherFolder: paths.teacher,
        version: toolVersion(),
      },
      out,
      paths,
      shards,
      display,
      output,
      duration: () => formatDuration((performance.now() - start) / 1000),
    });
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    throw new InterruptedError(`${error.message}; finished trials are kept, the same command goes on`, {
      cause: error,
    });
  } finally {
    display.close();
    await lock.release();
  }
}
