import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
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
import { formatCounted } from '../number-format.js';
import { outputPathOption } from '../option-values.js';
import { assertWritable } from '../output-folder.js';
import { assertSoftTargetFile, writeSoftTargets } from '../soft-target-file.js';
import {
  addGivenTeacherOptions,
  givenTeacher,
  meetGivenTeacher,
  type GivenTeacherFlags,
} from '../teacher-options.js';
import {
  addPresetOption,
  addReadingOptions,
  chosenSource,
  withTrainingSession,
} from '../training-session.js';
import type { TrainingOptions } from '../training-session.js';

interface SoftTargetsOptions extends TrainingOptions, GivenTeacherFlags, OutputOptions {
  readonly out: string;
}

export function addSoftTargetsCommand(program: Command, io: CommandIo): void {
  const command = addReadingOptions(program.command('soft-targets'))
    .summary("write a teacher's answers to all rows of the data")
    .description(
      "Write a teacher's logits for all rows of the data, in a file that --teacher-answers takes: the tree may then be trained where the teacher cannot be. Rows are prepared as sdt run and sdt distill prepare them with the same seed and preset.",
    );
  addGivenTeacherOptions(command, 'the teacher');
  command.requiredOption(
    '-o, --out <file>',
    'gets the logits: .npy, .csv or .parquet; the latter two name their rows by the column of --id, by image files, or by their numbers',
    outputPathOption('--out'),
  );
  addPresetOption(command);
  addSeedOption(command);
  addEngineOptions(command);
  addDataOption(command, 'the same as the argument');
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  sdt soft-targets iris.csv --teacher my-teacher --out answers.npy
  sdt soft-targets customers.csv --id customer --teacher my-teacher --out answers.parquet
  sdt distill iris.csv --teacher-answers answers.npy`,
    )
    .action((data: string | undefined, options: SoftTargetsOptions) => softTargets(data, options, io));
}

async function softTargets(
  argument: string | undefined,
  options: SoftTargetsOptions,
  io: CommandIo,
): Promise<void> {
  const output = new CommandOutput(io, options);
  const { out } = options;
  const named = givenTeacher(options);
  if (named === undefined) throw new UsageError('--teacher is missing: name the teacher that is to answer');
  assertSoftTargetFile(out);
  await withTrainingSession(chosenSource(argument, options), options, output, {
    command: 'soft-targets',
    target: () => targetOf(out),
    override: (settings) => settings,
    check: () => assertWritable(out),
    async work(session, progress) {
      const { data, splits, engine } = session;
      const { preparation, name, classNames } = splits.train;
      const all = data.part('all', session.settings, preparation);
      const { teacher, checks } = await meetGivenTeacher(named, session, output);
      try {
        const { ask } = await import('../../distill/ask.js');
        const distillation = { ...session.settings.distillation, teacherDeformations: 1 };
        const context = { engine, observer: progress, signal: output.signal };
        const { logits } = await ask(teacher, all, distillation, context);
        progress.close();
        await writeSoftTargets(out, logits, all, output);
      } finally {
        await teacher.dispose();
      }
      output.document({ dataset: name, rows: all.rowCount, classNames, checks, file: out });
      output.result([`Answers to ${formatCounted(all.rowCount, 'row')} of ${name}: ${out}`]);
    },
  });
}
