import type { Command } from 'commander';
import { UsageError } from '../../errors.js';
import { CommandOutput } from '../command-output.js';
import { addDataOption, addOutputOptions, type DataOptions, type OutputOptions } from '../common-options.js';
import { addReadingFlags, dataSourceOf, loadTrainedSplits, type ReadingFlags } from '../data-source.js';
import type { CommandIo } from '../io.js';
import { formatCounted } from '../number-format.js';
import { integerOption, numberOption, outputPathOption, pathOption } from '../option-values.js';
import { assertWritable } from '../output-folder.js';
import { addRetrainingOptions, withRetraining, type RetrainingFlags } from '../retraining.js';
import { simplerTreePath, simplificationText, writeSimplerTree } from '../simpler-tree.js';

interface PruneOptions extends DataOptions, ReadingFlags, RetrainingFlags, OutputOptions {
  readonly maxLeaves?: number;
  readonly tolerance?: number;
  readonly retrain?: boolean;
  readonly out?: string;
}

export function addPruneCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('prune')
    .summary('take leaves away that make little difference')
    .description(
      'Make a tree smaller: leaves that no row reaches, or that say what their neighbors say, are taken away one by one, the cheapest first. Training and validation rows choose; what it costs is measured on the test rows and kept in the tree file. A tree that can lose none is written as it is.',
    )
    .argument('<tree>', 'tree file, as sdt run writes it', pathOption('<tree>'));
  addDataOption(command, 'data set that the tree was trained on (default: mnist for a tree of mnist)');
  addReadingFlags(command)
    .option(
      '--max-leaves <n>',
      'leaves to keep, whatever that costs (default: as few as the tolerance allows)',
      integerOption('--max-leaves', 1),
    )
    .option(
      '--tolerance <points>',
      'percentage points of accuracy that max path and mixture may lose each, on the rows that choose (default: 0.05; with --max-leaves: any)',
      numberOption('--tolerance', 0, 100),
    )
    .option('--retrain', 'train the smaller tree on, to answer as the whole tree and the labels do');
  addRetrainingOptions(command, '--retrain').option(
    '-o, --out <file>',
    'the smaller tree (default: <tree>-pruned.json beside the tree)',
    outputPathOption('--out'),
  );
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  sdt prune trees/mnist/distilled.json --out small.json
  sdt prune trees/mnist/distilled.json --max-leaves 128 --retrain --out small.json
  sdt prune trees/iris/distilled.json --data iris.csv --tolerance 0 --json`,
    )
    .action((tree: string, options: PruneOptions) => pruneFile(tree, options, io));
}

async function pruneFile(treeFile: string, options: PruneOptions, io: CommandIo): Promise<void> {
  const output = new CommandOutput(io, options);
  if (options.epochs !== undefined && options.retrain !== true)
    throw new UsageError('--epochs is for --retrain');
  const file = options.out ?? simplerTreePath(treeFile, 'pruned');
  await assertWritable(file);
  const { readTreeFile } = await import('../../file/tree-file.js');
  const document = await readTreeFile(treeFile);
  const splits = await loadTrainedSplits(document, dataSourceOf(document, options), options, output);
  const { train, validation, test } = splits;
  const choosing = train.rowCount + validation.rowCount;
  const { maxLeaves } = options;
  const tolerance = options.tolerance === undefined ? undefined : options.tolerance / 100;
  output.log(
    `Pruning ${formatCounted(document.tree.leafCount, 'leaf', 'leaves')} by ${formatCounted(choosing, 'row')} of ${train.name}`,
  );
  const { prune } = await import('../../distill/prune.js');
  const limits = { maxLeaves, tolerance };
  const { signal } = io;
  const { tree, lost, rowCount, epochs } =
    options.retrain === true
      ? await withRetraining(options, train, output, async (training) => {
          const pruned = await prune(document.tree, splits, limits, { signal, training });
          return { ...pruned, epochs: pruned.tree === document.tree ? undefined : training.epochs };
        })
      : { ...(await prune(document.tree, splits, limits, io)), epochs: undefined };
  if (rowCount < choosing) output.log(`${formatCounted(rowCount, 'row')} of them, evenly, choose`);
  const step = { kind: 'pruned', maxLeaves, tolerance, epochs, choosing: { rows: rowCount, lost } } as const;
  const simplification = await writeSimplerTree(file, document, { tree, step }, test, output);
  output.document({ tree: treeFile, out: file, dataset: test.name, ...simplification });
  if (tree === document.tree) {
    output.result([unchangedText(treeFile, document.tree.leafCount, maxLeaves)]);
    return;
  }
  output.result([
    `${treeFile}: depth ${document.tree.depth} to ${tree.depth}`,
    ...simplificationText(simplification),
  ]);
}

/** Why no leaf was taken away. */
function unchangedText(treeFile: string, leafCount: number, maxLeaves: number | undefined): string {
  const leaves = formatCounted(leafCount, 'leaf', 'leaves');
  const why =
    leafCount <= (maxLeaves ?? 1)
      ? `it has ${leaves}, and ${maxLeaves ?? 1} may stay`
      : `each of its ${leaves} is worth more than the tolerance`;
  return `${treeFile}: no leaf was taken away, for ${why}; what was written is the same tree`;
}
