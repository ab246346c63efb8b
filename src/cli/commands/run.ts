import path from 'node:path';
import type { Command } from 'commander';
import { accuracyTable } from '../accuracy-table.js';
import { chosenSettings, type SettingsFlags } from '../chosen-settings.js';
import { CommandOutput } from '../command-output.js';
import {
  addDataOption,
  addEngineOptions,
  addOutputOptions,
  addSeedOption,
  type OutputOptions,
} from '../common-options.js';
import { UsageError } from '../../errors.js';
import type { CommandIo } from '../io.js';
import type { ProgressDisplay } from '../progress/progress-display.js';
import { formatCounted, formatPercent } from '../number-format.js';
import { integerOption, outputPathOption, pathOption } from '../option-values.js';
import { assertWritable, resultPaths, type ResultPaths } from '../output-folder.js';
import { choosingText, searchText } from '../search-text.js';
import { resultsDocument, type ExperimentResult } from '../../file/results.js';
import { runFileNames, runRecordOf, type RunFiles, type RunRecord } from '../../file/run-record.js';
import { toolVersion } from '../../file/tool-version.js';
import {
  addSoftTargetOptions,
  addTeacherChoiceOptions,
  addTreeOptions,
  withTeacherOptions,
  withTreeOptions,
} from '../training-options.js';
import type { SoftTargetFlags, TreeOptions } from '../training-options.js';
import {
  addGivenTeacherOptions,
  givenTeacher,
  meetGivenTeacher,
  type GivenTeacherFlags,
} from '../teacher-options.js';
import { timeLine } from '../time-line.js';
import {
  addDataArgument,
  addPresetOption,
  chosenSource,
  defaultOut,
  withTrainingSession,
} from '../training-session.js';
import type { TrainingOptions, TrainingSession } from '../training-session.js';
import { addResumeOptions } from '../unfinished-work.js';
import { addUnlabelledOptions, type UnlabelledFlags } from '../unlabelled-options.js';
import type { ReportInput } from '../../report/report-input.js';
import { newTreeDocument } from '../../file/new-tree-document.js';
import type { GivenTeacher } from '../../teacher/open-teacher.js';

interface RunOptions
  extends
    TrainingOptions,
    TreeOptions,
    SoftTargetFlags,
    GivenTeacherFlags,
    UnlabelledFlags,
    SettingsFlags,
    OutputOptions {
  readonly teacherEpochs?: number;
  readonly selfTraining?: number;
  readonly out?: string;
}

