import { Option, type Command } from 'commander';
import type { MetTeacher } from '../distill/meet-teacher.js';
import { UsageError } from '../errors.js';
import type { OpenTeacher } from '../teacher/logit-source.js';
import { teacherInputs } from '../teacher/input-names.js';
import type { GivenTeacher } from '../teacher/open-teacher.js';
import type { CommandOutput } from './command-output.js';
import { choiceOption, pathOption } from './option-values.js';
import { listOf } from './table-options.js';
import type { TrainingSession } from './training-session.js';

/** Options that name a teacher which is there already; `openTeacher` takes them as they are. */
export type GivenTeacherFlags = GivenTeacher;

/**
 * `--teacher` and what belongs to it.
 *
 * @param purpose of the teacher, for the help
 */
export function addGivenTeacherOptions(command: Command, purpose: string): Command {
  return command
    .option(
      '--teacher <model>',
      `${purpose}: an ONNX file (.onnx), or a TensorFlow.js layers-model folder`,
      pathOption('--teacher'),
    )
    .option(
      '--teacher-input <kind>',
      `what the model takes: ${teacherInputs.join(', ')}; raw: values as the data has them, standardized: mean 0 and deviation 1 of each column or channel, else the range of pixels (default: what the tree gets; for ONNX, what its answers to training rows speak for)`,
      choiceOption('--teacher-input', teacherInputs),
    )
    .option('--teacher-output <name>', 'output of an ONNX model that is its answer, where several could be')
    .addOption(
      new Option(
        '--teacher-answers <file>',
        'its answers to the rows of the data instead, logits or probabilities: an array (.npy) or a table (.csv, .parquet, .jsonl) with a column for each class; rows in the order of the data, or known by a column of ids (--id), of image files, or "row" (from 0)',
      )
        .argParser(pathOption('--teacher-answers'))
        .conflicts('teacher'),
    )
    .option(
      '--teacher-classes <names>',
      'class of each output of the teacher, with commas between (default: the order of the data)',
      classesOf,
    );
}

/** Names with commas between, or a JSON list where names have commas themselves. */
function classesOf(text: string): readonly string[] {
  if (!text.startsWith('[')) return listOf(text);
  try {
    const names: unknown = JSON.parse(text);
    if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  } catch {
    // Refused below as any other text.
  }
  throw new UsageError(
    `--teacher-classes must be names with commas between, or a JSON list of names, found ${JSON.stringify(text)}`,
  );
}

/**
 * What the options say of a teacher; `undefined` where they name none.
 *
 * @throws {UsageError} when they say of none what it takes, or what its classes are
 */
export function givenTeacher(flags: GivenTeacherFlags): GivenTeacher | undefined {
  const { teacher, teacherInput, teacherOutput, teacherAnswers, teacherClasses } = flags;
  if (teacher !== undefined) return { teacher, teacherInput, teacherOutput, teacherClasses };
  if (teacherInput !== undefined || teacherOutput !== undefined)
    throw new UsageError(`--teacher-${teacherInput === undefined ? 'output' : 'input'} needs --teacher`);
  if (teacherAnswers !== undefined) return { teacherAnswers, teacherClasses };
  if (teacherClasses === undefined) return undefined;
  throw new UsageError('--teacher-classes needs --teacher or --teacher-answers');
}

/**
 * Opens a teacher, finds out whether it fits the data, and says so, a line each.
 *
 * @throws {InvalidInputError} when it cannot be opened or does not fit
 */
export async function meetGivenTeacher(
  given: GivenTeacher,
  { splits, settings, engine }: TrainingSession,
  output: CommandOutput,
): Promise<MetTeacher & { readonly teacher: OpenTeacher }> {
  const [{ openTeacher }, { meetTeacher }] = await Promise.all([
    import('../teacher/open-teacher.js'),
    import('../distill/meet-teacher.js'),
  ]);
  const teacher = await openTeacher(given, engine, splits.train);
  try {
    const name = given.teacher === undefined ? '' : `${given.teacher}: `;
    output.logField('Teacher', `${name}${teacher.description}`);
    const met = await meetTeacher(teacher, splits, settings, given.teacherClasses);
    for (const note of [...teacher.notes, ...met.notes]) output.logField('Teacher', note);
    for (const check of met.checks) {
      output.logField(check.passed ? 'Check' : 'Warning', `${check.name}: ${check.text}`);
    }
    return { ...met, teacher };
  } catch (error) {
    await teacher.dispose();
    throw error;
  }
}
