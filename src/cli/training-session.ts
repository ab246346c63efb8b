import type { Command } from 'commander';
import type { ClassWeight } from '../data/class-weights.js';
import type { DatasetSplits } from '../data/dataset.js';
import type { OpenData } from '../data/open-data.js';
import { presetNames, type PresetName } from '../settings/preset-names.js';
import type { ExperimentSettings } from '../settings/settings.js';
import type { SettingsData } from '../settings/tree-defaults.js';
import type { Engine } from '../engine/engine.js';
import { InterruptedError, UsageError } from '../errors.js';
import type { CheckpointFolder } from '../file/checkpoint-folder.js';
import type { CommandOutput } from './command-output.js';
import type { ProgressDisplay } from './progress/progress-display.js';
import { dataDescription, type DataOptions, type EngineOptions } from './common-options.js';
import { lockFolder, type WriteTarget } from './folder-lock.js';
import { formatList } from '../render/list-text.js';
import { formatCounted } from './number-format.js';
import { addImageOptions, imageOptionsOf, type ImageFlags } from './image-options.js';
import { addTableOptions, tableOptionsOf, type TableFlags } from './table-options.js';
import { choiceOption, pathOption } from './option-values.js';
import type { TeacherChoiceFlags } from './training-options.js';
import type { ResumeOptions } from './unfinished-work.js';
import type { UnlabelledFlags } from './unlabelled-options.js';

export interface TrainingOptions
  extends DataOptions, EngineOptions, TableFlags, ImageFlags, TeacherChoiceFlags, ResumeOptions {
  readonly preset: PresetName;
  readonly seed: number;
  readonly classWeight?: string;
}

export function addPresetOption(command: Command): Command {
  return command.option(
    '--preset <name>',
    "default: the full recipe; paper: the paper's plain setting; smoke: small models on few rows, for trying out",
    choiceOption('--preset', presetNames),
    'default',
  );
}

/** Folder for results where none is named; trying things out must not replace the results of a full run. */
export function defaultOut({ preset }: Pick<TrainingOptions, 'preset'>): string {
  return preset === 'smoke' ? 'smoke' : '.';
}

/** `[data]`, which says the same as `--data`, how a table is read, and how much its rows count. */
export function addDataArgument(command: Command): Command {
  return addReadingOptions(command).option(
    '--class-weight <balanced|none|file>',
    'how much rows count in training by their class: balanced (all classes alike), none, or a JSON or CSV file of classes and positive numbers (default: none)',
    pathOption('--class-weight'),
  );
}

/** `[data]`, and how a table and images are read. */
export function addReadingOptions(command: Command): Command {
  return addImageOptions(addTableOptions(command)).argument(
    '[data]',
    `data set: ${dataDescription} (default: mnist)`,
    pathOption('[data]'),
  );
}

/**
 * What `--class-weight` says; `undefined` where all classes count alike.
 *
 * @throws {InvalidInputError} naming the file and what is wrong with it
 */
export async function chosenClassWeight({
  classWeight,
}: Pick<TrainingOptions, 'classWeight'>): Promise<ClassWeight | undefined> {
  if (classWeight === undefined || classWeight === 'none') return undefined;
  if (classWeight === 'balanced') return classWeight;
  const { readClassWeights } = await import('../data/table/class-weight-file.js');
  return readClassWeights(classWeight);
}

/** @throws {UsageError} when the argument and `--data` name different data */
export function chosenSource(argument: string | undefined, { data }: DataOptions): string {
  if (argument !== undefined && data !== undefined && argument !== data) {
    throw new UsageError(
      `data set named twice: ${JSON.stringify(argument)} and --data ${JSON.stringify(data)}`,
    );
  }
  return argument ?? data ?? 'mnist';
}

/** What every training command needs, made ready in the order in which mistakes are cheapest to find. */
export interface TrainingSession {
  readonly data: OpenData;
  readonly splits: DatasetSplits;
  readonly settings: ExperimentSettings;
  readonly engine: Engine;
  /** Wall-clock seconds until the data were read, split and prepared. */
  readonly loadingSeconds: number;
  /** Where the work is kept; absent: nowhere. */
  readonly checkpoint?: CheckpointFolder | undefined;
}

/**
 * Loads the data, fixes the settings, runs `check` (whether the results can be written), and only then the engine.
 * Gives `work` all of that with a progress display, and cleans up whatever happens.
 */
