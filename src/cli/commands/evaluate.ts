import type { Command } from 'commander';
import type { Dataset } from '../../data/dataset.js';
import { CommandOutput, printable } from '../command-output.js';
import { addDataOption, addEngineOptions, addOutputOptions } from '../common-options.js';
import type { DataOptions, EngineOptions, OutputOptions } from '../common-options.js';
import { confusionTable } from '../confusion-table.js';
import { addPartOption, dataSourceOf, loadPart, type PartOptions } from '../data-source.js';
import type { CommandIo } from '../io.js';
import { formatCounted, formatPercent } from '../number-format.js';
import { pathOption } from '../option-values.js';

interface EvaluateOptions extends DataOptions, PartOptions, EngineOptions, OutputOptions {
  readonly teacher?: string;
}

export function addEvaluateCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('evaluate')
    .summary('measure a tree on labelled data')
    .description(
      'Measure a tree on labelled data: accuracy by max path and by mixture, confusion matrix, fidelity to a teacher.',
    )
    .argument('<tree>', 'tree file, as sdt run writes it', pathOption('<tree>'));
  addDataOption(command, 'data set (default: mnist for a tree of mnist)');
  addPartOption(command, 'rows to measure on');
  command.option(
    '--teacher <folder>',
    'teacher to compare with: a TensorFlow.js layers-model folder',
    pathOption('--teacher'),
  );
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
  const [{ readTreeFile }, { evaluateTree }] = await Promise.all([
    import('../../file/tree-file.js'),
    import('../../tree/evaluate-tree.js'),
  ]);
  const document = await readTreeFile(treeFile);
  const dataset = await loadPart(document, dataSourceOf(document, options), options, output);
  const teacherClasses =
    options.teacher === undefined
      ? undefined
      : await teacherAnswers(options.teacher, dataset, options, output);
  const { scores, confusion } = evaluateTree(document.tree, dataset, teacherClasses);
  const { maxPath, mixture, fidelity, mixtureFidelity, topPathProbability } = scores;
  output.document({
    tree: treeFile,
    dataset: dataset.name,
    part: options.part,
    rows: dataset.rowCount,
    ...scores,
    classNames: dataset.classNames,
    confusion,
  });
  const bold = (text: string) => output.colors.bold(text);
  const rows = options.part === 'all' ? 'all rows' : `the ${options.part} part`;
  output.result([
    `${printable(treeFile)}: depth ${document.tree.depth}, ${formatCounted(document.tree.leafCount, 'leaf', 'leaves')}`,
    `${formatCounted(dataset.rowCount, 'row')} of ${printable(dataset.name)} (${rows})`,
    '',
    `${bold('Max path')}           ${scoreColumn(maxPath)}  the leaf of greatest path probability answers`,
    `${bold('Mixture')}            ${scoreColumn(mixture)}  all leaves answer, each weighted by its path probability`,
    ...(fidelity === undefined
      ? []
      : [
          `${bold('Fidelity')}           ${scoreColumn(fidelity)}  rows where max path answers as the teacher`,
        ]),
    ...(mixtureFidelity === undefined
      ? []
      : [
          `${bold('Mixture fidelity')}   ${scoreColumn(mixtureFidelity)}  rows where the mixture answers as the teacher`,
        ]),
    `${bold('Greatest path')}      ${scoreColumn(topPathProbability)}  its mean probability: how decisive the routes are`,
    '',
    bold('Confusion matrix of max path (rows: true class, columns: answer)'),
    ...confusionTable(confusion, dataset.classNames),
  ]);
}

function scoreColumn(fraction: number): string {
  return formatPercent(fraction).padStart('100.00 %'.length);
}

/** The teacher's class for each row. */
async function teacherAnswers(
  folder: string,
  dataset: Dataset,
  options: EngineOptions,
  output: CommandOutput,
): Promise<Uint16Array> {
  const [{ askTeacher }, { logitClasses }] = await Promise.all([
    import('../teacher-answers.js'),
    import('../../teacher/logit-source.js'),
  ]);
  const { logits, classCount } = await askTeacher(folder, dataset, options, output);
  return logitClasses(logits, classCount);
}
