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
import {
  addGivenTeacherOptions,
  givenTeacher,
  meetGivenTeacher,
  type GivenTeacherFlags,
} from '../teacher-options.js';
import { addSoftTargetOptions, addTreeOptions, withTreeOptions } from '../training-options.js';
import type { SoftTargetFlags, TreeOptions } from '../training-options.js';
import {
  addDataArgument,
  addPresetOption,
  chosenSource,
  defaultOut,
  withTrainingSession,
} from '../training-session.js';
import type { TrainingOptions } from '../training-session.js';
import { addResumeOptions } from '../unfinished-work.js';
import { addUnlabelledOptions, type UnlabelledFlags } from '../unlabelled-options.js';
import { finishTree } from '../tree-training.js';

interface DistillOptions
  extends TrainingOptions, TreeOptions, SoftTargetFlags, GivenTeacherFlags, UnlabelledFlags, OutputOptions {
  readonly out?: string;
}

export function addDistillCommand(program: Command, io: CommandIo): void {
  const command = addDataArgument(program.command('distill'))
    .summary('distill a teacher into a tree')
    .description("Distill a teacher into a soft decision tree: fit the tree to the teacher's soft targets.");
  addGivenTeacherOptions(
    command,
    'the teacher (default: trees/<data set>/teacher; below smoke/ for that preset)',
  );
  addPresetOption(command);
  addTreeOptions(command);
  addSoftTargetOptions(command);
  addUnlabelledOptions(command);
  addSeedOption(command);
  addEngineOptions(command);
  addResumeOptions(command);
  addDataOption(command, 'the same as the argument');
  command.option(
    '-o, --out <file>',
    'the tree file (default: trees/<data set>/distilled.json; below smoke/ for that preset)',
    outputPathOption('--out'),
  );
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  sdt distill mnist
  sdt distill mnist --teacher my-teacher --temperature 3 --depth 6 --out small.json
  sdt distill photos --teacher network.onnx --teacher-output logits
  sdt distill iris.csv --teacher-answers probabilities.csv --id plant
  sdt distill iris.csv --hard-weight 0.5 --seed 7 --json
  sdt distill few.csv --teacher forest.onnx --unlabelled many.csv`,
    )
    .action((data: string | undefined, options: DistillOptions) => distill(data, options, io));
}

async function distill(data: string | undefined, options: DistillOptions, io: CommandIo): Promise<void> {
  const output = new CommandOutput(io, options);
  const fileFor = (dataset: string) => options.out ?? resultPaths(defaultOut(options), dataset).distilled;
  await withTrainingSession(chosenSource(data, options), options, output, {
    command: 'distill',
    target: (dataset) => targetOf(fileFor(dataset)),
    unlabelled: options,
    override: (settings, facts) => withTreeOptions(settings, options, facts),
    check: ({ train }) => assertWritable(fileFor(train.name)),
    async work(session, progress) {
      const { splits, engine, checkpoint } = session;
      // One after the other: they share modules.
      const { prepareLesson } = await import('../../distill/lesson.js');
      const { sizeTree } = await import('../../distill/tree-search.js');
      const { grow } = await import('../../distill/grow.js');
      const trained = resultPaths(defaultOut(options), splits.train.name).teacher;
      const named = givenTeacher(options) ?? { teacher: trained };
      const met = await meetGivenTeacher(named, session, output);
      const { teacher } = met;
      const context = { engine, observer: progress, signal: io.signal, checkpoint };
      const lesson = await prepareLesson(teacher, splits, met.settings, context);
      const { targetsOf } = lesson;
      const { settings, search, groundwork } = await sizeTree(
        lesson.splits,
        targetsOf,
        met.settings,
        context,
      );
      const { tree, seed } = settings;
      const grown = await grow(lesson.splits, targetsOf(splits.train), tree, seed, context, groundwork);
      progress.close();
      await finishTree(
        {
          ...grown,
          targets: 'soft',
          seconds: lesson.seconds + grown.seconds,
          teacher,
          search,
          choosing: lesson.splits.choosing?.rowCount,
        },
        { splits, settings },
        fileFor(splits.train.name),
        output,
      );
      await teacher.dispose();
    },
  });
}
