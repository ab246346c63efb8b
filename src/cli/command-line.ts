import { CommanderError, type Command } from 'commander';
import { addCompletionCommand } from './commands/completion.js';
import { addDistillCommand } from './commands/distill.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addEvaluateCommand } from './commands/evaluate.js';
import { addExamplesCommand } from './commands/examples.js';
import { addExplainCommand } from './commands/explain.js';
import { addExportCommand } from './commands/export.js';
import { addHardenCommand } from './commands/harden.js';
import { addInspectCommand } from './commands/inspect.js';
import { addPredictCommand } from './commands/predict.js';
import { addExperimentCommand } from './commands/experiment.js';
import { addPruneCommand } from './commands/prune.js';
import { addRenderCommand } from './commands/render.js';
import { addReportCommand } from './commands/report.js';
import { addRunCommand } from './commands/run.js';
import { addSearchCommand } from './commands/search.js';
import { addSoftTargetsCommand } from './commands/soft-targets.js';
import { addSummarizeCommand } from './commands/summarize.js';
import { addTrainBaselineCommand } from './commands/train-baseline.js';
import { addTrainTeacherCommand } from './commands/train-teacher.js';
import { addWorkerCommand } from './commands/worker.js';
import { streamColors } from './colors.js';
import { errorLine, exitCodeOf, withoutLogin } from './error-message.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { FittedCommand } from './help-text.js';
import type { CommandIo } from './io.js';
import { printableLine, printableLines } from './printable-text.js';
import { foldLine, lineWidth } from './wrapped-text.js';
import { OutputLostError } from './standard-output.js';
import { toolVersion } from '../file/tool-version.js';

/**
 * Runs one command line, for example `['evaluate', 'tree.json', '--data', 'mnist']`, and gives its exit code. Never
 * throws: an error becomes one line on `io.stderr`, with its stack trace when `--verbose` is among the arguments.
 */
export async function runCommandLine(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const program = buildProgram(io);
  let failure: unknown;
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    failure = error;
  }
  await new Promise<void>((resolve) => io.stdout.write('', () => resolve()));
  const reason: unknown = io.signal.reason;
  if (reason instanceof OutputLostError) failure = reason; // the command was stopped for it, or had just ended
  return failure === undefined ? exitCodes.success : explained(failure, program, argv, io);
}

/** Exit code for what a command ended with; an error is told in a line on stderr. */
function explained(error: unknown, program: Command, argv: readonly string[], io: CommandIo): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.success; // --help, --version
  if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.usage; // no command given
  // A reader that has seen enough closes the pipe (`sdt explain ... | head -3`); that is no error.
  if (error instanceof OutputLostError && error.isReaderGone) return exitCodes.success;
  const code = exitCodeOf(error, io.signal);
  const label = code > 128 ? 'interrupted' : 'error';
  const hint = code === exitCodes.usage ? ` (${helpHint(program, argv)})` : '';
  const line = `${streamColors(io.stderr, io.environment).red(`${label}:`)} ${errorLine(error)}${hint}`;
  const lines = foldLine(line, lineWidth(io.stderr, io.environment) ?? Infinity);
  io.stderr.write(lines.map((text) => `${printableLine(text)}\n`).join(''));
  if (argv.includes('--verbose') && error instanceof Error)
    io.stderr.write(`${printableLines(withoutLogin(stackOf(error)))}\n`);
  return code;
}

/** The commands as `sdt --help` groups them. */
const commandsByTask: readonly (readonly [task: string, commands: readonly (typeof addRunCommand)[]])[] = [
  ['Data:', [addExamplesCommand, addInspectCommand]],
  [
    'Train:',
    [
      addRunCommand,
      addTrainTeacherCommand,
      addDistillCommand,
      addSoftTargetsCommand,
      addTrainBaselineCommand,
    ],
  ],
  [
    'Ask and explain:',
    [
      addExplainCommand,
      addSummarizeCommand,
      addPredictCommand,
      addEvaluateCommand,
      addRenderCommand,
      addReportCommand,
    ],
  ],
  ['Smaller trees, other programs:', [addPruneCommand, addHardenCommand, addExportCommand]],
  ['Research:', [addExperimentCommand, addSearchCommand, addWorkerCommand]],
  ['This tool:', [addDoctorCommand, addCompletionCommand]],
];

/** All commands. */
export function buildProgram(io: CommandIo): Command {
  const program = new FittedCommand('sdt')
    .description(
      'Distill a neural network into a soft decision tree, measure it, and explain every decision it makes.',
    )
    .version(toolVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined, // runCommandLine writes errors, all of them in one form
      getOutHelpWidth: () => helpWidth(lineWidth(io.stdout, io.environment)),
      getErrHelpWidth: () => helpWidth(lineWidth(io.stderr, io.environment)),
      getOutHasColors: () => streamColors(io.stdout, io.environment).isColorSupported,
      getErrHasColors: () => streamColors(io.stderr, io.environment).isColorSupported,
    })
    .addHelpText(
      'after',
      `
Examples:
  sdt examples iris                           a small table to play with
  sdt run iris.csv                            train teacher, baseline and distilled tree on it
  sdt run                                     the same on MNIST
  sdt run --preset smoke                      the same with small models on a part of the data, in seconds
  sdt evaluate trees/mnist/distilled.json     test accuracy and confusion matrix of a tree
  sdt explain trees/mnist/distilled.json --index 17
  sdt summarize trees/flowers/distilled.json --data flowers.csv
  sdt predict trees/flowers/distilled.json --data new.csv --out answers.csv
  sdt render trees/mnist/distilled.json --out tree.svg --depth 4
  sdt export trees/mnist/distilled.json --out tree.js

"sdt <command> --help" shows the options of a command.

The numbers of one data set, file or model may take 2 GiB of memory; the environment variable SDT_MEMORY says another
number of GiB.`,
    );
  for (const [task, commands] of commandsByTask) {
    program.commandsGroup(task);
    for (const add of commands) add(program, io);
  }
  program.helpCommand('help [command]', 'print the help of a command');
  return program;
}

/** Lines as wide as the terminal, within what is pleasant to read. */
function helpWidth(columns: number | undefined): number {
  return Math.max(30, Math.min(columns ?? 100, 120));
}

function helpHint(program: Command, argv: readonly string[]): string {
  const command = program.commands.find((known) => known.name() === argv[0]);
  return `see "sdt${command === undefined ? '' : ` ${command.name()}`} --help"`;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\nCaused by: ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
