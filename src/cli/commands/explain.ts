import type { Command } from 'commander';
import { InvalidInputError, UsageError } from '../../errors.js';
import type { TreeDocument } from '../../file/tree-document.js';
import type { ChannelView } from '../../render/drawing.js';
import { addChannelsOption, assertChannels } from '../channels-option.js';
import { noColors, type Colors } from '../colors.js';
import { CommandOutput } from '../command-output.js';
import { addDataOption, addOutputOptions, type OutputOptions } from '../common-options.js';
import { addPartOption } from '../data-source.js';
import type { ExplainedDecision, ExplainedSample } from '../explanation-outline.js';
import type { CommandIo } from '../io.js';
import { choiceOption, pathOption, stdoutName } from '../option-values.js';
import { assertWritable } from '../output-folder.js';
import { printableLine } from '../printable-text.js';
import { listOf } from '../table-options.js';
import { addSampleOptions, loadSample, type SampleOptions } from '../sample-source.js';

const formats = ['text', 'json', 'svg', 'html'] as const;
type Format = (typeof formats)[number];

interface ExplainOptions extends OutputOptions, SampleOptions {
  readonly format?: Format;
  readonly out?: string;
  readonly fixed?: readonly string[];
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
      '--format <name>',
      'text, json, svg (the path as a drawing) or html (words and drawing as a page) (default: text)',
      choiceOption('--format', formats),
    )
    .option('-o, --out <file>', 'gets the explanation; - for stdout (default: -)', pathOption('--out'));
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
  sdt explain trees/people/distilled.json --input row.csv --fixed age,city`,
    )
    .action((tree: string, options: ExplainOptions) => explainSample(tree, options, io));
}

async function explainSample(treeFile: string, options: ExplainOptions, io: CommandIo): Promise<void> {
  const format = chosenFormat(options);
  const output = new CommandOutput(io, { ...options, json: format === 'json' });
  const { out = stdoutName } = options;
  if (out !== stdoutName) await assertWritable(out);
  const [{ readTreeFile }, { explanationOutline }, { outlineText }] = await Promise.all([
    import('../../file/tree-file.js'),
    import('../explanation-outline.js'),
    import('../outline.js'),
  ]);
  const document = await readTreeFile(treeFile);
  assertChannels(document, options.channels);
  const fixed = await fixedColumns(document, options);
  const sample = await loadSample(document, options, '--index', output);
  const decision = await explained(document, sample, fixed);
  const inWords = (colors: Colors) => outlineText(explanationOutline(decision), colors, output.width);
  if (out === stdoutName && (format === 'text' || format === 'json')) {
    if (format === 'json') output.document(await asDocument(decision));
    else output.result(inWords(output.colors));
    return;
  }
  await output.writeFile(out, await formatted(format, decision, inWords(noColors), options.channels));
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
  const [{ explain }, { columnsOf, explainTable }, { pixelChange, pixelOptionsOf }] = await Promise.all([
    import('../../tree/explanation.js'),
    import('../../explain/explain-table.js'),
    import('../../explain/pixel-change.js'),
  ]);
  const { tree } = document;
  const explanation = explain(tree, sample.features);
  const columns = columnsOf(document);
  const table = columns && explainTable(tree, columns, sample, { fixed }, explanation);
  const pixelOptions = pixelOptionsOf(document);
  const pixels = pixelOptions && pixelChange(tree, sample.features, pixelOptions);
  return { document, explanation, sample, table, pixels };
}

function chosenFormat({ format, json }: ExplainOptions): Format {
  if (json !== true) return format ?? 'text';
  if (format !== undefined && format !== 'json')
    throw new UsageError(`--json and --format ${format} exclude each other`);
  return 'json';
}

async function formatted(
  format: Format,
  decision: ExplainedDecision,
  words: readonly string[],
  channels: ChannelView | undefined,
): Promise<string> {
  switch (format) {
    case 'text':
      return `${words.map(printableLine).join('\n')}\n`;
    case 'json':
      return `${JSON.stringify(await asDocument(decision), null, 2)}\n`;
    case 'svg':
      return pathDrawing(decision, channels);
    case 'html': {
      const [{ htmlPage }, { explanationOutline }, { outlineHtml }] = await Promise.all([
        import('../html-page.js'),
        import('../explanation-outline.js'),
        import('../outline.js'),
      ]);
      const body = outlineHtml(explanationOutline(decision));
      return htmlPage(decision.sample.title, await pathDrawing(decision, channels), body);
    }
  }
}

async function asDocument(decision: ExplainedDecision): Promise<unknown> {
  const { explanationDocument } = await import('../explanation-document.js');
  return explanationDocument(decision);
}

async function pathDrawing(
  { document, sample, table, pixels }: ExplainedDecision,
  channels: ChannelView | undefined,
): Promise<string> {
  const { explanationSvg } = await import('../../render/explanation-svg.js');
  const { features, title, label } = sample;
  return explanationSvg({ ...document, channels }, { features, name: title, label }, { table, pixels });
}
