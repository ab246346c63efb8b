import type { Command } from 'commander';
import { CommandOutput } from '../command-output.js';
import {
  addDataOption,
  addEngineOptions,
  addOutputOptions,
  addSeedOption,
  type OutputOptions,
} from '../common-options.js';
import type { CommandIo } from '../io.js';
import { targetOf } from '../folder-lock.js';
import { outputPathOption } from '../option-values.js';
import { assertWritable, resultPaths } from '../output-folder.js';
import { addTreeOptions, withTreeOptions, type TreeOptions } from '../training-options.js';
import {
  addDataArgument,
  addPresetOption,
  chosenSource,
  defaultOut,
  withTrainingSession,
} from '../training-session.js';
import type { TrainingOptions } from '../training-session.js';
import { addResumeOptions } from '../unfinished-work.js';
import { finishTree } from '../tree-training.js';

interface TrainBaselineOptions extends TrainingOptions, TreeOptions, OutputOptions {
  readonly out?: string;
}

export function addTrainBaselineCommand(program: Command, io: CommandIo): void {
  const command = addDataArgument(program.command('train-baseline'))
    .summary('train a tree on the true labels')
    .description(
      'Train the baseline: the same soft decision tree, fitted to the true labels instead of to a teacher.',
    );
  addPresetOption(command);
  addTreeOptions(command);
  addSeedOption(command);
  addEngineOptions(command);
  addResumeOptions(command);
  addDataOption(command, 'the same as the argument');
  command.option(
    '-o, --out <file>',
    'the tree file (default: trees/<data set>/baseline.json; below smoke/ for that preset)',
    outputPathOption('--out'),
  );
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  sdt train-baseline mnist
  sdt train-baseline mnist --depth 6 --epochs 20 --out shallow.json
  sdt train-baseline iris.csv --depth 3 --seed 7 --json`,
    )
    .action((data: string | undefined, options: TrainBaselineOptions) => trainBaseline(data, options, io));
}

async function trainBaseline(
  data: string | undefined,
  options: TrainBaselineOptions,
  io: CommandIo,
): Promise<void> {
  const output = new CommandOutput(io, options);
  const fileFor = (dataset: string) => options.out ?? resultPaths(defaultOut(options), dataset).baseline;
  await withTrainingSession(chosenSource(data, options), options, output, {
    command: 'train-baseline',
    target: (dataset) => targetOf(fileFor(dataset)),
    override: (settings, facts) => withTreeOptions(settings, options, facts),
    check: ({ train }) => assertWritable(fileFor(train.name)),
    async work(session, progress) {
      const { splits, engine, checkpoint } = session;
      const { sizeTree } = await import('../../distill/tree-search.js');
      const [{ grow }, { hardTargets }] = await Promise.all([
        import('../../distill/grow.js'),
        import('../../train/targets.js'),
      ]);
      const context = { engine, observer: progress, signal: io.signal, checkpoint };
      const sized = await sizeTree(splits, hardTargets, session.settings, context);
      const { settings, groundwork } = sized;
      const targets = hardTargets(splits.train);
      const grown = await grow(splits, targets, settings.tree, settings.seed, context, groundwork);
      progress.close();
      await finishTree(
        { ...grown, targets: 'hard', search: sized.search },
        { splits, settings },
        fileFor(splits.train.name),
        output,
      );
    },
  });
}
