import path from 'node:path';
import { Option, type Command } from 'commander';
import { labelCounts, planNames, type PlanName } from '../../experiment/plans.js';
import type { TrainedModels } from '../../experiment/run-trials.js';
import type { PlansContext, PlansOptions } from '../../experiment/run-plans.js';
import { assertNoneMissing } from '../../experiment/shards/missing-trials.js';
import type { TrialRecord } from '../../file/trial-record.js';
import { UsageError } from '../../errors.js';
import { addDataOption, addEngineOptions, addOutputOptions } from '../common-options.js';
import { saveTrialResults } from '../experiment-files.js';
import { summaryLines, trialLine } from '../experiment-lines.js';
import { withExperimentSession, type ExperimentSession, type SessionOptions } from '../experiment-session.js';
import type { CommandIo } from '../io.js';
import { formatList } from '../../render/list-text.js';
import { formatCount, formatCounted } from '../number-format.js';
import { integerOption, outputPathOption } from '../option-values.js';
import { addQueueOptions } from '../queue-options.js';
import { paperResultsFor } from '../../data/paper-results.js';
import { addShardOptions, shardLine } from '../shard-options.js';
import { maximumDepth, minimumDepth } from '../../tree/complete-tree.js';
import { addDataArgument, addPresetOption } from '../training-session.js';

interface ExperimentOptions extends SessionOptions {
  readonly plan: readonly PlanName[];
  readonly seeds: number;
  readonly folds?: number;
  readonly labelCounts?: readonly number[];
  readonly depth?: number;
  readonly epochs?: number;
}

