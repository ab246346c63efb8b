import type { Command } from 'commander';
import { InvalidInputError, UsageError } from '../../errors.js';
import type { TreeDocument } from '../../file/tree-document.js';
import type { ChannelView } from '../../render/drawing.js';
import { addChannelsOption, assertChannels } from '../channels-option.js';
import { CommandOutput } from '../command-output.js';
import { addDataOption, addOutputOptions } from '../common-options.js';
import { addPartOption } from '../data-source.js';
import {
  addFormatOptions,
  assertOutWritable,
  chosenFormat,
  writeFormatted,
  type FormatFlags,
} from '../explanation-format.js';
import type { ExplainedDecision, ExplainedSample } from '../explained-decision.js';
import type { CommandIo } from '../io.js';
import { nearestTrainingRows } from '../nearest-training-rows.js';
import { integerOption, pathOption } from '../option-values.js';
import { listOf } from '../table-options.js';
import { addSampleOptions, loadSample, type SampleOptions } from '../sample-source.js';

interface ExplainOptions extends FormatFlags, SampleOptions {
  readonly fixed?: readonly string[];
  readonly nearest?: number;
  readonly channels?: ChannelView;
}

export function addExplainCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('explain')
    .summary('explain one decision of a tree')
    .description(
      'Explain one decision: every gate from the root to the leaf of greatest path probability, that leaf, and the answer of the mixture of all leaves. For a row of a table also what each gate asks, which values send it left and right, which single values turn it, and the smallest change that gives another answer; for an image the fewest pixels found that give one.',
    )
    .argument('<tree>', 'tree file, as sdt run writes it', pathOption('<tree>'));
  addDataOption(command, 'data set (default: mnist for a tree of mnist)');
  addPartOption(command, 'rows that the index counts');
  addSampleOptions(command, '--index', 'row to explain (default: 0)');
  command
    .option(
      '--row <name>',
      'row to explain by its id or its number in the data, from 1, as the report names it',
    )
    .option(
      '--fixed <columns>',
      'columns of a table that a change of the answer may not touch, with commas between',
      listOf,
    )
    .option(
      '--nearest <n>',
      'show the n training rows that the tree sees most alike; --data names the data that it was trained on',
      integerOption('--nearest', 1, 1000),
    );
  addFormatOptions(
    command,
    'svg (the path as a drawing) or html (words and drawing as a page)',
    'explanation',
  );
  addChannelsOption(command);
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  sdt explain trees/mnist/distilled.json --index 17
  sdt explain trees/mnist/distilled.json --input digit.png
  sdt explain trees/mnist/distilled.json --input photo.jpg --image-size 28x28 --invert
  sdt explain trees/mnist/distilled.json --index 17 --format svg --out why.svg
  sdt explain trees/iris/distilled.json --data iris.csv --index 3 --json
  sdt explain trees/iris/distilled.json --data iris.csv --index 3 --nearest 5
  sdt explain trees/people/distilled.json --input row.csv --fixed age,city`,
    )
    .action((tree: string, options: ExplainOptions) => explainSample(tree, options, io));
}

async function explainSample(treeFile: string, options: ExplainOptions, io: CommandIo): Promise<void> {
  const output = new CommandOutput(io, { ...options, json: chosenFormat(options) === 'json' });
  await assertOutWritable(options);
  const { readTreeFile } = await import('../../file/tree-file.js');
  const document = await readTreeFile(treeFile);
  assertChannels(document, options.channels);
  const fixed = await fixedColumns(document, options);
  const sample = await loadSample(document, options, '--index', output);
  const decision = {
    ...(await explained(document, sample, fixed)),
    nearest: await nearestTrainingRows(document, sample, options, output),
  };
  await writeFormatted(options, output, {
    title: sample.title,
    outline: async () => (await import('../explanation-outline.js')).explanationOutline(decision),
    document: async () => (await import('../explanation-document.js')).explanationDocument(decision),
    svg: () => pathDrawing(decision, options.channels),
    picture: 'Drawing of the path',
  });
}

/** Indices of the columns of `--fixed`. */
async function fixedColumns(document: TreeDocument, { fixed = [] }: ExplainOptions): Promise<number[]> {
  if (fixed.length === 0) return [];
  const { columnIndices, columnsOf } = await import('../../explain/explain-table.js');
  const columns = columnsOf(document);
  if (columns === undefined)
    throw new UsageError('--fixed names columns of a table; this tree is one of images');
  try {
    return columnIndices(columns, fixed);
  } catch (error) {
    throw error instanceof InvalidInputError ? new UsageError(`--fixed: ${error.message}`) : error;
  }
}

async function explained(
  document: TreeDocument,
  sample: ExplainedSample,
  fixed: readonly number[],
): Promise<ExplainedDecision> {
  const { explain } = await import('../../tree/explanation.js');
  const { columnsOf, explainTable } = await import('../../explain/explain-table.js');
  const { pixelChange, pixelOptionsOf } = await import('../../explain/pixel-change.js');
  const { tree } = document;
  const explanation = explain(tree, sample.features);
  const columns = columnsOf(document);
  const table = columns && explainTable(tree, columns, sample, { fixed }, explanation);
  const pixelOptions = pixelOptionsOf(document);
  const pixels = pixelOptions && pixelChange(tree, sample.features, pixelOptions);
  return { document, explanation, sample, table, pixels };
}

async function pathDrawing(
  { document, sample, table, pixels }: ExplainedDecision,
  channels: ChannelView | undefined,
): Promise<string> {
  const { explanationSvg } = await import('../../render/explanation-svg.js');
  const { features, title, label } = sample;
  return explanationSvg({ ...document, channels }, { features, name: title, label }, { table, pixels });
}
