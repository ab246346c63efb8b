import { InvalidInputError } from '../errors.js';
import type { ResultsDocument } from './results-schema.js';
import { scoresOf } from './scores-of.js';
import type { TreeDocument } from './tree-document.js';

type TreeName = 'baseline' | 'distilled';

/**
 * Compares the trees of a folder with the results beside them: an interrupted run, or a copied file, may mix two runs.
 *
 * @throws {InvalidInputError} naming what the tree and the results say differently
 */
export function assertSameRun(
  folder: string,
  results: ResultsDocument,
  trees: Readonly<Record<TreeName, TreeDocument>>,
): void {
  for (const name of ['baseline', 'distilled'] as const) {
    const ofTree = factsOfTree(trees[name]);
    const ofResults = factsOfResults(results, name);
    for (const [fact, value] of Object.entries(ofTree)) {
      const other = ofResults[fact];
      if (value === undefined || other === undefined || value === other) continue;
      throw new InvalidInputError(
        `${folder}: ${name}.json and results.json are not of one run: ${fact} ${value} in the tree, ${other} in the results`,
      );
    }
  }
}

type Facts = Readonly<Record<string, string | number | undefined>>;

function factsOfTree({ tree, seed, training, classNames, metrics, data }: TreeDocument): Facts {
  return {
    'data set': JSON.stringify(training.dataset),
    seed,
    depth: tree.depth,
    targets: training.targets,
    classes: JSON.stringify(classNames),
    'training rows': data?.rows.train,
    'test rows': data?.rows.test,
    ...scoresOf(metrics),
  };
}

function factsOfResults(results: ResultsDocument, name: TreeName): Facts {
  const { dataset, seed, depth, classes, rows } = results;
  return {
    'data set': JSON.stringify(dataset),
    seed,
    depth,
    targets: name === 'baseline' ? 'hard' : 'soft',
    classes: classes && JSON.stringify(classes.map((known) => known.name)),
    'training rows': rows.train,
    'test rows': rows.test,
    ...scoresOf(results[name]),
  };
}
