import path from 'node:path';
import type { Dataset } from '../data/dataset.js';
import type { Simplification } from '../file/simplification-schema.js';
import type { SimplificationStep } from '../file/simplified-document.js';
import { toolVersion } from '../file/tool-version.js';
import type { TreeDocument } from '../file/tree-document.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import type { CommandOutput } from './command-output.js';
import { formatCounted, formatPercent } from './number-format.js';
import { formatTable } from './text-table.js';

/** Beside the tree: `trees/mnist/distilled.json` -> `trees/mnist/distilled-pruned.json`. */
export function simplerTreePath(treeFile: string, what: string): string {
  const { dir, name } = path.parse(treeFile);
  return path.join(dir, `${name}-${what}.json`);
}

/**
 * Measures what a simpler tree costs on the test rows, and writes it with that. Of the same tree, to which nothing was done, its document is
 * written as it was.
 *
 * @throws {InvalidInputError} when the file cannot be written
 */
export async function writeSimplerTree(
  file: string,
  document: TreeDocument,
  { tree, step }: { readonly tree: SoftDecisionTree; readonly step: SimplificationStep },
  test: Dataset,
  output: CommandOutput,
): Promise<Simplification> {
  const [{ simplificationCost }, { simplifiedDocument }, { writeTreeFile }] = await Promise.all([
    import('../tree/simplification-cost.js'),
    import('../file/simplified-document.js'),
    import('../file/tree-file.js'),
  ]);
  const cost = simplificationCost(document.tree, tree, test);
  const { simplification, document: simpler } = simplifiedDocument(document, tree, step, cost, toolVersion());
  await writeTreeFile(file, tree === document.tree ? document : simpler);
  output.wrote(file);
  return simplification;
}

/** What making a tree simpler cost, as lines. */
export function simplificationText({
  choosing,
  refitted,
  epochs,
  rows,
  before,
  after,
  agreement,
}: Simplification): string[] {
  const trees = [before, after];
  const percents = (title: string, of: (tree: typeof before) => number) => [
    title,
    ...trees.map((tree) => formatPercent(of(tree))),
  ];
  return [
    ...(choosing ? [`Chosen by ${formatCounted(choosing.rows, 'training and validation row')}`] : []),
    ...(epochs ? [`Trained on for ${formatCounted(epochs, 'epoch')}`] : []),
    ...(refitted ? [`Leaves fitted to ${formatCounted(refitted, 'training row')}`] : []),
    `Measured on ${formatCounted(rows, 'test row')}:`,
    ...formatTable(
      [
        { title: '', align: 'left' },
        { title: 'Before', align: 'right' },
        { title: 'After', align: 'right' },
      ],
      [
        ['Leaves', ...trees.map((tree) => String(tree.leaves))],
        percents('Accuracy, max path', ({ accuracy }) => accuracy.maxPath),
        percents('Accuracy, mixture', ({ accuracy }) => accuracy.mixture),
        ['Log loss, max path', ...trees.map(({ logLoss }) => logLoss.maxPath.toFixed(4))],
        ['Log loss, mixture', ...trees.map(({ logLoss }) => logLoss.mixture.toFixed(4))],
        ['Same answer, max path', '', formatPercent(agreement.maxPath)],
        ['Same answer, mixture', '', formatPercent(agreement.mixture)],
      ],
    ),
  ];
}
