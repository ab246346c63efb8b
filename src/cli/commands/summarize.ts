import type { Command } from 'commander';
import { CommandOutput } from '../command-output.js';
import { addDataOption, addOutputOptions, type DataOptions, type OutputOptions } from '../common-options.js';
import { addPartOption, dataSourceOf, loadPart, type PartOptions } from '../data-source.js';
import {
  addFormatOptions,
  assertOutWritable,
  chosenFormat,
  writeFormatted,
  type FormatFlags,
} from '../explanation-format.js';
import type { CommandIo } from '../io.js';
import { formatCounted } from '../number-format.js';
import { integerOption, pathOption } from '../option-values.js';
import type { SummarizedTree } from '../summary-outline.js';

interface SummarizeOptions extends DataOptions, PartOptions, OutputOptions, FormatFlags {
  readonly top: number;
  readonly repeats: number;
  readonly seed: number;
}

export function addSummarizeCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('summarize')
    .summary('tell what a tree goes by, over many rows')
    .description(
      'Tell what a tree goes by: how much each column of a table or pixel counts, how the answers follow the values that count most, which rows come to each leaf and what tells them from the others, and whether the answers are as sure as they are right.',
    )
    .argument('<tree>', 'tree file, as sdt run writes it', pathOption('<tree>'));
  addDataOption(command, 'labelled data (default: mnist for a tree of mnist)');
  addPartOption(command, 'rows to summarize');
  command
    .option('--top <n>', 'columns whose values are told', integerOption('--top', 1), 6)
    .option('--repeats <n>', 'shuffles of each column', integerOption('--repeats', 1, 1000), 5)
    .option('--seed <n>', 'decides the shuffles', integerOption('--seed', 0, 2 ** 32 - 1), 1);
  addFormatOptions(command, 'svg (charts) or html (words and charts as a page)', 'summary');
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  sdt summarize trees/flowers/distilled.json --data flowers.csv
  sdt summarize trees/flowers/distilled.json --data flowers.csv --part train --json
  sdt summarize trees/mnist/distilled.json --format html --out what-it-goes-by.html`,
    )
    .action((tree: string, options: SummarizeOptions) => summarize(tree, options, io));
}

async function summarize(treeFile: string, options: SummarizeOptions, io: CommandIo): Promise<void> {
  const format = chosenFormat(options);
  const output = new CommandOutput(io, { ...options, json: format === 'json' });
  const { readTreeFile } = await import('../../file/tree-file.js');
  await assertOutWritable(options);
  const document = await readTreeFile(treeFile);
  const dataset = await loadPart(document, dataSourceOf(document, options), options, output);
  const rows = options.part === 'all' ? 'all rows' : `the ${options.part} part`;
  const title = `What ${treeFile} goes by: ${formatCounted(dataset.rowCount, 'row')} of ${dataset.name} (${rows})`;
  output.log(`Summarizing ${formatCounted(dataset.rowCount, 'row')} of ${dataset.name}`);
  const { columnsOf } = await import('../../explain/explain-table.js');
  const { summarizeTree } = await import('../../explain/summary/summarize-tree.js');
  const columns = columnsOf(document);
  const raw = dataset.sourceRows && dataset.rawTable?.valuesOf(dataset.sourceRows);
  const { top, repeats, seed } = options;
  const summary = summarizeTree(
    document.tree,
    columns,
    document.inputShape,
    { ...dataset, raw },
    { top, repeats, seed },
  );
  const summarized: SummarizedTree = { title, document, columns, summary };
  await writeFormatted(options, output, {
    title,
    outline: async () => (await import('../summary-outline.js')).summaryOutline(summarized),
    document: async () => (await import('../summary-document.js')).summaryDocument(summarized),
    svg: async () => {
      const { summarySvg } = await import('../../render/summary-svg.js');
      const { classNames, inputShape } = document;
      return summarySvg({ title, classNames, inputShape, columns, summary });
    },
    picture: 'Charts',
  });
}