export function addRunCommand(program: Command, io: CommandIo): void {
  const command = addDataArgument(program.command('run'))
    .summary('train teacher, baseline tree and distilled tree, compare them, write a report')
    .description(
      'The main job: train a teacher, a baseline tree (true labels) and a distilled tree (soft targets of the teacher), compare them on the test rows, and write trees and a report.',
    );
  addPresetOption(command).option(
    '--settings <file>',
    'settings in the place of those of the preset, such as the best of sdt search: JSON of names and values, {"tree.depth": 5}; other options go first',
    pathOption('--settings'),
  );
  addTreeOptions(command);
  addSoftTargetOptions(command);
  addGivenTeacherOptions(command, 'use this teacher instead of training one').option(
    '--teacher-epochs <n>',
    'the most passes of the teacher over the training rows (default: by preset)',
    integerOption('--teacher-epochs', 1),
  );
  addTeacherChoiceOptions(command);
  addUnlabelledOptions(command).option(
    '--self-training <rounds>',
    'how often the teacher is trained again, on its own answers to the rows without a label and the true labels of the others (default: 0)',
    integerOption('--self-training', 0, 100),
  );
  addSeedOption(command);
  addEngineOptions(command);
  addResumeOptions(command);
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
A preset derives its values from the number of rows, features and classes; results.json records them.

Writes trees/<data set>/ (teacher/, baseline.json, distilled.json, results.json) and reports/<data set>/index.html.

Examples:
  sdt run                                    all of MNIST, depth 8; some minutes
  sdt run --preset smoke                     small models on a part of MNIST; some seconds
  sdt run mnist --depth 6 --temperature 4 --seed 7 --out shallow
  sdt run --data iris.csv --depth 3          your own table
  sdt run mnist --teacher trees/mnist/teacher --json > results.json
  sdt run iris.csv --teacher forest.onnx --teacher-input raw
  sdt run iris.csv --teacher-answers logits.npy
  sdt run mnist --labels 1000 --self-training 3
  sdt run few.csv --unlabelled many.csv
  sdt run iris.csv --settings reports/iris/best-settings.json`,
    )
    .action((data: string | undefined, options: RunOptions) => run(data, options, io));
}

async function run(data: string | undefined, options: RunOptions, io: CommandIo): Promise<void> {
  const output = new CommandOutput(io, options);
  const named = givenTeacher(options);
  if (named !== undefined) assertNothingIsTrained(options);
  const { selfTraining = 0 } = options;
  if (named !== undefined && selfTraining > 0) {
    throw new UsageError('--self-training is for a teacher that is trained, not for one that is there');
  }
  const [{ withSelfTraining }, { assertUnlabelled }] = await Promise.all([
    import('../../settings/presets.js'),
    import('../../distill/self-train.js'),
  ]);
  const chosen = await chosenSettings(options, named !== undefined);
  const out = options.out ?? defaultOut(options);
  const pathsFor = (dataset: string) => resultPaths(out, dataset);
  await withTrainingSession(chosenSource(data, options), options, output, {
    command: 'run',
    target: (dataset) => ({ folder: pathsFor(dataset).folder }),
    unlabelled: options,
    override(settings, facts) {
      const { teacherEpochs: epochs } = options;
      const grown = withTreeOptions(chosen.apply(settings, facts), { ...chosen.size, ...options }, facts);
      const changed = withTeacherOptions(grown, { epochs });
      return withSelfTraining(changed, selfTraining, facts, epochs);
    },
    check(splits) {
      assertUnlabelled(splits, selfTraining);
      return assertResultsWritable(pathsFor(splits.train.name));
    },
    async work(session, progress) {
      const paths = pathsFor(session.splits.train.name);
      output.logField('Settings', settingsLine(session));
      const compared = await comparison(session, named, progress, output);
      progress.close();
      const run = runRecordOf(compared.files);
      const reportStart = performance.now();
      const report = await reportPage(compared, session, run, output);
      const result = withReportTime(compared.result, (performance.now() - reportStart) / 1000);
      const document = resultsDocument(result, toolVersion(), run);
      for (const name of runFileNames) {
        const content = compared.files[name];
        if (content !== undefined) await output.writeFile(path.join(paths.folder, name), content);
      }
      await output.writeFile(paths.report, report);
      // The last, for it says what belongs to it.
      await output.writeFile(paths.results, `${JSON.stringify(document, null, 2)}\n`);
      output.document({ ...document, files: paths });
      if (!output.json) output.log('');
      output.result([
        ...accuracyTable(result, output.colors, output.tableWidth),
        ...searchText(result.search),
        ...warnings(result),
        ...roundsText(result),
        ...choosingText(result.choosing),
        '',
        timeLine(result.seconds),
        `Report: ${paths.report}`,
      ]);
    },
  });
}

/** @throws {UsageError} when options of the built-in teacher are given */
function assertNothingIsTrained({ teacherKind, teacherMembers, teacherEpochs }: RunOptions): void {
  const given = {
    '--teacher-kind': teacherKind,
    '--teacher-members': teacherMembers,
    '--teacher-epochs': teacherEpochs,
  };
  for (const [option, value] of Object.entries(given)) {
    if (value !== undefined) {
      throw new UsageError(`${option} is for a teacher that is trained, not for one that is there`);
    }
  }
}

/** Finds out before the training whether its results can be written after it. */
async function assertResultsWritable(paths: ResultPaths): Promise<void> {
  const { loadPageBundle } = await import('../../report/page-bundle.js');
  loadPageBundle();
  for (const file of [
    `${paths.teacher}/model.json`,
    paths.baseline,
    paths.distilled,
    paths.results,
    paths.report,
  ]) {
    await assertWritable(file);
  }
}

/** What was compared, and what the trees do with the test rows. */
interface Comparison {
  readonly result: ExperimentResult;
  readonly measured: ReportInput['measured'];
  readonly files: RunFiles;
}

async function comparison(
  session: TrainingSession,
  named: GivenTeacher | undefined,
  progress: ProgressDisplay,
  output: CommandOutput,
): Promise<Comparison> {
  const [{ compare }, { serializeTreeDocument }, { MeasuredTrees }] = await Promise.all([
    import('../../distill/compare.js'),
    import('../../file/tree-text.js'),
    import('../../report/row-measurements.js'),
  ]);
  const { splits, engine, checkpoint } = session;
  const trees = new MeasuredTrees(splits.test);
  const met = named && (await meetGivenTeacher(named, session, output));
  const { settings } = met ?? session;
  const files: { -readonly [Name in keyof RunFiles]: RunFiles[Name] } = {};
  try {
    const result = await compare(splits, settings, {
      engine,
      observer: progress,
      signal: output.signal,
      checkpoint,
      teacher: met?.teacher,
      checks: met?.checks,
      async teacherTrained(teacher) {
        const saved = await teacher.files();
        files['teacher/weights.bin'] = saved['weights.bin'];
        files['teacher/model.json'] = saved['model.json'];
      },
      visitorOf: (kind, tree) => trees.visitorOf(kind, tree),
      treeTrained(kind, trained, prediction) {
        trees.finish(kind, prediction);
        const targets = kind === 'distilled' ? 'soft' : 'hard';
        const newTree = { tree: trained.tree, targets, metrics: trained } as const;
        const document = newTreeDocument(newTree, splits.test, settings, toolVersion());
        files[`${kind}.json`] = serializeTreeDocument(document);
      },
    });
    return { result: withLoadingTime(result, session.loadingSeconds), measured: trees.byRole, files };
  } finally {
    await met?.teacher.dispose();
  }
}

/** The report says it, too. */
function withLoadingTime(result: ExperimentResult, loading: number): ExperimentResult {
  const { seconds } = result;
  return { ...result, seconds: { loading, ...seconds, total: loading + seconds.total } };
}

function withReportTime(result: ExperimentResult, report: number): ExperimentResult {
  return { ...result, seconds: { ...result.seconds, report } };
}

async function reportPage(
  { result, measured }: Comparison,
  { splits }: TrainingSession,
  run: RunRecord,
  output: CommandOutput,
): Promise<string> {
  const [{ buildReportData }, { renderReport }, { roundingNote }] = await Promise.all([
    import('../../report/build-report-data.js'),
    import('../../report/render-report.js'),
    import('../../report/rounding-note.js'),
  ]);
  const experiment = { ...result, run };
  const { train, test } = splits;
  const data = buildReportData({ experiment, measured, test, train, toolVersion: toolVersion() });
  const rounding = roundingNote(data);
  if (rounding !== undefined) output.log(rounding);
  return renderReport(data);
}

function settingsLine({ settings }: TrainingSession): string {
  const { preset, seed, tree, distillation, search } = settings;
  const { leastDepth, greatestDepth, epochs = tree.epochs } = search ?? {};
  const isDepthOpen = leastDepth !== greatestDepth;
  return [
    `preset ${preset}`,
    `seed ${seed}`,
    isDepthOpen
      ? `depth auto (${leastDepth} to ${greatestDepth})`
      : `depth ${tree.depth} (${formatCounted(2 ** tree.depth, 'leaf', 'leaves')})`,
    epochs > tree.epochs
      ? `${tree.epochs} to ${epochs} tree epochs`
      : formatCounted(tree.epochs, 'tree epoch'),
    `temperature ${distillation.temperature}`,
  ].join(', ');
}

/** `Self-training: the teacher was right on 95.1 % -> 96.2 % of the validation rows` */
function roundsText({ teacher: { rounds } }: ExperimentResult): string[] {
  if (rounds === undefined) return [];
  const steps = rounds.map(({ validationAccuracy }) => formatPercent(validationAccuracy)).join(' -> ');
  const isKept = rounds.every(({ kept }) => kept);
  return [
    `Self-training: the teacher was right on ${steps} of the validation rows${isKept ? '' : '; the last round was clearly worse and is not kept'}`,
  ];
}

/** What a teacher from elsewhere did not pass. */
function warnings({ teacher: { checks = [] } }: ExperimentResult): string[] {
  return checks.flatMap(({ passed, text }) => (passed ? [] : [`Warning: the teacher: ${text}`]));
}
