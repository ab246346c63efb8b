import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import type { Dataset } from '../../data/dataset.js';
import { InvalidInputError, UsageError } from '../../errors.js';
import type { TreeDocument } from '../../file/tree-document.js';
import { CommandOutput } from '../command-output.js';
import { addDataOption, addEngineOptions, addOutputOptions } from '../common-options.js';
import type { DataOptions, EngineOptions, OutputOptions } from '../common-options.js';
import { addReadingFlags, dataSourceOf, loadReportRows, type ReadingFlags } from '../data-source.js';
import type { CommandIo } from '../io.js';
import { formatCounted } from '../number-format.js';
import { outputPathOption } from '../option-values.js';
import { assertWritable, resultPaths } from '../output-folder.js';
import { readResults } from '../../file/results.js';
import { assertSameRun } from '../../file/run-fit.js';
import { assertOneRun } from '../../file/run-record.js';
import type { ResultsDocument } from '../../file/results-schema.js';
import { toolVersion } from '../../file/tool-version.js';
import { readConfusion } from '../../report/read-confusion.js';

interface ReportOptions extends DataOptions, ReadingFlags, EngineOptions, OutputOptions {
  readonly out?: string;
  readonly compare?: boolean;
  readonly experiment?: string;
}

export function addReportCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('report')
    .summary('write the interactive HTML report of a run')
    .description(
      'Write the interactive report of a run: one HTML file that opens in any browser without a network. More folders, runs of the same data with other seeds, give its accuracies error bars.',
    )
    .argument('<folders...>', 'folder of a run, as trees/mnist; the trees of the first are shown');
  addDataOption(command, 'data set (default: mnist for trees of mnist)');
  addReadingFlags(command);
  command.option(
    '--compare',
    'one page of all runs side by side instead, of whatever data (default file: reports/comparison.html)',
  );
  command.option(
    '--experiment <file>',
    'show its pictures of depth, labels and the like too: an experiment.json of sdt experiment on the same data',
  );
  command.option(
    '-o, --out <file>',
    'the report (default: reports/<data set>/index.html)',
    outputPathOption('--out'),
  );
  addEngineOptions(command);
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  sdt report trees/mnist
  sdt report trees/mnist seed2/trees/mnist seed3/trees/mnist
  sdt report trees/mnist --experiment reports/mnist/experiment.json
  sdt report trees/iris --data iris.csv --out iris.html
  sdt report --compare depth4/trees/mnist depth8/trees/mnist`,
    )
    .action((folders: string[], options: ReportOptions) =>
      options.compare === true ? compare(folders, options, io) : report(folders, options, io),
    );
}

/** All runs on one page; nothing is measured anew. */
async function compare(folders: string[], options: ReportOptions, io: CommandIo): Promise<void> {
  if (folders.length < 2)
    throw new UsageError(`--compare needs the folders of two runs or more, found ${folders.length}`);
  const output = new CommandOutput(io, options);
  const file = options.out ?? path.join('reports', 'comparison.html');
  await assertWritable(file);
  const { comparisonPage } = await import('../comparison-page.js');
  const runs = await Promise.all(
    folders.map(async (folder) => {
      const { results, distilled } = await readRun(folder);
      const { report: own } = resultPaths(path.join(folder, '..', '..'), results.dataset);
      const address = path
        .relative(path.dirname(file), own)
        .split(path.sep)
        .map(encodeURIComponent)
        .join('/');
      return {
        folder,
        results,
        distilled,
        report: (await exists(own)) ? address : undefined,
        confusion: await confusionOf(own, results),
      };
    }),
  );
  await output.writeFile(file, comparisonPage(runs));
  output.document({ folders, out: file });
}

/** From the run's own report; a report of another run there, by its accuracies, does not count. */
async function confusionOf(file: string, { baseline, distilled }: ResultsDocument) {
  const found = await readConfusion(file);
  const isOfRun =
    found?.accuracies.baseline === baseline.maxPath && found.accuracies.distilled === distilled.maxPath;
  return isOfRun ? found.counts : undefined;
}

async function report(
  [folder = '', ...others]: string[],
  options: ReportOptions,
  io: CommandIo,
): Promise<void> {
  const output = new CommandOutput(io, options);
  const [{ loadPageBundle }, { buildReportData }, { renderReport }, { roundingNote }] = await Promise.all([
    import('../../report/page-bundle.js'),
    import('../../report/build-report-data.js'),
    import('../../report/render-report.js'),
    import('../../report/rounding-note.js'),
  ]);
  loadPageBundle();
  const run = await readRun(folder);
  const file = options.out ?? resultPaths('.', run.results.dataset).report;
  await assertWritable(file);
  const { experiment } = options;
  const sweeps =
    experiment === undefined
      ? undefined
      : await (await import('../experiment-sweeps.js')).experimentSweeps(experiment, run.results.dataset);
  const otherRuns = await Promise.all(others.map(async (other) => runScores(other, run.results)));
  const source = dataSourceOf(run.distilled, options);
  const { test, train } = await loadReportRows(run.distilled, source, options, output);
  output.log(`Routing ${formatCounted(test.rowCount, 'test row')} through both trees`);
  const { results } = run;
  const testProbabilities = await teacherProbabilities(run.teacher, test, options, output);
  const data = buildReportData({
    experiment: {
      ...results,
      teacher: { ...results.teacher, testProbabilities },
      baseline: { ...results.baseline, tree: run.baseline.tree },
      distilled: { ...results.distilled, tree: run.distilled.tree },
    },
    test,
    train,
    otherRuns,
    sweeps,
    usual: run.distilled.table?.usual,
    toolVersion: toolVersion(),
  });
  const rounding = roundingNote(data);
  if (rounding !== undefined) output.log(rounding);
  await output.writeFile(file, renderReport(data));
  output.document({ folders: [folder, ...others], out: file });
}

interface StoredRun {
  readonly results: ResultsDocument;
  readonly baseline: TreeDocument;
  readonly distilled: TreeDocument;
  /** Folder of the teacher, where the run has one. */
  readonly teacher: string | undefined;
}

async function readRun(folder: string): Promise<StoredRun> {
  const { readTreeFile } = await import('../../file/tree-file.js');
  const results = await readResults(path.join(folder, 'results.json'));
  const { run } = results;
  if (run !== undefined) await assertOneRun(folder, run);
  const baseline = await readTreeFile(path.join(folder, 'baseline.json'));
  const distilled = await readTreeFile(path.join(folder, 'distilled.json'));
  assertSameRun(folder, results, { baseline, distilled });
  const teacher = path.join(folder, 'teacher');
  // A teacher that came from elsewhere is not of the run, whatever an earlier one left there.
  const isOfRun = run === undefined ? await exists(teacher) : run.files['teacher/model.json'] !== undefined;
  return { results, baseline, distilled, teacher: isOfRun ? teacher : undefined };
}

async function exists(folder: string): Promise<boolean> {
  try {
    await stat(folder);
    return true;
  } catch {
    return false;
  }
}

async function runScores(folder: string, first: ResultsDocument) {
  const file = path.join(folder, 'results.json');
  const { dataset, seed, teacher, baseline, distilled } = await readResults(file);
  if (dataset !== first.dataset) {
    throw new InvalidInputError(
      `${file}: must be of ${JSON.stringify(first.dataset)} as the first folder, found ${JSON.stringify(dataset)}`,
    );
  }
  return { seed, teacherAccuracy: teacher.accuracy, trees: { baseline, distilled } };
}

/** The teacher's probabilities on the test rows; a run whose teacher came from elsewhere has none to ask. */
async function teacherProbabilities(
  folder: string | undefined,
  test: Dataset,
  options: EngineOptions,
  output: CommandOutput,
): Promise<Float32Array | undefined> {
  if (folder === undefined) {
    output.log('No teacher of this run in this folder: the report shows the trees without its answers.');
    return undefined;
  }
  const { askTeacher } = await import('../teacher-answers.js');
  return (await askTeacher({ teacher: folder }, test, options, output)).probabilities;
}
