import type { Command } from 'commander';
import { CommandOutput } from '../command-output.js';
import { addDataOption, addOutputOptions, type DataOptions, type OutputOptions } from '../common-options.js';
import { addReadingFlags, dataSourceOf, loadTrainedSplits, type ReadingFlags } from '../data-source.js';
import type { CommandIo } from '../io.js';
import { outputPathOption, pathOption } from '../option-values.js';
import { assertWritable } from '../output-folder.js';
import { simplerTreePath, simplificationText, writeSimplerTree } from '../simpler-tree.js';

interface HardenOptions extends DataOptions, ReadingFlags, OutputOptions {
  readonly refit?: boolean;
  readonly out?: string;
}

export function addHardenCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('harden')
    .summary('make a hard tree of a soft one')
    .description(
      'Make a hard tree of a soft one: every gate sends a row one way, by its sign, and one leaf answers. What that costs is measured on the test rows and kept in the tree file.',
    )
    .argument('<tree>', 'tree file, as sdt run writes it', pathOption('<tree>'));
  addDataOption(command, 'data set that the tree was trained on (default: mnist for a tree of mnist)');
  addReadingFlags(command)
    .option('--refit', 'fit the leaves anew to the training rows that end in them')
    .option(
      '-o, --out <file>',
      'the hard tree (default: <tree>-hard.json beside the tree)',
      outputPathOption('--out'),
    );
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  sdt harden trees/mnist/distilled.json --out hard.json
  sdt harden trees/iris/distilled.json --data iris.csv --refit --json`,
    )
    .action((tree: string, options: HardenOptions) => hardenFile(tree, options, io));
}

async function hardenFile(treeFile: string, options: HardenOptions, io: CommandIo): Promise<void> {
  const output = new CommandOutput(io, options);
  const file = options.out ?? simplerTreePath(treeFile, 'hard');
  await assertWritable(file);
  const [{ readTreeFile }, { harden }] = await Promise.all([
    import('../../file/tree-file.js'),
    import('../../distill/harden.js'),
  ]);
  const document = await readTreeFile(treeFile);
  const splits = await loadTrainedSplits(document, dataSourceOf(document, options), options, output);
  const { train, test } = splits;
  const { refit } = options;
  const tree = harden(document.tree, splits, { refit });
  const step = { kind: 'hardened', refitted: refit === true ? train.rowCount : undefined } as const;
  const simplification = await writeSimplerTree(file, document, { tree, step }, test, output);
  output.document({ tree: treeFile, out: file, dataset: test.name, ...simplification });
  output.result([`${treeFile}: every gate decides`, ...simplificationText(simplification)]);
}
