import path from 'node:path';
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
import { formatDuration } from '../number-format.js';
import { outputPathOption } from '../option-values.js';
import { accuracyText } from '../quality-text.js';
import { assertWritable, resultPaths } from '../output-folder.js';
import {
  addTeacherChoiceOptions,
  addTeacherOptions,
  withTeacherOptions,
  type TeacherOptions,
} from '../training-options.js';
import {
  addDataArgument,
  addPresetOption,
  chosenSource,
  defaultOut,
  withTrainingSession,
} from '../training-session.js';
import type { TrainingOptions } from '../training-session.js';
import { addResumeOptions } from '../unfinished-work.js';

interface TrainTeacherOptions extends TrainingOptions, TeacherOptions, OutputOptions {
  readonly out?: string;
}

export function addTrainTeacherCommand(program: Command, io: CommandIo): void {
  const command = addDataArgument(program.command('train-teacher'))
    .summary('train a teacher network')
    .description(
      'Train a teacher network: a small convolutional network for images, dense networks for tables, trained until rows that they do not learn from tell no gain. It is saved as a TensorFlow.js layers-model folder.',
    );
  addPresetOption(command);
  addTeacherChoiceOptions(command);
  addTeacherOptions(command);
  addSeedOption(command);
  addEngineOptions(command);
  addResumeOptions(command);
  addDataOption(command, 'the same as the argument');
  command.option(
    '-o, --out <folder>',
    'where the teacher goes (default: trees/<data set>/teacher; below smoke/ for that preset)',
    outputPathOption('--out'),
  );
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  sdt train-teacher mnist
  sdt train-teacher mnist --epochs 4 --out my-teacher
  sdt train-teacher iris.csv --seed 7 --json`,
    )
    .action((data: string | undefined, options: TrainTeacherOptions) =>
      trainTeacherCommand(data, options, io),
    );
}

async function trainTeacherCommand(
  data: string | undefined,
  options: TrainTeacherOptions,
  io: CommandIo,
): Promise<void> {
  const output = new CommandOutput(io, options);
  const folderFor = (dataset: string) => options.out ?? resultPaths(defaultOut(options), dataset).teacher;
  await withTrainingSession(chosenSource(data, options), options, output, {
    command: 'train-teacher',
    target: (dataset) => (options.out === undefined ? targetOf(folderFor(dataset)) : { folder: options.out }),
    override: (settings) => withTeacherOptions(settings, options),
    check: ({ train }) => assertWritable(path.join(folderFor(train.name), 'model.json')),
    async work({ splits, settings, engine, checkpoint }, progress) {
      const [{ teach }, { teacherScores }] = await Promise.all([
        import('../../distill/teach.js'),
        import('../../distill/teacher-scores.js'),
      ]);
      const context = { engine, observer: progress, signal: io.signal, checkpoint };
      const { teacher, epochs, bestEpoch, seconds } = await teach(
        splits,
        settings.teacher,
        settings.seed,
        context,
      );
      const { accuracy, quality } = await teacherScores(teacher, splits.test);
      const folder = folderFor(splits.train.name);
      await teacher.save(folder);
      await teacher.dispose();
      progress.close();
      output.wrote(folder);
      output.document({
        dataset: splits.train.name,
        seed: settings.seed,
        preset: settings.preset,
        engine: engine.name,
        accuracy,
        quality,
        bestEpoch,
        epochs,
        seconds,
        folder,
      });
      output.result([
        `Teacher: ${accuracyText(accuracy, quality, splits.test.rowCount)} of the test rows right (epoch ${bestEpoch} of ${epochs.length} kept, trained in ${formatDuration(seconds)})`,
      ]);
    },
  });
}
