import type { Command } from 'commander';
import type { TeacherScores } from '../../distill/teacher-scores.js';
import type { TreeEvaluation } from '../../tree/evaluate-tree.js';
import type { AnswerQuality, TreeAccuracy, TreeScores } from '../../tree/tree-scores.js';
import { CommandOutput } from '../command-output.js';
import { addDataOption, addEngineOptions, addOutputOptions } from '../common-options.js';
import type { DataOptions, EngineOptions, OutputOptions } from '../common-options.js';
import { confusionTable } from '../confusion-table.js';
import { addPartOption, dataSourceOf, loadPart, type PartOptions } from '../data-source.js';
import type { CommandIo } from '../io.js';
import { formatCounted, formatPercent } from '../number-format.js';
import { pathOption } from '../option-values.js';
import { intervalText, lostClassesWarning, mostFrequentText } from '../quality-text.js';
import { addGivenTeacherOptions, givenTeacher, type GivenTeacherFlags } from '../teacher-options.js';
import { formatTable } from '../text-table.js';

interface EvaluateOptions extends DataOptions, PartOptions, EngineOptions, OutputOptions, GivenTeacherFlags {}

export function addEvaluateCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('evaluate')
    .summary('measure a tree on labelled data')
    .description(
      'Measure a tree on labelled data: accuracy, balanced accuracy, F1, log loss and calibration of max path and mixture, recall of each class, confusion matrix, fidelity to a teacher.',
    )
    .argument('<tree>', 'tree file, as sdt run writes it', pathOption('<tree>'));
  addDataOption(command, 'data set (default: mnist for a tree of mnist)');
  addPartOption(command, 'rows to measure on');
  addGivenTeacherOptions(command, 'teacher to compare with');
  addEngineOptions(command);
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  sdt evaluate trees/mnist/distilled.json
  sdt evaluate trees/mnist/distilled.json --data mnist --teacher trees/mnist/teacher
  sdt evaluate trees/iris/baseline.json --data new-flowers.csv --part all --json`,
    )
    .action((tree: string, options: EvaluateOptions) => evaluate(tree, options, io));
}

async function evaluate(treeFile: string, options: EvaluateOptions, io: CommandIo): Promise<void> {
  const output = new CommandOutput(io, options);
  const given = givenTeacher(options);
  const [{ readTreeFile }, { evaluateTree }] = await Promise.all([
    import('../../file/tree-file.js'),
    import('../../tree/evaluate-tree.js'),
  ]);
  const document = await readTreeFile(treeFile);
  const dataset = await loadPart(document, dataSourceOf(document, options), options, output);
  const teacher =
    given === undefined
      ? undefined
      : await (await import('../teacher-answers.js')).askTeacher(given, dataset, options, output);
  const evaluation = evaluateTree(document.tree, dataset, teacher?.classes);
  const { scores, quality, mostFrequentClass, confusion } = evaluation;
  output.document({
    tree: treeFile,
    dataset: dataset.name,
    part: options.part,
    rows: dataset.rowCount,
    mostFrequentClass,
    ...scores,
    quality,
    teacher: teacher && { accuracy: teacher.accuracy, quality: teacher.quality },
    classNames: dataset.classNames,
    confusion,
  });
  const bold = (text: string) => output.colors.bold(text);
  const rows = options.part === 'all' ? 'all rows' : `the ${options.part} part`;
  output.result([
    `${treeFile}: depth ${document.tree.depth}, ${formatCounted(document.tree.leafCount, 'leaf', 'leaves')}`,
    `${formatCounted(dataset.rowCount, 'row')} of ${dataset.name} (${rows})`,
    mostFrequentText(evaluation),
    '',
    ...scoreTable(evaluation, teacher, dataset.rowCount, output.tableWidth),
    '',
    ...notes(teacher !== undefined).map((note) => output.colors.dim(note)),
    '',
    bold('Confusion matrix of max path (rows: true class, columns: answer)'),
    ...confusionTable(confusion, dataset.classNames, output.tableWidth),
    ...lostClassesWarning('max path', quality.maxPath, evaluation),
  ]);
}

type Sureness = Pick<AnswerQuality, 'logLoss' | 'expectedCalibrationError'>;

/** Scores in rows, and what answers in columns. */
function scoreTable(
  { scores, quality }: TreeEvaluation<TreeAccuracy & Partial<TreeScores>>,
  teacher: TeacherScores | undefined,
  rows: number,
  width: number,
): string[] {
  const answers = [
    { ...quality.maxPath, accuracy: scores.maxPath },
    { ...quality.mixture, accuracy: scores.mixture },
    ...(teacher ? [{ ...teacher.quality, accuracy: teacher.accuracy }] : []),
  ];
  const titles = ['', 'Max path', 'Mixture', ...(teacher ? ['Teacher'] : [])];
  const intervals = answers.flatMap((answer) => intervalText(answer, rows) ?? []);
  const { fidelity, mixtureFidelity, topPathProbability } = scores;
  const uncalibrated = (title: string, text: (of: Sureness) => string): string[][] =>
    quality.maxPath.uncalibrated === undefined && quality.mixture.uncalibrated === undefined
      ? []
      : [[title, ...[quality.maxPath, quality.mixture].map((answer) => text(answer.uncalibrated ?? answer))]];
  return formatTable(
    titles.map((title, index) => ({ title, align: index === 0 ? 'left' : 'right' })),
    [
      ['Accuracy', ...answers.map(({ accuracy }) => formatPercent(accuracy))],
      ...(intervals.length === 0 ? [] : [['95 % interval', ...intervals]]),
      ['Balanced accuracy', ...answers.map(({ balancedAccuracy }) => formatPercent(balancedAccuracy))],
      ['Macro F1', ...answers.map(({ macroF1 }) => formatPercent(macroF1))],
      ['Log loss', ...answers.map(({ logLoss }) => logLoss.toFixed(4))],
      ...uncalibrated('  uncalibrated', ({ logLoss }) => logLoss.toFixed(4)),
      [
        'Calibration error',
        ...answers.map(({ expectedCalibrationError }) => formatPercent(expectedCalibrationError)),
      ],
      ...uncalibrated('  uncalibrated', ({ expectedCalibrationError }) =>
        formatPercent(expectedCalibrationError),
      ),
      ...(fidelity === undefined || mixtureFidelity === undefined
        ? []
        : [['Fidelity', formatPercent(fidelity), formatPercent(mixtureFidelity)]]),
      ['Greatest path', formatPercent(topPathProbability)],
    ],
    '',
    width,
  );
}

function notes(hasTeacher: boolean): string[] {
  return [
    'Max path: the leaf of greatest path probability answers. Mixture: all leaves answer, each weighted by its path probability.',
    'Balanced accuracy: mean recall of the classes. Log loss: mean of -ln(probability of the true class).',
    'Calibration error: how far the greatest probability is from the share of right answers (15 bins).',
    ...(hasTeacher ? ['Fidelity: share of rows that are answered as by the teacher.'] : []),
    'Greatest path: its mean probability, how decisive the routes are.',
  ];
}