export function addExperimentCommand(program: Command, io: CommandIo): void {
  const command = addDataArgument(program.command('experiment'))
    .summary('measure the recipe over many seeds and settings')
    .description(
      'Measure the recipe: the comparison of teacher, baseline and distilled tree over several seeds and settings, with one teacher for all. Trials that are finished are not run again.',
    );
  command
    .option(
      '--plan <names>',
      `what is compared, with commas between: ${planNames.join(', ')}, or all`,
      planList,
      ['main'] as const,
    )
    .option('--seeds <n>', 'seeds of each row, 1 to n', integerOption('--seeds', 1, 1000), 5)
    .addOption(
      new Option(
        '--folds <n>',
        'to choose by: hold out each of n folds of the labelled rows in turn, teacher included, in place of the test rows; one seed a fold, into folds.jsonl and folds.md',
      )
        .argParser(integerOption('--folds', 2, 100))
        .conflicts('seeds'),
    );
  addPresetOption(command);
  command
    .option(
      '--label-counts <list>',
      `numbers of labelled rows for the plan labels, with commas between (default: those of ${labelCounts.join(', ')} that give each class ten)`,
      countList,
    )
    .option(
      '--depth <n>',
      'depth of the trees, but in the plan depth (default: set by the preset, or found as by sdt run)',
      integerOption('--depth', minimumDepth, maximumDepth),
    )
    .option(
      '--epochs <n>',
      'passes of every tree over the training rows (default: set by the preset)',
      integerOption('--epochs', 1),
    )
    .option(
      '--jobs <n>',
      'trees that grow at a time, each in a process of its own; they share the processors',
      integerOption('--jobs', 1, 256),
      1,
    );
  addQueueOptions(command);
  addShardOptions(command);
  addEngineOptions(command);
  addDataOption(command, 'the same as the argument');
  command.option(
    '-o, --out <folder>',
    'gets trees/<data set>/ and reports/<data set>/ (default: ".", and "smoke" for the smoke preset)',
    outputPathOption('--out'),
  );
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Plans: main (the recipe), plain (the paper's setting), ablation (one ingredient of the recipe off in each row), recipe
(other recipes that might be better), labels (fewer labelled rows, without the others and with them as rows without a
label), noise (wrong labels), temperature, depth (2 to 10).

Writes reports/<data set>/experiment.jsonl (one finished trial a line), experiment.json, README.md and plots, and
trees/<data set>/ with the teacher and the trees of seed 1. Ctrl-C keeps finished trials; the same command goes on.

Examples:
  sdt experiment mnist --plan main,plain --jobs 2
  sdt experiment mnist --plan labels --label-counts 100,1000
  sdt experiment mnist --plan recipe,temperature --folds 3
  sdt experiment mnist --preset smoke --plan all --seeds 2
  sdt experiment mnist --plan all --queue redis://queue.example/trees
  sdt experiment mnist --plan depth --shard 3/16 --out sweep
  sdt experiment mnist --plan depth --gather sweep --out sweep`,
    )
    .action((data: string | undefined, options: ExperimentOptions) => experiment(data, options, io));
}

/** `main,ablation` */
function planList(text: string): readonly PlanName[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('all')) return planNames;
  return names.map((name) => {
    const found = planNames.find((plan) => plan === name);
    if (found === undefined) {
      throw new UsageError(
        `--plan must be ${formatList([...planNames, 'all'], 'or')}, several with commas between, found ${JSON.stringify(name)}`,
      );
    }
    return found;
  });
}

/** `100,1000` */
function countList(text: string): readonly number[] {
  const parse = integerOption('--label-counts', 2);
  return text.split(',').map((count) => parse(count.trim()));
}

function experiment(argument: string | undefined, options: ExperimentOptions, io: CommandIo): Promise<void> {
  return withExperimentSession(argument, options, io, {
    command: 'experiment',
    // Rows whose labels a trial forgets are of use to it without them.
    unlabelled: options.plan.includes('labels') ? {} : undefined,
    files: (reportFolder, { teacher }) => [
      path.join(reportFolder, options.folds === undefined ? 'experiment.jsonl' : 'folds.jsonl'),
      path.join(teacher, 'model.json'),
    ],
    work: (session) => runExperiment(options, io, session),
  });
}

async function runExperiment(
  options: ExperimentOptions,
  io: CommandIo,
  { compute, out, paths, shards, display, output, duration }: ExperimentSession,
): Promise<void> {
  const { plan, seeds, folds, preset, epochs, depth, labelCounts, shard } = options;
  const { data, reportFolder } = compute;
  const paper = paperResultsFor(data.name);
  const planned: PlansOptions = {
    ...compute,
    ...{ plans: plan, seeds, folds, preset, depth, epochs, labelCounts, paper },
  };
  const context: PlansContext = {
    signal: io.signal,
    onNote: (note) => display.log(note),
    onPlanned: (trials, finished) =>
      display.log(
        `${formatCounted(trials, 'trial')} on ${data.name}, ${finished === 0 ? 'none' : formatCount(finished)} finished before`,
      ),
    onProgress: (progress) => display.update(progress),
    async onTrial(_trial, record, models) {
      display.log(trialLine(record));
      await saveMainTrial(record, models);
    },
  };
  if (shard !== undefined) {
    const { runShard } = await import('../../experiment/shards/run-shard.js');
    const record = await runShard(planned, shard, context);
    display.close();
    output.document(record);
    output.result([shardLine(record, reportFolder, out, duration())]);
    return;
  }
  const { runPlans } = await import('../../experiment/run-plans.js');
  const { gatherShards } = await import('../../experiment/shards/gather.js');
  const gathered = shards && (await gatherShards(planned, shards, paths.folder, (note) => display.log(note)));
  const outcome = gathered ?? (await runPlans(planned, context));
  display.close();
  for (const file of outcome.files) output.wrote(file);
  output.document(outcome.document);
  output.result([
    '',
    ...outcome.plans
      .filter(({ plan: name }) => plan.includes(name))
      .flatMap((summary) => summaryLines(summary, output.tableWidth)),
    `Time: ${duration()}. Report: ${path.join(reportFolder, folds === undefined ? 'README.md' : 'folds.md')}`,
  ]);
  if (gathered !== undefined) assertNoneMissing(gathered);

  /** The trial that is nothing but the preset leaves its trees and results where `sdt run` would. */
  async function saveMainTrial(record: TrialRecord, models: TrainedModels): Promise<void> {
    if (record.preset !== preset || record.fold !== undefined) return;
    const seedFolder = path.join(reportFolder, 'seeds', String(record.seed));
    await saveTrialResults(record, models, data, { treeFolder: paths.folder, seedFolder });
  }
}
