import type { Command } from 'commander';
import type { DatasetSplits } from '../../data/dataset.js';
import { UsageError } from '../../errors.js';
import type { SimplificationCost } from '../../tree/simplification-cost.js';
import type { SoftDecisionTree } from '../../tree/soft-decision-tree.js';
import { CommandOutput } from '../command-output.js';
import { addDataOption, addOutputOptions, type DataOptions, type OutputOptions } from '../common-options.js';
import { addReadingFlags, dataSourceOf, loadTrainedSplits, type ReadingFlags } from '../data-source.js';
import type { CommandIo } from '../io.js';
import { formatPercent } from '../number-format.js';
import { integerOption, outputPathOption, pathOption } from '../option-values.js';
import { assertWritable } from '../output-folder.js';
import { addRetrainingOptions, withRetraining, type RetrainingFlags } from '../retraining.js';
import { simplerTreePath, simplificationText, writeSimplerTree } from '../simpler-tree.js';
import { formatTable } from '../text-table.js';

interface HardenOptions extends DataOptions, ReadingFlags, RetrainingFlags, OutputOptions {
  readonly refit?: boolean;
  readonly sparse?: readonly number[];
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
      '--sparse <k,...>',
      'most features of a gate: keeps those that move it most and trains the tree on; of several numbers all are measured, and the tree of the last is written',
      countsOf,
    );
  addRetrainingOptions(command, '--sparse');
  command.option(
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
  sdt harden trees/iris/distilled.json --data iris.csv --refit --json
  sdt harden trees/iris/distilled.json --data iris.csv --sparse 1,2,4 --refit`,
    )
    .action((tree: string, options: HardenOptions) => hardenFile(tree, options, io));
}

function countsOf(text: string): number[] {
  return text.split(',').map((part) => integerOption('--sparse', 1)(part));
}

async function hardenFile(treeFile: string, options: HardenOptions, io: CommandIo): Promise<void> {
  const output = new CommandOutput(io, options);
  const { sparse } = options;
  if (options.epochs !== undefined && sparse === undefined) throw new UsageError('--epochs is for --sparse');
  const file = options.out ?? simplerTreePath(treeFile, 'hard');
  await assertWritable(file);
  const [{ readTreeFile }, { harden }] = await Promise.all([
    import('../../file/tree-file.js'),
    import('../../distill/harden.js'),
  ]);
  const document = await readTreeFile(treeFile);
  const splits = await loadTrainedSplits(document, dataSourceOf(document, options), options, output);
  const { train, test } = splits;
  const curve = sparse && (await hardAndSparse(document.tree, splits, sparse, options, output));
  const { tree, features, epochs } = curve?.at(-1) ?? { tree: harden(document.tree, splits, options) };
  const refitted = options.refit === true ? train.rowCount : undefined;
  const step = { kind: 'hardened', refitted, features, epochs } as const;
  const simplification = await writeSimplerTree(file, document, { tree, step }, test, output);
  const points = curve?.map(({ features, cost }) => ({
    features,
    accuracy: cost.after.accuracy,
    agreement: cost.agreement,
  }));
  output.document({ tree: treeFile, out: file, dataset: test.name, ...simplification, curve: points });
  output.result([
    `${treeFile}: every gate decides`,
    ...simplificationText(simplification),
    ...(points === undefined
      ? []
      : formatTable(
          ['Features', 'Accuracy', 'Same answer'].map((title) => ({ title, align: 'right' })),
          points.map(({ features, accuracy, agreement }) => [
            String(features),
            formatPercent(accuracy.maxPath),
            formatPercent(agreement.maxPath),
          ]),
          '',
          output.tableWidth,
        )),
  ]);
}

/** A hard tree whose gates use few features, and what it costs. */
interface HardAndSparse {
  readonly tree: SoftDecisionTree;
  readonly features: number;
  readonly epochs: number;
  readonly cost: SimplificationCost;
}

/** One for each number of features, in the order of the numbers. */
async function hardAndSparse(
  whole: SoftDecisionTree,
  splits: DatasetSplits,
  counts: readonly number[],
  options: HardenOptions,
  output: CommandOutput,
): Promise<HardAndSparse[]> {
  const [{ harden }, { sparseTrees }, { simplificationCost }] = await Promise.all([
    import('../../distill/harden.js'),
    import('../../distill/sparsify.js'),
    import('../../tree/simplification-cost.js'),
  ]);
  return withRetraining(options, splits.train, output, async (training) => {
    const made: HardAndSparse[] = [];
    for await (const { tree: soft, features } of sparseTrees(whole, splits, counts, training)) {
      const tree = harden(soft, splits, { refit: options.refit, like: whole });
      const cost = simplificationCost(whole, tree, splits.test);
      made.push({ tree, features, epochs: training.epochs, cost });
    }
    return made.sort((a, b) => counts.indexOf(a.features) - counts.indexOf(b.features));
  });
}