export async function withTrainingSession<T>(
  source: string,
  options: TrainingOptions,
  output: CommandOutput,
  parts: {
    /** What other processes are to know the command by, such as `run`. */
    readonly command: string;
    /** What it writes, by the name of the data. */
    readonly target: (dataset: string) => WriteTarget;
    /** What the options say of rows without a label; absent: these are left out. */
    readonly unlabelled?: UnlabelledFlags;
    readonly override: (settings: ExperimentSettings, data: SettingsData) => ExperimentSettings;
    readonly check: (splits: DatasetSplits) => Promise<void>;
    readonly work: (session: TrainingSession, progress: ProgressDisplay) => Promise<T>;
  },
): Promise<T> {
  const start = performance.now();
  const [{ openData }, { classNotes }, { presetSettings }] = await Promise.all([
    import('../data/open-data.js'),
    import('../data/class-notes.js'),
    import('../settings/presets.js'),
  ]);
  const classWeight = await chosenClassWeight(options);
  const data = await openData(source, {
    table: tableOptionsOf(options),
    image: imageOptionsOf(options),
    unlabelled: parts.unlabelled && { source: parts.unlabelled.unlabelled },
  });
  throwIfStopped(output.signal);
  const { labels } = parts.unlabelled ?? {};
  const { preset, seed } = options;
  const facts = data.facts({ labels });
  const chosen = { kind: options.teacherKind, members: options.teacherMembers };
  const settings = { ...parts.override(presetSettings(preset, facts, seed, chosen), facts), classWeight };
  const splits = data.splits({ seed, labels, trainRows: settings.trainRows, classWeight });
  const loadingSeconds = (performance.now() - start) / 1000;
  await parts.check(splits);
  for (const note of [...data.notes, ...classNotes(splits)]) output.logField('Read', note);
  output.logField('Data', splitsLine(splits));
  const target = parts.target(data.name);
  const lock = await lockFolder(target, `sdt ${parts.command} ${source}`, (line) =>
    output.logField('Lock', line),
  );
  try {
    const { loadEngine } = await import('../engine/load-engine.js');
    const engine = await loadEngine(options);
    try {
      output.logField('Engine', engine.description);
      throwIfStopped(output.signal);
      const { openCheckpoint } = await import('./unfinished-work.js');
      const work = { command: parts.command, settings, splits, engine };
      const checkpoint = await openCheckpoint(target, work, options, output);
      const session = { data, splits, settings, engine, loadingSeconds, checkpoint };
      const result = await withProgress(output, session, parts.work);
      await checkpoint?.remove();
      return result;
    } finally {
      await engine.dispose();
    }
  } finally {
    await lock.release();
  }
}

async function withProgress<T>(
  output: CommandOutput,
  session: TrainingSession,
  work: (session: TrainingSession, progress: ProgressDisplay) => Promise<T>,
): Promise<T> {
  const progress = await output.progress();
  try {
    return await work(session, progress);
  } catch (error) {
    progress.close();
    throw error instanceof InterruptedError ? await withKeptWork(error, session) : error;
  } finally {
    progress.close();
  }
}

function splitsLine({ train, validation, test, unlabelled }: DatasetSplits): string {
  const counts = [
    formatCounted(train.rowCount, 'training row'),
    formatCounted(validation.rowCount, 'validation row'),
    formatCounted(test.rowCount, 'test row'),
    ...(unlabelled === undefined ? [] : [formatCounted(unlabelled.rowCount, 'unlabelled row')]),
  ];
  const sizes = `${formatCounted(train.featureCount, 'feature')}, ${formatCounted(train.classNames.length, 'class', 'classes')}`;
  return `${train.name}: ${formatList(counts, 'and')}; ${sizes}`;
}

/** An interrupted command keeps its work, and says so. */
async function withKeptWork(
  error: InterruptedError,
  { checkpoint }: TrainingSession,
): Promise<InterruptedError> {
  const isKept = (await checkpoint?.write()) ?? false;
  const kept = isKept ? `kept ${checkpoint?.folder}, --resume goes on with it` : 'no file was written';
  return new InterruptedError(`${error.message}; ${kept}`, { cause: error });
}

/** @throws {InterruptedError} when the user asked to stop */
export function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new InterruptedError('stopped before the training began');
}
